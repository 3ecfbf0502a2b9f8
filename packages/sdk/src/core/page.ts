/** Listens on the page; returns how to stop. */
function listen(target: EventTarget, name: string, listener: () => void): () => void {
  target.addEventListener(name, listener);
  return () => { target.removeEventListener(name, listener); };
}

/** The page is looked at again, or the network is back. */
export function onReturn(listener: () => void): () => void {
  const page = globalThis.document;
  const offs = page ? [listen(globalThis, 'online', listener), listen(page, 'visibilitychange', () => { if (page.visibilityState === 'visible') listener(); })] : [];
  return () => { for (const off of offs) off(); };
}

/** The page may not come back from here. */
export const onLeaving = (listener: () => void): (() => void) | undefined => globalThis.document && listen(globalThis, 'pagehide', listener);
