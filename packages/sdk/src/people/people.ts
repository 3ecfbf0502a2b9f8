import type { ReadableAtom } from 'nanostores';
import type { Person } from '../protocol/people.ts';
import { operations } from '../transport/operations.ts';
import type { Link } from '../transport/transport.ts';
import type { PeopleState } from './people.state.ts';

/** The people of my tenant; what I prefer myself stands in `corridor.me` and is changed by `setPreferences`. */
export class People extends operations('people', 'setPreferences') {
  readonly #state: PeopleState;
  readonly #link: Link;
  constructor(state: PeopleState, link: Link) { super(link); this.#state = state; this.#link = link; }

  /** A person by id; a placeholder named by the id until the answer is there. Many asked for at once make one request. */
  person(userId: string): ReadableAtom<Person> { return this.#state.stores.of(userId); }

  /** By name, or those whose name or id holds `query`. `next` is the `cursor` of the page after. */
  async list(page: { query?: string; cursor?: string; limit?: number } = {}): Promise<{ items: Person[]; next?: string }> {
    const { items, next } = await this.#link.request('people.list', page);
    for (const person of items) this.#state.learn(person);
    return { items, ...(next !== undefined && { next }) };
  }
}
