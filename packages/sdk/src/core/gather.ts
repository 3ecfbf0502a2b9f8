/** Gathers what is asked for within one turn of the event loop into calls of at most `limit` items. */
export function gather<T>(work: (items: T[]) => void, limit = 200): (item: T) => void {
  let waiting = new Set<T>();
  return (item) => {
    if (waiting.size === 0) {
      queueMicrotask(() => {
        const items = [...waiting];
        waiting = new Set();
        for (let i = 0; i < items.length; i += limit) work(items.slice(i, i + limit));
      });
    }
    waiting.add(item);
  };
}
