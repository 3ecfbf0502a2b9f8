import { createContext } from '@lit/context';
import type { Corridor } from '@corridor/sdk';

/** What a provider hands down: the client, or why there is none. */
export interface Provided {
  readonly corridor?: Corridor;
  readonly problem?: string;
}

/** One key for every copy of this package on a page, so that elements of one bundle find the provider of another. */
export const corridorContext = createContext<Provided>(Symbol.for('corridor'));
