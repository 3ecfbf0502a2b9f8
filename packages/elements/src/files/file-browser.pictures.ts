import type { Corridor, FileInfo } from '@corridor/sdk';
import { addressesBy } from './file-addresses.ts';

/** Addresses of small pictures: each is asked for with the first row that shows it. */
export class FilePictures {
  readonly #onChange: () => void;
  readonly #known = new Map<string, string>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  of(corridor: Corridor, { id, version, state, renditions }: FileInfo): string | undefined {
    if (!renditions.includes('thumbnail') || state === 'quarantined') return undefined;
    const key = `${id} ${version}`, known = this.#known.get(key);
    if (known === undefined) {
      this.#known.set(key, '');
      addressesBy(corridor).url({ fileId: id, as: 'thumbnail' }).then((url) => { if (url) { this.#known.set(key, url); this.#onChange(); } }, () => this.#known.delete(key));
    }
    return known || undefined;
  }
}
