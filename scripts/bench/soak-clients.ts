// An office at work: each act leaves on schedule, whether or not what left before is done. A process of its own.
import { type Act, acts, arrive } from './soak-acts.ts';
import { checkAll, count, one, openOffice, type Person, type Place, Refused, tally } from './soak-office.ts';

let office: { people: Person[]; places: Place[] };
/** Refusals that are a fault, and those that are none, by their words. */
const errors = new Map<string, number>(), expected = new Map<string, number>();
/** How long messages took, in ms. */
const late: number[] = [];
let open = 0, ended = () => undefined as void;
const timers: NodeJS.Timeout[] = [];

const note = (kind: Map<string, number>, what: string) => { kind.set(what, (kind.get(what) ?? 0) + 1); };

const wordsOf = ({ message, cause }: Error) => (cause instanceof Error ? `${message} (${cause.message})` : message);

async function does(name: string, act: Act, due: number): Promise<void> {
  const here = office.people.filter(({ isHere }) => isHere), person = one(here);
  open++;
  person.holds++;
  try {
    await act.run(person);
    count(`act: ${name}`);
    if (name === 'message') late.push(performance.now() - due);
  } catch (error) {
    const isExpected = error instanceof Refused && error.code !== 'no answer' && act.mayBe?.includes(error.code);
    note(isExpected ? expected : errors, isExpected ? `${name}: ${error.code}` : `${name}: ${wordsOf(error as Error)}`);
  } finally {
    person.holds--;
    open--;
    ended();
  }
}

/** Moments without memory, as those at which people do something. */
const gap = (aSecond: number) => (-Math.log(1 - Math.random()) * 1000) / aSecond;

function begin(): void {
  for (const [name, act] of Object.entries(acts)) {
    let due = performance.now() + gap(act.aSecond);
    timers.push(setInterval(() => { for (; due <= performance.now(); due += gap(act.aSecond)) void does(name, act, due); }, 5));
  }
}

async function end(): Promise<object> {
  for (const timer of timers) clearInterval(timer);
  const atEnd = open, all = new Promise<void>((resolve) => { ended = () => { if (open === 0) resolve(); }; ended(); });
  let patience: NodeJS.Timeout | undefined;
  await Promise.race([all, new Promise((resolve) => { patience = setTimeout(resolve, 60_000); })]);
  clearTimeout(patience);
  if (open) errors.set('never answered', open);
  return state(atEnd);
}

const state = (atEnd = open) => ({ done: Object.fromEntries(tally.done), heard: tally.heard, errors: Object.fromEntries(errors), expected: Object.fromEntries(expected), late, atEnd });

const orders: Record<string, (input: never) => Promise<unknown>> = {
  enter: async ({ url, size }: { url: string; size: number }) => {
    office = await openOffice(url, size);
    for (const person of office.people) {
      person.onLost = (reason) => { note(errors, `a connection was lost: ${reason}`); };
      person.go();
      await arrive(person);
    }
    tally.done.clear();
  },
  begin: async () => { begin(); },
  /** Ends, and answers what was done. */
  end,
  check: async ({ url }: { url: string }) => {
    for (const person of office.people) person.go();
    return checkAll(url, office.places);
  },
};
process.on('message', ({ id, what, input }: { id: number; what: string; input: never }) => {
  orders[what]!(input).then((answer) => process.send!({ id, answer }), (error: unknown) => process.send!({ id, error: String((error as Error).stack) }));
});
process.on('disconnect', () => process.exit());
