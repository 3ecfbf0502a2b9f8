import 'fake-indexeddb/auto';
import { AsyncLocalStorage } from 'node:async_hooks';

// As much of a browser's database as stands in the way here: the server's types know of none.
interface Store { readonly transaction: { readonly db: { readonly name: string } } }
type Open = (name: string, version?: number) => unknown;
type Put = (this: Store, value: unknown, key?: unknown) => unknown;
declare const indexedDB: { deleteDatabase(name: string): { onsuccess: unknown } };
declare const IDBFactory: { prototype: { open: Open } };
declare const IDBObjectStore: { prototype: { put: Put } };

const current = new AsyncLocalStorage<Browser>(), owners = new Map<string, Browser>();

/** What the browser of one person does to their page. All pages live in this process; what is run by a browser, with all that comes of it, has its clock, its timers and its databases. */
export class Browser {
  /** How far its clock is ahead. */
  clockMs = 0;
  /** `refused`: no database opens. `full`: what is open takes nothing more. */
  databases: 'well' | 'refused' | 'full' = 'well';
  /** Whether all that the page wrote is where the next one finds it. */
  isKeeping = true;
  #held: Map<unknown, () => void> | undefined;

  run<T>(work: () => T): T { return current.run(this, work); }

  get isFrozen(): boolean { return this.#held !== undefined; }
  /** No timer of the page comes until it thaws. The page's wire is another matter. */
  freeze(): void { this.#held ??= new Map(); }
  /** What has been due meanwhile comes late. */
  thaw(): void {
    const held = this.#held;
    this.#held = undefined;
    for (const work of held?.values() ?? []) setImmediate(work);
  }

  /** Deletes all databases, also from under a page that has them open. */
  async wipe(): Promise<void> {
    this.isKeeping = false;
    for (const [name, owner] of owners) if (owner === this) await new Promise((done) => { indexedDB.deleteDatabase(name).onsuccess = done; });
  }

  /** For the timers below. */
  due(timer: unknown, work: () => void): void { if (this.#held) this.#held.set(timer, work); else work(); }
  forget(timer: unknown): void { this.#held?.delete(timer); }
}

// The world of all pages asks whose page it is that calls.
Date.now = new Proxy(Date.now, { apply: (now: () => number) => now.call(Date) + (current.getStore()?.clockMs ?? 0) });
console.warn = new Proxy(console.warn, { apply(real: typeof console.warn, _, words: unknown[]) { if (!current.getStore()) real(...words); } }); // databases that fail are told of in each page's console
globalThis.setTimeout = new Proxy(setTimeout, { apply(real: typeof setTimeout, _, [work, ms, ...values]: [(...values: unknown[]) => void, number, ...unknown[]]) {
  const browser = current.getStore();
  if (!browser) return real(work, ms, ...values);
  const timer = real(() => { browser.due(timer, () => { work(...values); }); }, ms);
  return timer;
} });
globalThis.clearTimeout = new Proxy(clearTimeout, { apply(real: typeof clearTimeout, _, [timer]: Parameters<typeof clearTimeout>) {
  current.getStore()?.forget(timer);
  real(timer);
} });
IDBFactory.prototype.open = new Proxy(IDBFactory.prototype.open, { apply(real: Open, factory, args: Parameters<Open>) {
  const browser = current.getStore();
  if (browser) {
    owners.set(args[0], browser);
    browser.isKeeping = browser.databases !== 'refused';
    if (!browser.isKeeping) throw new DOMException('The user denied permission to access the database', 'SecurityError');
  }
  return real.apply(factory, args);
} });
IDBObjectStore.prototype.put = new Proxy(IDBObjectStore.prototype.put, { apply(real: Put, store: Store, args: Parameters<Put>) {
  const browser = owners.get(store.transaction.db.name);
  if (browser?.databases === 'full') {
    browser.isKeeping = false;
    throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
  }
  return real.apply(store, args);
} });
