import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Corridor, Message } from '@corridor/sdk';
import { startScaleOut, type ScaleOut } from '../testing/scale-out.ts';

const roomCount = 5, peopleInRoom = 4, everyMs = 50;

let site: ScaleOut;
before(async () => { site = await startScaleOut(); });
after(() => site.stop());

interface Room { channelId: string; people: Corridor[] }

async function enter(): Promise<Room[]> {
  return Promise.all(Array.from({ length: roomCount }, async (_, room) => {
    const names = Array.from({ length: peopleInRoom }, (__, seat) => `p${room}-${seat}`), people = await Promise.all(names.map((name) => site.join(name)));
    const { id: channelId } = await people[0]!.chat.createChannel({ kind: 'group', name: `Room ${room}`, members: names.slice(1) });
    return { channelId, people };
  }));
}

test('servers are restarted one after the other while people write: nothing is refused, lost or twice, and all have it in one order', { timeout: 240_000 }, async (context: TestContext) => {
  const rooms = await enter(), late: number[] = [], refused: unknown[] = [], sending: Promise<unknown>[] = [], written = rooms.map((): string[] => []);
  const arrived = rooms.map(({ people }) => people.map(() => new Set<string>()));
  let look = (): void => undefined;
  for (const [at, { channelId, people }] of rooms.entries()) {
    for (const [seat, person] of people.entries()) {
      const heard = arrived[at]![seat]!;
      person.chat.conversation(channelId).messages.listen((messages) => {
        for (const { text, status } of messages) {
          if (status !== 'sent' || !text || heard.has(text)) continue;
          heard.add(text);
          late.push(performance.now() - Number(text.split(' ')[1]));
        }
        look();
      });
    }
  }

  // On schedule, whatever has become of the ones before.
  let count = 0;
  const begin = performance.now(), steady = setInterval(() => {
    for (let due = begin + count * everyMs; due <= performance.now(); due = begin + count * everyMs) {
      const at = count % roomCount, { channelId, people } = rooms[at]!, text = `${count} ${due}`;
      written[at]!.push(text);
      sending.push(people[Math.floor(count / roomCount) % peopleInRoom]!.chat.send(channelId, { text }).catch((error: unknown) => { refused.push(error); }));
      count++;
    }
  }, everyMs / 5);
  try { await site.type('restart', /^all nodes are back$/); } finally { clearInterval(steady); }
  await Promise.all(sending);
  const all = new Promise<void>((resolve) => {
    look = () => { if (arrived.every((seats, at) => seats.every((heard) => heard.size === written[at]!.length))) resolve(); };
    look();
  });
  await all;

  assert.deepEqual(refused, []);
  for (const [at, { channelId, people }] of rooms.entries()) {
    const texts = (messages: readonly Message[]) => messages.flatMap(({ text }) => text || []);
    const orders = people.map((person) => texts(person.chat.conversation(channelId).messages.get()));
    assert.deepEqual([...orders[0]!].sort(), [...written[at]!].sort());
    for (const order of orders) assert.deepEqual(order, orders[0]);
    const kept: Message[] = [];
    for (let page = await people[0]!.chat.history(channelId, { limit: 100 }); ; page = await people[0]!.chat.history(channelId, { limit: 100, before: kept[0]!.seq })) {
      kept.unshift(...page);
      if (page.length < 100) break;
    }
    assert.deepEqual(texts(kept), orders[0]);
  }
  late.sort((a, b) => a - b);
  context.diagnostic(`${count} messages; to each reader p50 ${late[Math.floor(late.length / 2)]!.toFixed(0)} ms, p99 ${late[Math.floor(late.length * 0.99)]!.toFixed(0)} ms, slowest ${late.at(-1)!.toFixed(0)} ms`);
});
