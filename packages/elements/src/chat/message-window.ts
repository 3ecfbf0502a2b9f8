import type { Message } from '@corridor/sdk';

type Messages = readonly Message[];

/** How many of the messages the server has: pending and failed ones come after them and have no place yet. */
export function storedCount(messages: Messages): number {
  let count = messages.length;
  while (count > 0 && messages[count - 1]?.seq === 0) count--;
  return count;
}

/** Index of the first stored message at or after `seq`; the number of stored messages when there is none. */
export function indexOfSeq(messages: Messages, seq: number): number {
  let low = 0;
  let high = storedCount(messages);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Which of the loaded messages have a row in the DOM. It follows its messages, not their indexes, so pages may arrive on either side.
 * Nothing here costs more than the window is long, however many messages are loaded.
 */
export class MessageWindow {
  #messages: Messages = [];
  #from = 0;
  #to = 0;
  /** Rows at most; what is further away leaves the DOM. */
  size = 60;

  get from(): number {
    return this.#from;
  }
  get to(): number {
    return this.#to;
  }
  get isAtStart(): boolean {
    return this.#from === 0;
  }
  get isAtEnd(): boolean {
    return this.#to === this.#messages.length;
  }

  /**
   * Takes the newer list. With `isFollowing` the window moves to its end, else it stays with the messages it showed. False when those are
   * no longer there: it is at the end then.
   */
  update(messages: Messages, isFollowing: boolean): boolean {
    const first = this.#messages[this.#from];
    const length = this.#to - this.#from;
    this.#messages = messages;
    const from = first ? this.#find(first) : -1;
    if (isFollowing || from < 0) this.showEnd();
    else this.#set(from, from + Math.max(length, this.size));
    return !first || from >= 0;
  }

  showStart(): void {
    this.#set(0, this.size);
  }

  showEnd(): void {
    this.#set(this.#messages.length - this.size, this.#messages.length);
  }

  /** Puts the message at `index` into the middle, unless it has enough rows on both sides already. */
  showAround(index: number): void {
    const margin = Math.floor(this.size / 4);
    const isInside = index - this.#from >= Math.min(margin, index) && this.#to - index > Math.min(margin, this.#messages.length - 1 - index);
    if (!isInside) this.#set(index - Math.floor(this.size / 2), index + Math.ceil(this.size / 2));
  }

  /** A third of a window further up; false where the loaded messages begin. */
  moveUp(): boolean {
    if (this.#from === 0) return false;
    const from = Math.max(0, this.#from - Math.ceil(this.size / 3));
    this.#set(from, from + this.size);
    return true;
  }

  /** A third of a window further down; false where the loaded messages end. */
  moveDown(): boolean {
    if (this.isAtEnd) return false;
    const to = Math.min(this.#messages.length, this.#to + Math.ceil(this.size / 3));
    this.#set(to - this.size, to);
    return true;
  }

  #find(message: Message): number {
    const index = message.seq ? indexOfSeq(this.#messages, message.seq) : storedCount(this.#messages);
    if (message.seq) return this.#messages[index]?.seq === message.seq ? index : -1;
    return this.#messages.findIndex(({ id }, place) => place >= index && id === message.id);
  }

  #set(from: number, to: number): void {
    const { length } = this.#messages;
    this.#to = Math.min(length, Math.max(to, Math.min(length, this.size)));
    this.#from = Math.max(0, Math.min(from, this.#to - this.size));
  }
}
