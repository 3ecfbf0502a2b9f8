/** Resolves with the first truthy answer, asked again at every frame; rejects after `timeout` milliseconds with `what` in its message. */
export async function waitFor<T>(condition: () => T | Promise<T>, what = condition.toString(), timeout = 5_000): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`Waited ${timeout} ms for ${what}`);
    await nextFrame();
  }
}

/** The next frame: layout is done, observers have been told. A hidden page has no frames, so a timer stands in. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, 100);
    const frame = requestAnimationFrame(() => setTimeout(done));
    function done(): void {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      resolve();
    }
  });
}
