import type { Corridor, FileForm } from '@corridor/sdk';

interface Wanted { fileId: string; version?: number | undefined; as: FileForm }
interface Address { url: string; expiresAt: string }
interface Asked { wanted: Wanted; resolve: (address: Address | undefined) => void; reject: (error: unknown) => void }

/** As many as one request takes. */
const most = 100;
/** An address is asked for again this long before its end, in ms. */
const early = 60_000;

/** Where files are fetched: what is asked for in one moment goes in one request, and what is known is not asked for again until it is about to end. */
export class FileAddresses {
  readonly #corridor: Corridor;
  readonly #known = new Map<string, Promise<Address | undefined>>();
  #waiting: Asked[] = [];

  constructor(corridor: Corridor) {
    this.#corridor = corridor;
  }

  /** Undefined where the file is not there for me in this form. */
  async url(wanted: Wanted): Promise<string | undefined> {
    if (wanted.as === 'download') return (await new Promise<Address | undefined>((resolve, reject) => this.#ask({ wanted, resolve, reject })))?.url; // each is for one download
    const key = `${wanted.fileId} ${wanted.version ?? ''} ${wanted.as}`, known = this.#known.get(key), address = await known?.catch(() => undefined);
    if (address && Date.parse(address.expiresAt) - early > Date.now()) return address.url;
    if (this.#known.get(key) !== known) return this.url(wanted); // somebody else has asked meanwhile
    const asked = new Promise<Address | undefined>((resolve, reject) => this.#ask({ wanted, resolve, reject }));
    this.#known.set(key, asked);
    asked.then((found) => { if (!found) this.#known.delete(key); }, () => this.#known.delete(key));
    return (await asked)?.url;
  }

  /** A file has changed: its addresses lead to what it was. */
  forget(fileId: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(fileId)) this.#known.delete(key);
  }

  #ask(one: Asked): void {
    this.#waiting.push(one);
    if (this.#waiting.length === 1) queueMicrotask(() => void this.#send());
  }

  async #send(): Promise<void> {
    const all = this.#waiting.splice(0, Infinity);
    for (let start = 0; start < all.length; start += most) {
      const part = all.slice(start, start + most);
      try {
        const { items } = await this.#corridor.files.urls({ items: part.map(({ wanted: { fileId, version, as } }) => ({ fileId, as, ...(version && { version }) })) });
        for (const { wanted, resolve } of part) resolve(items.find(({ fileId, version, as }) => fileId === wanted.fileId && as === wanted.as && (!wanted.version || version === wanted.version)));
      } catch (error) {
        for (const { reject } of part) reject(error);
      }
    }
  }
}

const byClient = new WeakMap<Corridor, FileAddresses>();

/** One for all elements of a client. */
export function addressesBy(corridor: Corridor): FileAddresses {
  const known = byClient.get(corridor) ?? new FileAddresses(corridor);
  byClient.set(corridor, known);
  return known;
}

/** Has the browser save a file under its name. False where it is not there any more. */
export async function saveFile(corridor: Corridor, fileId: string, name: string, version?: number): Promise<boolean> {
  const url = await addressesBy(corridor).url({ fileId, as: 'download', version });
  if (!url) return false;
  const link = Object.assign(document.createElement('a'), { href: url, download: name, rel: 'noopener' });
  document.body.append(link);
  link.click();
  link.remove();
  return true;
}
