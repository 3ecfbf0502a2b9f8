import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { CarrierListener, OpenCarrier } from './carrier.ts';
import { type Cluster, createCluster } from './cluster.ts';
import type { Word } from './words.ts';

/** A wire with everybody on it; what is sent arrives in the next turn. */
class Wire {
  readonly listeners = new Map<string, CarrierListener>();
  /** Loses the next texts of a sender. */
  lost = 0;
  isDown = false;
  /** Whose words do not leave. */
  isFrozen: string | undefined;

  carrier(name: string): OpenCarrier {
    return (listener) => {
      this.listeners.set(name, listener);
      return Promise.resolve({
        send: async (texts) => {
          await Promise.resolve();
          if (this.isDown || this.isFrozen === name) throw new Error('away');
          for (const text of texts) if (this.lost > 0) this.lost--; else for (const to of this.listeners.keys()) this.#give(to, text);
        },
        close: () => { this.listeners.delete(name); return Promise.resolve(); },
      });
    };
  }

  #give(to: string, text: string): void { queueMicrotask(() => this.listeners.get(to)?.onText(text)); }
}

const there = (user: string): Word => ({ there: ['acme', user, 'active'] });
const turns = async () => { for (let turn = 0; turn < 50; turn++) await Promise.resolve(); };

let wire: Wire, heard: string[], clock: number;
const opened: Cluster[] = [];
beforeEach(() => {
  wire = new Wire();
  heard = [];
  clock = 0;
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
});
afterEach(async () => {
  for (const cluster of opened.splice(0)) await cluster.close();
  mock.timers.reset();
});

/** A process that notes what it hears: words by their user, and whoever is gone. Its clock is that of the timers. */
async function open(name: string): Promise<Cluster> {
  const cluster = await createCluster({
    open: wire.carrier(name), everyMs: 1000, now: () => clock,
    onWord: (word) => { heard.push(`${name} hears ${'there' in word ? word.there[1] : Object.keys(word)[0]}`); },
    introduce: () => [there(`those at ${name}`)], onGone: () => { heard.push(`${name} loses one`); }, onMissed: () => { heard.push(`${name} has missed words`); }, onError: () => undefined,
  });
  opened.push(cluster);
  await turns();
  return cluster;
}
const said = () => heard.splice(0);

test('who comes introduces themselves and is introduced to', async () => {
  await open('one');
  assert.deepEqual(said(), []);
  await open('two');
  assert.deepEqual([...new Set(said())].sort(), ['one hears those at two', 'two hears those at one']);
});

test('words arrive at all others, in their order, and those of one turn together', async () => {
  const [one] = [await open('one'), await open('two'), await open('three')];
  said();
  let letters = 0;
  wire.listeners.set('counter', { onText: () => { letters++; }, onMissed: () => undefined, onError: () => undefined });
  for (const user of ['ada', 'ben', 'cleo']) one.tell(there(user));
  await turns();
  assert.deepEqual(said().filter((line) => line.startsWith('two')), ['two hears ada', 'two hears ben', 'two hears cleo']);
  assert.equal(letters, 1);
});

test('a process that has the database to itself tells nobody anything', async () => {
  const one = await open('one');
  let letters = 0;
  wire.listeners.set('counter', { onText: () => { letters++; }, onMissed: () => undefined, onError: () => undefined });
  clock += 6000; // by then the others would have answered
  one.tell(there('ada'));
  await turns();
  assert.deepEqual([letters, one.size()], [0, 0]);
});

test('words that are lost on the way are missed, and who lost them is introduced to anew', async () => {
  const [one] = [await open('one'), await open('two')];
  said();
  wire.lost = 1;
  one.tell(there('ada'));
  await turns();
  one.tell(there('ben'));
  await turns();
  assert.deepEqual(said().filter((line) => line.startsWith('two')), ['two loses one', 'two has missed words', 'two hears ben', 'two hears those at one']);
});

test('what was lost of somebody who ends is missed, too', async () => {
  const [one] = [await open('one'), await open('two')];
  said();
  wire.lost = 1;
  one.tell(there('ada'));
  await turns();
  await one.close();
  assert.deepEqual(said().filter((line) => line.startsWith('two')), ['two loses one', 'two has missed words']);
});

test('words that cannot be sent are sent once they can', async () => {
  const [one] = [await open('one'), await open('two')];
  said();
  wire.isDown = true;
  one.tell(there('ada'));
  one.tell(there('ben'));
  await turns();
  wire.isDown = false;
  mock.timers.tick(500);
  await turns();
  assert.deepEqual(said(), ['two hears ada', 'two hears ben']);
});

async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    clock += 1000;
    mock.timers.tick(1000);
    await turns();
  }
}

test('nobody is taken for gone who says nothing but gives signs of life', async () => {
  await open('one');
  await open('two');
  said();
  await pass(20);
  assert.deepEqual(said(), []);
});

test('who is frozen is gone for the others, who may have missed their last words, and knows what they have missed once they go on', async () => {
  const [one, two] = [await open('one'), await open('two')];
  said();
  wire.isFrozen = 'two';
  await pass(5);
  assert.deepEqual([said().filter((line) => line.startsWith('one')), one.size()], [['one loses one', 'one has missed words'], 0]);
  one.tell(there('nobody there'));
  wire.isFrozen = undefined;
  await pass(3);
  assert.deepEqual([one.size(), two.size()], [1, 1]);
  const after = said();
  assert.ok(after.includes('one hears those at two') && after.includes('two has missed words'));
  one.tell(there('ada'));
  await turns();
  assert.ok(said().includes('two hears ada'));
});

test('a server starts also where nothing comes back to it, and says why', async () => {
  const errors: unknown[] = [], deaf: OpenCarrier = () => Promise.resolve({ send: () => Promise.resolve(), close: () => Promise.resolve() });
  const opening = createCluster({ open: deaf, onWord: () => undefined, introduce: () => [], onGone: () => undefined, onMissed: () => undefined, onError: (error) => { errors.push(error); } });
  await turns();
  mock.timers.tick(5000);
  opened.push(await opening);
  assert.match(String(errors[0]), /pooler/);
});

test('what is said before others could answer reaches them', async () => {
  const one = await open('one'), texts: string[] = [];
  wire.listeners.set('not known yet', { onText: (text) => { texts.push(text); }, onMissed: () => undefined, onError: () => undefined });
  one.tell(there('ada'));
  await turns();
  assert.match(texts.join(), /ada/);
});

test('a server that was alone while words could be missed makes nobody connect anew until there is another', async () => {
  await open('one');
  wire.listeners.get('one')!.onMissed();
  await turns();
  assert.deepEqual(said(), []);
  await open('two');
  assert.ok(said().includes('one has missed words'));
});

test('a text of somebody else ends nothing', async () => {
  const [one] = [await open('one'), await open('two')];
  said();
  wire.listeners.get('two')!.onText('no letter');
  one.tell(there('ada'));
  await turns();
  assert.deepEqual(said(), ['two hears ada']);
});

test('who ends is gone for the others at once', async () => {
  const [one, two] = [await open('one'), await open('two')];
  said();
  await two.close();
  await turns();
  assert.deepEqual([said(), one.size()], [['one loses one'], 0]);
});
