const interval = 1_000;

/**
 * Notices which message has really been seen: its row was on the screen of a visible page, not only rendered. `onSeen` hears of each newer
 * one at once, `onRead` at most once a second.
 */
export class Reading {
  readonly #onSeen: (seq: number) => void;
  readonly #onRead: (seq: number) => void;
  readonly #observer: IntersectionObserver;
  #watched: { row: Element; seq: number } | undefined;
  #read = 0;
  #unsaid = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSeen: (seq: number) => void, onRead: (seq: number) => void) {
    this.#onSeen = onSeen;
    this.#onRead = onRead;
    this.#observer = new IntersectionObserver((entries) => {
      if (document.visibilityState === 'visible' && entries.some(({ isIntersecting, target }) => isIntersecting && target === this.#watched?.row)) this.#saw();
    });
    document.addEventListener('visibilitychange', this.#look);
  }

  /** The newest row that the list has in view; whether anybody can see the list is found out here. */
  watch(row: Element, seq: number): void {
    if (seq <= this.#read || (this.#watched?.row === row && this.#watched.seq === seq)) return;
    this.#watched = { row, seq };
    this.#look();
  }

  /** Says at once what is still to be said, and listens no more. */
  close(): void {
    document.removeEventListener('visibilitychange', this.#look);
    this.#observer.disconnect();
    this.#say();
    clearTimeout(this.#timer);
  }

  readonly #look = (): void => {
    this.#observer.disconnect();
    if (this.#watched) this.#observer.observe(this.#watched.row);
  };

  #saw(): void {
    const { seq } = this.#watched ?? { seq: 0 };
    this.#watched = undefined;
    this.#observer.disconnect();
    this.#read = this.#unsaid = seq;
    this.#onSeen(seq);
    if (this.#timer === undefined) this.#say();
  }

  #say(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#unsaid) return;
    this.#onRead(this.#unsaid);
    this.#unsaid = 0;
    this.#timer = setTimeout(() => this.#say(), interval);
  }
}
