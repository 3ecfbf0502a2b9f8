import type axe from 'axe-core';

/** Loaded by the test page as a plain script: axe-core is no module. */
declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** Those that end, in shadow roots too: colours on their way are not what anybody reads. */
const animationsIn = (root: Document | ShadowRoot): Animation[] => [
  ...root.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity),
  ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? animationsIn(shadowRoot) : [])),
];

/** Throws with rule, place and fix for each of axe's violations inside the element. `except` names rules that the caller has a reason to leave out. */
export async function expectAccessible(element: Element, { except = [] }: { except?: string[] } = {}): Promise<void> {
  const rules = Object.fromEntries(except.map((rule) => [rule, { enabled: false }]));
  const look = async () => {
    await Promise.all(animationsIn(document).map(({ finished }) => finished.catch(() => undefined)));
    return window.axe.run(element, { rules });
  };
  let { violations, passes } = await look();
  if (violations.length) ({ violations, passes } = await look()); // what began to fade while it looked has faded now
  if (!violations.length && !passes.length) throw new Error('axe found nothing to look at');
  if (!violations.length) return;
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.target.join(' ')}\n  ${node.failureSummary ?? ''}`),
  );
  throw new Error(`${violations.length} accessibility violations\n${lines.join('\n')}`);
}
