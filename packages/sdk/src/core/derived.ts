import { atom, onStart, onStop, type ReadableAtom, type WritableAtom } from 'nanostores';

/** A store computed from what is kept elsewhere. */
export type Derived<T> = ReadableAtom<T> & {
  /** Says that what it is computed from has changed: told at once where somebody listens, else computed at the next read. */
  refresh(): void;
};

/** `onUse` hears when the first listener comes and when the last one goes. */
export function derived<T>(compute: () => T, onUse?: (isUsed: boolean) => void): Derived<T> {
  let isStale = true;
  const store = atom<T | undefined>(undefined) as WritableAtom<T>;
  const update = () => { isStale = false; store.set(compute()); };
  onStart(store, () => { onUse?.(true); if (isStale) update(); });
  if (onUse) onStop(store, () => { onUse(false); });
  return Object.assign(store, { refresh() { isStale = true; if (store.lc) update(); } });
}
