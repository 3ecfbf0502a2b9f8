/** Where in the viewport a row is to be put. */
export type Place = 'top' | 'middle';

/** How far from the end a reader may be and still be at it, in pixels. */
const nearEnd = 24;
/** What stays visible above a row that is put on top, as a share of the viewport. */
const context = 0.2;

const top = (element: Element) => element.getBoundingClientRect().top;

/**
 * Keeps what a person looks at in its place while rows come, go and grow around it: `settle` puts it back after layout and before paint.
 * The browser's own scroll anchoring is off. Safari has none, at the very top nobody has one, and two of them would correct each other.
 */
export class ScrollAnchor {
  readonly scroller: HTMLElement;
  /** The end of what is in the DOM is in view. */
  isAtBottom = true;
  readonly #rows: () => readonly HTMLElement[];
  #row: HTMLElement | undefined;
  #offset = 0;
  #scrollTop = 0;
  #isSuspended = false;

  constructor(scroller: HTMLElement, rows: () => readonly HTMLElement[]) {
    this.scroller = scroller;
    this.#rows = rows;
  }

  /** Distances from the viewport to the edges of the content, in pixels. */
  get above(): number {
    return this.scroller.scrollTop;
  }
  get below(): number {
    return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
  }

  /** True when a scroll event is still to come. */
  get hasMoved(): boolean {
    if (this.scroller.clientHeight === 0) this.suspend();
    return !this.#isSuspended && this.scroller.scrollTop !== this.#scrollTop;
  }

  /** Off the page or without a box an element forgets how far it was scrolled: until the next `settle` only what is remembered counts. */
  suspend(): void {
    this.#isSuspended = true;
  }

  /**
   * To be called for each scroll event. It counts only how far was scrolled: positions read here may hold a change of layout that
   * `settle` has yet to make up for.
   */
  scrolled(): void {
    if (this.#isSuspended) return;
    const { scrollTop } = this.scroller;
    const distance = scrollTop - this.#scrollTop;
    this.#scrollTop = scrollTop;
    this.#offset -= distance;
    if (this.below <= nearEnd) this.isAtBottom = true;
    else if (distance < 0) this.isAtBottom = false;
    const previous = this.#row;
    const row = this.#firstInView();
    if (row && previous?.isConnected) this.#offset += top(row) - top(previous);
    else if (row) this.#offset = top(row) - top(this.scroller);
    this.#row = row;
  }

  /** To be called after layout: goes to the end, or puts the anchored row back where it was. */
  settle(isFollowing: boolean): void {
    if (isFollowing) this.scroller.scrollTop = this.scroller.scrollHeight;
    else if (this.#row?.isConnected) this.#scrollBy(top(this.#row) - top(this.scroller) - this.#offset);
    this.#remember();
  }

  /** Scrolls so that `row` is in view at `place`, as far as the content reaches. */
  show(row: HTMLElement, place: Place): void {
    const { clientHeight } = this.scroller;
    const wanted = place === 'top' ? clientHeight * context : Math.max(0, (clientHeight - row.offsetHeight) / 2);
    this.#scrollBy(top(row) - top(this.scroller) - Math.round(wanted));
    this.#remember();
  }

  /** The newest row whose end is in view. */
  lastInView(): HTMLElement | undefined {
    return this.#rows().findLast((row) => this.#endsInView(row));
  }

  /** The rows that are in view with all they hold; the ones that fill the view where there is none. */
  inView(): readonly HTMLElement[] {
    const start = top(this.scroller);
    const rows = this.#rows().filter((row) => row.getBoundingClientRect().bottom > start + 1 && top(row) < start + this.scroller.clientHeight);
    const whole = rows.filter((row) => top(row) >= start - 1 && this.#endsInView(row));
    return whole.length ? whole : rows;
  }

  #endsInView(row: HTMLElement): boolean {
    return row.getBoundingClientRect().bottom <= top(this.scroller) + this.scroller.clientHeight + 1;
  }

  #firstInView(): HTMLElement | undefined {
    const start = top(this.scroller);
    const rows = this.#rows();
    return rows.find((row) => top(row) >= start) ?? rows.at(-1);
  }

  #remember(): void {
    this.#isSuspended = false;
    this.#scrollTop = this.scroller.scrollTop;
    this.isAtBottom = this.below <= nearEnd;
    this.#row = this.#firstInView();
    if (this.#row) this.#offset = top(this.#row) - top(this.scroller);
  }

  #scrollBy(distance: number): void {
    if (Math.abs(distance) >= 0.5) this.scroller.scrollTop += distance;
  }
}
