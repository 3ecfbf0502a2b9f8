import { refused } from './refusal.ts';

/** What may come out of one upload when all archives in it are unpacked. `ratio` counts from `ratioFrom` bytes on: small things pack well. */
export interface ArchiveLimits { entries: number; depth: number; ratio: number; ratioFrom: number; unpacked: number; timesSize: number; milliseconds: number }

const mebi = 1024 * 1024;
/** Texts pack to a tenth, rarely to a fiftieth; what packs to a two hundredth and is large then is made to do harm. */
export const archiveLimits: ArchiveLimits = { entries: 100_000, depth: 5, ratio: 200, ratioFrom: 32 * mebi, unpacked: 1024 * mebi, timesSize: 20, milliseconds: 60_000 };

const bomb = (message: string, details?: Record<string, unknown>) => refused('archive-bomb', message, details);

/** Counts what an upload unpacks to, in all its levels together, and throws when it is too much. */
export class Budget {
  readonly limits: ArchiveLimits;
  readonly #most: number;
  readonly #until: number;
  #entries = 0;
  #unpacked = 0;

  /** `size`: of the upload, in bytes. */
  constructor(size: number, limits: ArchiveLimits) {
    this.limits = limits;
    this.#most = Math.max(limits.unpacked, size * limits.timesSize);
    this.#until = Date.now() + limits.milliseconds;
  }

  enter(depth: number): void {
    if (depth > this.limits.depth) throw refused('too-nested', `The archive holds archives in archives, more than ${this.limits.depth} deep`);
  }

  entry(): void {
    this.#entries += 1;
    if (this.#entries > this.limits.entries) throw bomb(`The archive holds more than ${this.limits.entries} files`);
  }

  /** Before anything is unpacked, by what headers say: `unpacked` bytes of `packed`. */
  declare(packed: number, unpacked: number): void {
    if (unpacked > this.limits.ratioFrom && unpacked > packed * this.limits.ratio) throw bomb(`The archive would unpack to more than ${this.limits.ratio} times its size`, { unpacked });
    if (unpacked > this.#most) throw this.#tooMuch();
  }

  /** While it is unpacked. */
  unpack(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > this.#most) throw this.#tooMuch();
    if (Date.now() > this.#until) throw bomb('The archive takes too long to look into');
  }

  #tooMuch() { return bomb(`The archive would unpack to more than ${Math.floor(this.#most / mebi)} MB`); }
}
