/** What is wrong with one of them, or met another transaction; where the database is away, asking each alone would only take longer. */
const isOfOne = (error: unknown) => /^(2[23]|40)/.test((error as { code?: string } | null)?.code ?? '');

interface Waiting<T, R> { item: T; resolve: (answer: R) => void; reject: (error: unknown) => void }

/**
 * Lets many questions of one kind be asked as one: idle, a question goes at once; while an answer is on its way, what comes gathers for
 * the next. Five thousand who come back after a restart cost a few statements so, not some for each. `ask` answers in the order of its items, of which no two
 * have the same key; what the database refuses for many is asked for each alone, so that one bad item does not fail the others.
 */
export function together<T, R>(ask: (items: readonly T[]) => Promise<readonly R[]>, keyOf: (item: T) => string, largest = 500): (item: T) => Promise<R> {
  let gathering: Waiting<T, R>[] = [], isAsking = false;

  function take(): Waiting<T, R>[] {
    const keys = new Set<string>(), taken: Waiting<T, R>[] = [], later: Waiting<T, R>[] = [];
    for (const one of gathering) {
      const key = keyOf(one.item);
      if (keys.has(key) || taken.length === largest) later.push(one); else { keys.add(key); taken.push(one); }
    }
    gathering = later;
    return taken;
  }

  async function answer(some: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const answers = await ask(some.map(({ item }) => item));
      some.forEach(({ resolve }, at) => { resolve(answers[at] as R); });
    } catch (error) {
      if (some.length === 1 || !isOfOne(error)) for (const { reject } of some) reject(error);
      else for (const one of some) await answer([one]);
    }
  }

  async function run(): Promise<void> {
    while (gathering.length > 0) await answer(take());
    isAsking = false;
  }

  return (item) => new Promise((resolve, reject) => {
    gathering.push({ item, resolve, reject });
    if (isAsking) return;
    isAsking = true;
    queueMicrotask(() => { void run(); });
  });
}
