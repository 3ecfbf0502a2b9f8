import { LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { controls } from '../base/controls.styles.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, languageOf, msg, speakAs, str } from '../base/localisation.ts';
import { type Hit, PdfFinder, rangesOf } from './file-pdf.find.ts';
import { PdfPage } from './file-pdf.page.ts';
import type { PDFDocumentProxy } from './file-pdf.load.ts';
import { filePdfStyles } from './file-pdf.styles.ts';

type Load = typeof import('./file-pdf.load.ts');
const load = () => import('./file-pdf.load.ts');

const leastZoom = 0.25, mostZoom = 5, step = 1.2, gutter = 26;

interface Opened { document: PDFDocumentProxy; pdf: Load; finder: PdfFinder; close: () => void; width: number; height: number }

/** A PDF, page under page, each drawn when it comes near. Fires `broken` with `detail.reason` where it cannot be shown: `password`, `damaged` or `offline`. */
export class FilePdf extends LitElement {
  static override styles = [controls, filePdfStyles];
  static override properties: PropertyDeclarations = {
    src: {}, opened: { attribute: false }, zoom: { attribute: false }, page: { attribute: false }, hits: { attribute: false }, hit: { attribute: false }, words: { attribute: false },
  };

  src = '';
  private opened: Opened | undefined;
  /** In relation to the size at which a page is as wide as there is room. */
  private zoom = 1;
  private page = 1;
  private words = '';
  private hits: readonly Hit[] | undefined;
  private hit = 0;
  #asked = 0;
  #sought = 0;
  readonly #drawn = new Map<number, PdfPage>();
  #near: IntersectionObserver | undefined;
  readonly #size = new ResizeObserver(() => this.#layOut());
  #width = 0;

  get #pages() {
    return this.renderRoot.querySelector<HTMLElement>('.pages');
  }

  override focus(options?: FocusOptions): void {
    this.#pages?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.src) void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    speakAs(this, languageOf(this));
    if (changed.has('src') && this.src) void this.#open();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('opened') && this.opened) {
      this.#size.observe(this.#pages!);
      this.#layOut(true);
    } else if (changed.has('zoom')) this.#layOut(true);
    if (changed.has('hits') || changed.has('hit')) void this.#showHit();
  }

  protected override render() {
    const { opened } = this, language = languageOf(this);
    if (!opened) return html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading')}</span><span class="skeleton"></span></div>`;
    const count = opened.document.numPages, shown = formatNumber(language, count);
    return html`<div class="pages" tabindex="0" role="region" aria-label=${msg('Pages')} @scroll=${this.#onScroll}>
        ${Array.from({ length: count }, (_, index) => html`<div class="page" role="group" data-number=${index + 1} aria-label=${msg(str`Page ${formatNumber(language, index + 1)} of ${shown}`)}></div>`)}</div>
      <div class="tools" role="toolbar" aria-label=${msg('View')}>
        <label class="group"><span class="hidden-visually">${msg('Page')}</span><input class="number" inputmode="numeric" .value=${String(this.page)} @change=${this.#onPage} /><span>${msg(str`of ${shown}`)}</span></label>
        <span class="group"><button class="icon" type="button" aria-label=${msg('Zoom out')} title=${msg('Zoom out')} ?disabled=${this.zoom <= leastZoom} @click=${() => this.#zoomTo(this.zoom / step)}>${icon(shapes.zoomOut, 'small')}</button>
          <button class="button" type="button" @click=${() => this.#zoomTo(1)}>${msg('Fit')}</button>
          <button class="icon" type="button" aria-label=${msg('Zoom in')} title=${msg('Zoom in')} ?disabled=${this.zoom >= mostZoom} @click=${() => this.#zoomTo(this.zoom * step)}>${icon(shapes.zoomIn, 'small')}</button></span>
        <span class="group" role="search"><input class="find" type="search" aria-label=${msg('Find in the document')} placeholder=${msg('Find in the document')} .value=${this.words} @input=${this.#onWords} @keydown=${this.#onFindKeydown} />
          ${this.words.trim() ? this.#renderHits(language) : nothing}</span>
      </div>`;
  }

  #renderHits(language: string) {
    const { hits } = this;
    if (!hits) return html`<span class="meta" role="status">${msg('Looking…')}</span>`;
    if (!hits.length) return html`<span class="meta" role="status">${msg('Not found')}</span>`;
    return html`<span class="meta" role="status">${msg(str`${formatNumber(language, this.hit + 1)} of ${formatNumber(language, hits.length)}`)}</span>
      <button class="icon" type="button" aria-label=${msg('Previous')} title=${msg('Previous')} @click=${() => this.#go(-1)}>${icon(shapes.chevronUp, 'small')}</button>
      <button class="icon" type="button" aria-label=${msg('Next')} title=${msg('Next')} @click=${() => this.#go(1)}>${icon(icons.chevronDown, 'small')}</button>`;
  }

  async #open(): Promise<void> {
    const asked = ++this.#asked;
    this.#close();
    this.page = this.zoom = 1;
    this.words = '';
    this.hits = undefined;
    try {
      const pdf = await load(), { document, close } = await pdf.openPdf(this.src);
      const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
      if (asked !== this.#asked || !this.isConnected) return close();
      this.opened = { document, close, pdf, width, height, finder: new PdfFinder(document) };
    } catch (error) {
      if (asked !== this.#asked) return;
      const { name = '' } = error as Error, reason = name === 'PasswordException' ? 'password' : name === 'InvalidPDFException' || name === 'FormatError' ? 'damaged' : 'offline';
      this.dispatchEvent(new CustomEvent('broken', { detail: { reason } }));
    }
  }

  #close(): void {
    this.#near?.disconnect();
    this.#size.disconnect();
    for (const page of this.#drawn.values()) page.end();
    this.#drawn.clear();
    this.opened?.close();
    this.opened = undefined;
    forget(this);
  }

  /** Every page gets its room, as large as the first until it is drawn, so that the bar beside them is true. */
  #layOut(isNew = false): void {
    const pages = this.#pages;
    if (!pages || !this.opened || (!isNew && pages.clientWidth === this.#width)) return;
    const at = this.page, isMoved = this.#width > 0;
    this.#width = pages.clientWidth;
    const { width, height } = this.opened, scale = this.#scale;
    this.#near?.disconnect();
    for (const page of this.#drawn.values()) page.end();
    this.#drawn.clear();
    this.#near = new IntersectionObserver(this.#onNear, { root: pages, rootMargin: '100% 0px' });
    for (const box of pages.querySelectorAll<HTMLElement>('.page')) {
      box.style.inlineSize = `${width * scale}px`;
      box.style.blockSize = `${height * scale}px`;
      this.#near.observe(box);
    }
    if (isMoved) this.#jump(at);
  }

  /** Pixels a point. */
  get #scale(): number {
    return Math.max(0.05, Math.min((this.#width - gutter) / this.opened!.width, 1.6) * this.zoom);
  }

  readonly #onNear = (entries: IntersectionObserverEntry[]): void => {
    for (const { target, isIntersecting } of entries) {
      const number = Number((target as HTMLElement).dataset['number']), drawn = this.#drawn.get(number);
      if (isIntersecting && !drawn && this.opened) {
        const page = new PdfPage(target as HTMLElement, number, this.#scale, this.opened.document, this.opened.pdf);
        this.#drawn.set(number, page);
        void page.done.then(() => this.#mark());
      } else if (!isIntersecting && drawn) {
        drawn.end();
        this.#drawn.delete(number);
      }
    }
  };

  #zoomTo(zoom: number): void {
    this.zoom = Math.min(mostZoom, Math.max(leastZoom, zoom));
  }

  #box(number: number): HTMLElement | null | undefined {
    return this.#pages?.querySelector(`[data-number="${number}"]`);
  }

  #jump(number: number): void {
    const pages = this.#pages, box = this.#box(number);
    if (pages && box) pages.scrollTop = box.offsetTop - pages.offsetTop - 12;
  }

  readonly #onScroll = (): void => {
    const pages = this.#pages!, middle = pages.scrollTop + pages.offsetTop + pages.clientHeight / 3;
    const boxes = pages.children;
    let low = 0, high = boxes.length - 1;
    while (low < high) {
      const mid = Math.ceil((low + high) / 2);
      if ((boxes[mid] as HTMLElement).offsetTop <= middle) low = mid;
      else high = mid - 1;
    }
    this.page = low + 1;
  };

  readonly #onPage = (event: Event): void => {
    const field = event.target as HTMLInputElement, number = Math.min(this.opened?.document.numPages ?? 1, Math.max(1, Math.round(Number(field.value)) || this.page));
    this.page = number;
    field.value = String(number);
    this.#jump(number);
  };

  readonly #onWords = async (event: Event): Promise<void> => {
    const sought = ++this.#sought, words = (event.target as HTMLInputElement).value;
    this.words = words;
    this.hits = undefined;
    const hits = await this.opened?.finder.find(words.trim(), () => sought === this.#sought);
    if (!hits || sought !== this.#sought) return;
    this.hit = Math.max(0, hits.findIndex(({ page }) => page >= this.page));
    this.hits = hits;
  };

  readonly #onFindKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.isComposing) this.#go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && this.words) {
      this.words = '';
      this.hits = [];
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #go(by: 1 | -1): void {
    const count = this.hits?.length ?? 0;
    if (count) this.hit = (this.hit + by + count) % count;
  }

  async #showHit(): Promise<void> {
    const hit = this.hits?.[this.hit];
    this.#mark();
    if (!hit) return;
    if (hit.page !== this.page) this.#jump(hit.page);
    await this.#drawn.get(hit.page)?.done;
    this.#mark();
    const [words, pages] = [this.#drawn.get(hit.page)?.words, this.#pages], range = words && rangesOf(words, this.words.trim())[hit.index], place = range?.getBoundingClientRect(), room = pages?.getBoundingClientRect();
    if (pages && place && room && (place.top < room.top || place.bottom > room.bottom)) pages.scrollTop += place.top - room.top - room.height / 3;
  }

  /** Colours what was found on the pages that are drawn. */
  #mark(): void {
    const words = this.words.trim(), here = this.hits?.[this.hit];
    const all: Range[] = [], current: Range[] = [];
    if (words && this.hits?.length) {
      for (const [number, { words: layer }] of this.#drawn) if (layer) for (const [index, range] of rangesOf(layer, words).entries()) (here?.page === number && here.index === index ? current : all).push(range);
    }
    mark(this, all, current);
  }
}

/** Highlights belong to the whole page: what each element has found is kept apart. */
const found = new Map<object, [Range[], Range[]]>();
function mark(owner: object, all: Range[], current: Range[]): void {
  found.set(owner, [all, current]);
  const highlights = CSS.highlights as HighlightRegistry | undefined;
  if (!highlights) return;
  highlights.set('corridor-found', new Highlight(...[...found.values()].flatMap(([ranges]) => ranges)));
  highlights.set('corridor-found-here', new Highlight(...[...found.values()].flatMap(([, ranges]) => ranges)));
}
function forget(owner: object): void {
  if (!found.has(owner)) return;
  mark(owner, [], []);
  found.delete(owner);
}

define('file-pdf', FilePdf);

declare global {
  interface HTMLElementTagNameMap {
    'file-pdf': FilePdf;
  }
}
