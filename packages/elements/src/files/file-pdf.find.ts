import type { PDFDocumentProxy } from './file-pdf.load.ts';

/** The place of a word: a page from 1, and the how manieth it is there from 0. */
export interface Hit { page: number; index: number }

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Looks for words in a document, page after page; each page's text is fetched once. */
export class PdfFinder {
  readonly #document: PDFDocumentProxy;
  readonly #texts = new Map<number, Promise<string>>();

  constructor(document: PDFDocumentProxy) {
    this.#document = document;
  }

  /** All places; undefined where something else is looked for by now. */
  async find(words: string, isWanted: () => boolean): Promise<Hit[] | undefined> {
    const wanted = plain(words), hits: Hit[] = [];
    for (let page = 1; wanted && page <= this.#document.numPages; page++) {
      const text = await this.#text(page);
      if (!isWanted()) return undefined;
      for (let at = text.indexOf(wanted), index = 0; at >= 0; at = text.indexOf(wanted, at + wanted.length)) hits.push({ page, index: index++ });
    }
    return hits;
  }

  #text(number: number): Promise<string> {
    let text = this.#texts.get(number);
    if (!text) this.#texts.set(number, (text = this.#document.getPage(number).then(async (page) => plain((await page.getTextContent()).items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('')))));
    return text;
  }
}

/** Where words stand in a page's layer of text, in the order of `PdfFinder`. Without marks and cases a text may have other lengths, so each of its characters is looked at by itself. */
export function rangesOf(layer: Element, words: string): Range[] {
  const wanted = plain(words), places: { node: Text; offset: number; length: number }[] = [];
  let text = '';
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) {
      let offset = 0;
      for (const char of node.data) {
        const said = plain(char);
        for (let index = 0; index < said.length; index++) places.push({ node, offset, length: char.length });
        text += said;
        offset += char.length;
      }
    } else if (node instanceof Element && node.localName === 'br') {
      const last = places.at(-1);
      if (last) places.push(last);
      text += last ? ' ' : '';
    }
  }
  const ranges: Range[] = [];
  for (let at = wanted ? text.indexOf(wanted) : -1; at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const range = document.createRange(), first = places[at]!, last = places[at + wanted.length - 1]!;
    range.setStart(first.node, first.offset);
    range.setEnd(last.node, last.offset + last.length);
    ranges.push(range);
  }
  return ranges;
}
