/** Work that has to be done some time, whatever stands in its way now. */
export interface Perseverance {
  /** Answers after the first try, whatever came of it; what has failed is tried again. */
  do(run: () => Promise<unknown>): Promise<void>;
  /** Nothing is begun again; what runs may end. */
  close(): Promise<void>;
}

/** Tries again what fails, each time after twice the pause. It lives in this process alone: what must outlive that is a job (`jobs.ts`), which takes a database that answers. */
export function persevere({ firstMs = 500, mostMs = 60_000, onError }: { firstMs?: number; mostMs?: number; onError: (error: unknown) => void }): Perseverance {
  const running = new Set<Promise<void>>(), waiting = new Set<NodeJS.Timeout>();
  let isClosed = false;

  function attempt(run: () => Promise<unknown>, pauseMs: number): Promise<void> {
    const again = () => {
      const timer = setTimeout(() => { waiting.delete(timer); void attempt(run, Math.min(pauseMs * 2, mostMs)); }, pauseMs).unref();
      waiting.add(timer);
    };
    const one: Promise<void> = run().then(() => undefined, (error: unknown) => { onError(error); if (!isClosed) again(); }).finally(() => { running.delete(one); });
    running.add(one);
    return one;
  }

  return {
    do: (run) => attempt(run, firstMs),
    async close() {
      isClosed = true;
      for (const timer of waiting) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
