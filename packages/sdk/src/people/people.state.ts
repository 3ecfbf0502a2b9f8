import { atom, onStart, type ReadableAtom, type WritableAtom } from 'nanostores';
import { gather } from '../core/gather.ts';
import type { Person } from '../protocol/people.ts';
import type { Storage } from '../storage/storage.ts';
import type { Link } from '../transport/transport.ts';

/** Who is known, and who is being asked for. */
export class PeopleState {
  readonly #link: Link;
  readonly #stores = new Map<string, WritableAtom<Person>>();
  /** Answered by the server on this connection. */
  #fresh = new Set<string>();
  #storage: Storage | undefined;
  readonly #ask = gather<string>((userIds) => { void this.#lookUp(userIds); });
  readonly #keep = gather<Person>((people) => { void this.#storage?.savePeople(people); });

  constructor(link: Link) { this.#link = link; }

  person(userId: string): ReadableAtom<Person> { return this.#store(userId); }

  learn(person: Person): void {
    this.#fresh.add(person.id);
    this.#store(person.id).set(person);
    this.#keep(person);
  }

  async restore(storage: Storage | undefined): Promise<void> {
    this.#storage = storage;
    for (const person of await storage?.people() ?? []) if (!this.#fresh.has(person.id)) this.#store(person.id).set(person);
  }

  /** On each connect: names may have changed meanwhile; those on screen are asked for again. */
  resume(): void {
    this.#fresh = new Set();
    for (const [userId, store] of this.#stores) if (store.value?.isPlaceholder || store.lc > 0) this.#ask(userId);
  }

  clear(): void {
    this.#storage = undefined;
    this.#fresh = new Set();
    for (const [userId, store] of this.#stores) store.set(unknown(userId));
  }

  #store(userId: string): WritableAtom<Person> {
    let store = this.#stores.get(userId);
    if (!store) {
      store = atom(unknown(userId));
      onStart(store, () => { if (!this.#fresh.has(userId)) this.#ask(userId); });
      this.#stores.set(userId, store);
    }
    return store;
  }

  async #lookUp(userIds: string[]): Promise<void> {
    if (!this.#link.isOnline()) return;
    const asked = userIds.filter((userId) => !this.#fresh.has(userId));
    if (!asked.length) return;
    for (const userId of asked) this.#fresh.add(userId);
    try { for (const person of (await this.#link.request('people.get', { userIds: asked })).items) this.learn(person); }
    catch { for (const userId of asked) this.#fresh.delete(userId); }
  }
}

const unknown = (id: string): Person => ({ id, name: id, avatar: null, isPlaceholder: true });
