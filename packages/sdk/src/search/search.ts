import type { Input, Output } from '../protocol/contract.ts';
import type { Link } from '../transport/transport.ts';

/** Messages, channels and people by their words. */
export class Search {
  readonly #link: Link;
  constructor(link: Link) { this.#link = link; }

  /** Finds what I may read. `next`, where there may be more messages, is the `cursor` of the page after. */
  find(question: Input<'search.find'>): Promise<Output<'search.find'>> { return this.#link.request('search.find', question); }
}
