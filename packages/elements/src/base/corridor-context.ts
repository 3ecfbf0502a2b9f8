import { createContext } from '@lit/context';
import type { Corridor, RecordCard } from '@corridor/sdk';

/** What the page itself knows of a link: what to show for it, or nothing where it leads to none of its records. */
export type ResolveRecord = (url: string) => Promise<Omit<RecordCard, 'type' | 'url'> | null | undefined>;

/** What a page does for its own records. */
export interface PageOptions {
  resolveRecord?: ResolveRecord;
  recordAction?: string;
}

/** What a provider hands down: the client, or why there is none. */
export interface Provided {
  readonly corridor?: Corridor;
  readonly problem?: string;
  /** Whoever provides: what the page has set on it. */
  readonly page?: PageOptions;
}

/** One key for every copy of this package on a page, so that elements of one bundle find the provider of another. */
export const corridorContext = createContext<Provided>(Symbol.for('corridor'));
