import { gather } from '../core/gather.ts';
import { Keyed } from '../core/keyed.ts';
import type { Person } from '../protocol/people.ts';
import type { Storage } from '../storage/storage.ts';
import type { Link } from '../transport/transport.ts';

/** Who is known, and who is being asked for. */
export class PeopleState {
  readonly #link: Link;
  readonly stores = new Keyed<Person>((id) => ({ id, name: id, avatar: null, isPlaceholder: true }), (userId, isUsed) => { if (isUsed) this.#ask(userId); });
  /** Answered by the server on this connection. */
  #fresh = new Set<string>();
  #storage: Storage | undefined;
  readonly #ask = gather<string>((userIds) => { void this.#lookUp(userIds); });
  readonly #keep = gather<Person>((people) => { void this.#storage?.savePeople(people); });

  constructor(link: Link) { this.#link = link; }

  learn(person: Person): void {
    this.#fresh.add(person.id);
    this.stores.of(person.id).set(person);
    this.#keep(person);
  }

  async restore(storage: Storage | undefined): Promise<void> {
    this.#storage = storage;
    for (const person of await storage?.people() ?? []) if (!this.#fresh.has(person.id)) this.stores.of(person.id).set(person);
  }

  /** On each connect: names may have changed meanwhile; those on screen are asked for again. */
  resume(): void {
    this.#fresh = new Set();
    for (const userId of this.stores.keys()) if (this.stores.isUsed(userId)) this.#ask(userId);
  }

  clear(): void {
    this.#storage = undefined;
    this.#fresh = new Set();
    this.stores.forget();
  }

  async #lookUp(userIds: string[]): Promise<void> {
    const asked = userIds.filter((userId) => !this.#fresh.has(userId));
    if (!asked.length || !this.#link.isOnline()) return;
    for (const userId of asked) this.#fresh.add(userId);
    try { for (const person of (await this.#link.request('people.get', { userIds: asked })).items) this.learn(person); }
    catch { for (const userId of asked) this.#fresh.delete(userId); }
  }
}
