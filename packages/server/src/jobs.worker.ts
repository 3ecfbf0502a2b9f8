/** Does one thing after the other. */
export interface Worker {
  /** There may be something to do. */
  wake(): void;
  /** Begins nothing more; resolves once nothing runs. */
  end(): Promise<void>;
}

/** Calls `once` until it answers that there was nothing, then again when it is woken, and every `lookMs`. `once` never rejects. */
export function startWorker(once: () => Promise<boolean>, lookMs: number): Worker {
  let isEnding = false, isWoken = false, goOn: () => void = () => undefined;
  const rest = () => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lookMs).unref();
    goOn = () => { clearTimeout(timer); resolve(); };
  });
  const wake = () => { isWoken = true; goOn(); };

  async function run(): Promise<void> {
    while (!isEnding) {
      isWoken = false;
      if (await once()) continue;
      if (!isWoken && !isEnding) await rest();
    }
  }
  const running = run();
  return {
    wake,
    end() {
      isEnding = true;
      wake();
      return running;
    },
  };
}
