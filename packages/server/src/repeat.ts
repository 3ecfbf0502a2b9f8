export const hourMs = 3_600_000;

/** Runs some time after the start, and again so long after each end. `patienceMs`: for no longer is it waited for at the close; what it does must bear to be cut off then. */
export function repeat(run: () => Promise<void>, { firstMs, everyMs = hourMs, patienceMs, onError }: { firstMs: number; everyMs?: number | undefined; patienceMs?: number; onError: (error: unknown) => void }): { close(): Promise<void> } {
  let running = Promise.resolve(), isClosed = false, timer: NodeJS.Timeout;
  const wait = (ms: number) => { timer = setTimeout(begin, ms).unref(); };
  const begin = () => { running = run().catch((error: unknown) => { if (!isClosed) onError(error); }).finally(() => { if (!isClosed) wait(everyMs); }); };
  wait(firstMs);
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await (patienceMs === undefined ? running : Promise.race([running, new Promise((resolve) => { setTimeout(resolve, patienceMs).unref(); })]));
    },
  };
}
