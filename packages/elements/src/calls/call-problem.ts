import { explain as explainAny } from '../base/problem.ts';

type Refused = Parameters<typeof explainAny>[0];

/** Why something about a call did not work, for what is there with the first call: the words come when they are needed. To be called while rendering, in the language of then. */
export const wordsFor = async (error: unknown): Promise<() => string> => {
  const { explain } = await import('./call-refusals.ts').catch(() => ({ explain: explainAny }));
  return () => explain(error as Refused);
};
