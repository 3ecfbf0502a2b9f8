/** Work that is due at times that lie in the database. */
export interface Due {
  /** Something is due at that time, in ms since 1970. */
  wake(at: number): void;
  /** What runs ends first. */
  close(): Promise<void>;
}

/** Between two looks, where somebody else holds what is due. */
const leastMs = 50;

/**
 * Looks when the next thing is due, as `look` answers in ms (null: nothing waits), and every `netMs` for what other processes have added or left behind.
 * One look at a time; `look` stops early where `isClosing` says so.
 */
export function createDue({ look, netMs, onError }: { look: (isClosing: () => boolean) => Promise<number | null>; netMs: number; onError: (error: unknown) => void }): Due {
  let isClosing = false, looking: Promise<void> | undefined, timer: NodeJS.Timeout | undefined, wakesAt = Infinity, isMissed = false;

  /** The earliest time asked for counts. */
  function wake(at: number): void {
    if (isClosing || at >= wakesAt) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(begin, Math.max(0, at - Date.now()));
    timer.unref();
  }

  function begin(): void {
    wakesAt = Infinity;
    isMissed = !!looking; // which may have asked already when the next one is due
    if (looking) return;
    looking = look(() => isClosing).catch((error: unknown) => { onError(error); return null; }).then((nextMs) => {
      looking = undefined;
      wake(Date.now() + (isMissed ? 0 : Math.min(Math.max(nextMs ?? netMs, leastMs), netMs)));
    });
  }

  begin();
  return {
    wake,
    async close() {
      isClosing = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
