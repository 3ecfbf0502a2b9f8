import type { Kind } from './fault.ts';

/** Of somebody's wire, page and browser. */
export const pageFaults: readonly Kind[] = [
  { name: 'wire cut', make: (dice, _, people) => { const { wire } = dice.pick(people); return { begin: () => { wire.cut(); }, mend: () => { wire.mend(); } }; } },
  { name: 'wire silent', least: 20, most: 90, make: (dice, _, people) => { const { wire } = dice.pick(people), isForgotten = dice.chance(0.5); return { begin: () => { wire.silence(); }, mend: () => { wire.mend(isForgotten); } }; } },
  { name: 'slow reader', least: 20, most: 90, make: (dice, _, people) => { const { wire } = dice.pick(people), rate = dice.between(2, 20) * 1000; return { begin: () => { wire.slow(rate); }, mend: () => { wire.mend(); } }; } },
  { name: 'page loaded anew', least: 1, most: 20, make: (dice, _, people) => {
    const person = dice.pick(people);
    return { begin: () => { for (let i = dice.below(4); i > 0; i--) person.write(dice); person.close(); }, mend() { person.reopen(); } };
  } },
  { name: 'tab frozen', least: 20, most: 90, make: (dice, _, people) => {
    const { browser, wire } = dice.pick(people), isForgotten = dice.chance(0.5);
    return { begin: () => { browser.freeze(); wire.silence(); }, mend() { wire.mend(isForgotten); browser.thaw(); } };
  } },
  { name: 'wrong clock', least: 10, make: (dice, _, people) => {
    const { browser } = dice.pick(people), ms = dice.pick([-86_400_000, -60_000, 60_000, 86_400_000]);
    return { begin: () => { browser.clockMs = ms; }, mend: () => { browser.clockMs = 0; } };
  } },
  { name: 'store refused', least: 10, make: (dice, _, people) => {
    const person = dice.pick(people), { browser } = person;
    return { begin() { person.close(); browser.databases = 'refused'; person.reopen(); }, mend: () => { browser.databases = 'well'; } };
  } },
  { name: 'store full', least: 10, make: (dice, _, people) => { const { browser } = dice.pick(people); return { begin: () => { browser.databases = 'full'; }, mend: () => { browser.databases = 'well'; } }; } },
  { name: 'store wiped', most: 20, make: (dice, _, people) => {
    const person = dice.pick(people), isOpen = dice.chance(0.5);
    return { begin() { for (let i = dice.below(4); i > 0; i--) person.write(dice); if (!isOpen) person.close(); return person.wipe(); }, mend() { person.reopen(); } };
  } },
];
