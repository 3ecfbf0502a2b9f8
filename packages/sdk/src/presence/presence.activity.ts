const idleAfterMs = 5 * 60_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Says when the person leaves this device and comes back: five minutes without input, or a hidden page. Does nothing outside browsers. Returns how to stop. */
export function watchActivity(tell: (isActive: boolean) => void): () => void {
  const page = globalThis.document;
  if (!page) return () => undefined;
  let isActive = true;
  let seenAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (now: boolean) => { if (now !== isActive) { isActive = now; tell(now); } };
  const check = () => {
    const leftMs = seenAt + idleAfterMs - performance.now();
    if (leftMs <= 0 || page.visibilityState === 'hidden') { timer = undefined; say(false); }
    else timer = setTimeout(check, leftMs);
  };
  const seen = () => {
    seenAt = performance.now();
    if (page.visibilityState === 'hidden') return;
    say(true);
    timer ??= setTimeout(check, idleAfterMs);
  };
  const turned = () => { if (page.visibilityState === 'hidden') { clearTimeout(timer); timer = setTimeout(check, idleAfterMs); } else seen(); };
  const ends = new AbortController(), { signal } = ends;
  for (const sign of signs) globalThis.addEventListener(sign, seen, { capture: true, passive: true, signal });
  page.addEventListener('visibilitychange', turned, { signal });
  timer = setTimeout(check, idleAfterMs);
  return () => {
    clearTimeout(timer);
    ends.abort();
  };
}
