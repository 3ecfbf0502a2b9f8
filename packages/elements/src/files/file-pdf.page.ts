import type { PDFDocumentProxy } from './file-pdf.load.ts';

type Load = typeof import('./file-pdf.load.ts');

/** Pixels of a page's picture at most: phones refuse larger canvases. */
const mostPixels = 12_000_000;

/** A page that is near enough to be seen: draws it, and lays its words over it. */
export class PdfPage {
  readonly #box: HTMLElement;
  #isOver = false;
  #end: (() => void) | undefined;
  /** Resolves once its words are there. */
  readonly done: Promise<void>;

  constructor(box: HTMLElement, number: number, scale: number, source: PDFDocumentProxy, pdf: Load) {
    this.#box = box;
    this.done = this.#draw(number, scale, source, pdf).catch(() => undefined); // it was given up, or is damaged and stays empty
  }

  get words(): Element | null {
    return this.#box.querySelector('.words');
  }

  /** Takes its memory back. */
  end(): void {
    this.#isOver = true;
    this.#end?.();
    const canvas = this.#box.querySelector('canvas');
    if (canvas) canvas.width = canvas.height = 0;
    this.#box.replaceChildren();
  }

  async #draw(number: number, scale: number, source: PDFDocumentProxy, { TextLayer }: Load): Promise<void> {
    const page = await source.getPage(number);
    if (this.#isOver) return;
    const viewport = page.getViewport({ scale }), sharp = Math.min(devicePixelRatio || 1, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
    const canvas = document.createElement('canvas'), words = document.createElement('div');
    canvas.width = Math.ceil(viewport.width * sharp);
    canvas.height = Math.ceil(viewport.height * sharp);
    words.className = 'words';
    words.dir = 'ltr';
    this.#box.style.inlineSize = `${viewport.width}px`;
    this.#box.style.blockSize = `${viewport.height}px`;
    this.#box.style.setProperty('--total-scale-factor', String(scale));
    this.#box.replaceChildren(canvas, words);
    const drawing = page.render({ canvas, viewport, ...(sharp !== 1 && { transform: [sharp, 0, 0, sharp, 0, 0] }) });
    this.#end = () => drawing.cancel();
    await drawing.promise;
    if (this.#isOver) return;
    const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
    this.#end = () => layer.cancel();
    await layer.render();
    page.cleanup();
  }
}
