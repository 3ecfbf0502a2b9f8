import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallEncryption } from '../call.ts';
import { ownKeys, toBase64, unwrap, wrap } from './agreement.ts';
import { Keys, type KeyWord } from './keys.ts';

interface Device { readonly id: string; readonly keys: Keys; readonly state: () => CallEncryption; readonly mine: Map<number, string>; readonly theirs: Map<string, Map<number, string>>; readonly used: number }
type Between = (from: string, to: string, word: KeyWord) => KeyWord | undefined;

/** Devices of one call, and a server between them that passes on, changes or drops what they say. */
function room(between: Between = (_from, _to, word) => word) {
  const here = new Map<string, Device>(), said: { from: string; to: string; word: KeyWord }[] = [];
  const tellAll = () => { for (const { id, keys } of here.values()) keys.setPeers([...here.keys()].filter((other) => other !== id).map((other) => ({ id: other }))); };
  const open = async (id: string): Promise<Device> => {
    let state: CallEncryption = { state: 'off' }, used = 0;
    const mine = new Map<number, string>(), theirs = new Map<string, Map<number, string>>();
    const own = await ownKeys();
    const device: Device = {
      id, mine, theirs, state: () => state, get used() { return used; },
      keys: new Keys({
        callId: 'call', me: id, own,
        send: (to, word) => { const passed = between(id, to, word); said.push({ from: id, to, word }); if (passed) queueMicrotask(() => { here.get(to)?.keys.hear(id, passed); }); },
        useMine: (keyId, secret) => { mine.set(keyId, toBase64(secret)); used = keyId; },
        useTheirs: (from, keyId, secret) => { theirs.set(from, (theirs.get(from) ?? new Map<number, string>()).set(keyId, toBase64(secret))); },
        drop: (from) => { theirs.delete(from); },
        onState: (now) => { state = now; },
      }),
    };
    return device;
  };
  return {
    said, here,
    enter: async (id: string) => { const device = await open(id); here.set(id, device); tellAll(); return device; },
    leave: (id: string) => { here.get(id)?.keys.close(); here.delete(id); tellAll(); },
    /** Another page in the same place. */
    reload: async (id: string) => {
      here.get(id)?.keys.close();
      const device = await open(id);
      here.set(id, device);
      for (const other of here.values()) if (other !== device) other.keys.forget(id);
      tellAll();
      return device;
    },
    close: () => { for (const { keys } of here.values()) keys.close(); },
  };
}

/** Until it is so; each step of theirs is a promise of the browser's cryptography. */
async function becomes(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !isSo();) {
    if (Date.now() > end) throw new Error(`Waited for: ${what}`);
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}
const haveEachOther = (...all: Device[]) => all.every((one) => all.every((other) => one === other || one.theirs.get(other.id)?.get(other.used) === other.mine.get(other.used)));
const areOn = (...all: Device[]) => becomes(`all are on: ${all.map(({ id, state }) => `${id} ${JSON.stringify(state())}`).join(', ')}`, () => all.every(({ state }) => state().state === 'on' && state().code !== undefined) && haveEachOther(...all));

test('a wrapped secret is for one device, from one, about one thing', async () => {
  const [ada, ben, eve] = [await ownKeys(), await ownKeys(), await ownKeys()], secret = crypto.getRandomValues(new Uint8Array(32)), wrapped = await wrap(ada, ben.publicKey, 'call ada ben 1', secret);
  assert.deepEqual(await unwrap(ben, ada.publicKey, 'call ada ben 1', wrapped), secret);
  await assert.rejects(unwrap(eve, ada.publicKey, 'call ada ben 1', wrapped));
  await assert.rejects(unwrap(ben, eve.publicKey, 'call ada ben 1', wrapped));
  await assert.rejects(unwrap(ben, ada.publicKey, 'call ada ben 2', wrapped));
  await assert.rejects(unwrap(ada, ben.publicKey, 'call ada ben 1', wrapped), 'back to who sent it');
});

test('all have the keys of all, and the same code; no secret is ever said as it is', async () => {
  const office = room(), [ada, ben, chloe] = [await office.enter('ada'), await office.enter('ben'), await office.enter('chloe')];
  await areOn(ada, ben, chloe);
  assert.equal(new Set([ada, ben, chloe].map(({ state }) => state().code)).size, 1);
  assert.match(ada.state().code!, /^\d{4} \d{4}$/);
  const everything = JSON.stringify(office.said);
  for (const { mine } of [ada, ben, chloe]) for (const secret of mine.values()) assert.ok(!everything.includes(secret));
  office.close();
});

test('who comes later has no key of before, and who has gone none of after; the code is another one each time', async () => {
  const office = room(), [ada, ben] = [await office.enter('ada'), await office.enter('ben')];
  await areOn(ada, ben);
  const before = ada.used, first = ada.state().code, chloe = await office.enter('chloe');
  await areOn(ada, ben, chloe);
  assert.ok(ada.used > before);
  assert.equal(chloe.theirs.get('ada')!.has(before), false);
  const second = ada.state().code, known = [...chloe.theirs.get('ada')!.values()];
  office.leave('chloe');
  await becomes('a new key is in use', () => ada.used > [...chloe.theirs.get('ada')!.keys()].at(-1)!);
  await areOn(ada, ben);
  assert.ok(!known.includes(ada.mine.get(ada.used)!));
  assert.equal(ada.theirs.has('chloe'), false);
  assert.notEqual(second, first);
  assert.equal(ada.state().code, first); // of the same keys of the same people
  office.close();
});

test('a new key is used once all have it, and is not waited for for ever', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isMute = false;
  const office = room((from, _to, word) => (isMute && from === 'ben' ? undefined : word)), [ada, ben] = [await office.enter('ada'), await office.enter('ben')];
  await areOn(ada, ben);
  isMute = true; // and acknowledges nothing
  const before = ada.used;
  await office.enter('chloe');
  await becomes('she has it', () => office.said.some(({ to, from, word }) => to === 'ada' && from === 'chloe' && 'has' in word));
  await Promise.all([...office.here.values()].map(({ keys }) => keys.settled));
  assert.equal(ada.used, before);
  t.mock.timers.tick(1000);
  assert.equal(ada.used, before + 1);
  office.close();
});

test('a page that is loaded anew gets keys again, and its own of before are nothing', async () => {
  const office = room(), [ada, ben] = [await office.enter('ada'), await office.enter('ben')];
  await areOn(ada, ben);
  const code = ada.state().code, before = [...ada.theirs.get('ben')!.values()], again = await office.reload('ben');
  await areOn(ada, again);
  assert.notEqual(ada.state().code, code);
  assert.ok(!before.some((secret) => [...ada.theirs.get('ben')!.values()].includes(secret)));
  office.close();
});

test('keys that were lost on the way are asked for again', async () => {
  let isLost = true;
  const office = room((_from, to, word) => (isLost && to === 'ben' && 'secret' in word ? undefined : word)), [ada, ben] = [await office.enter('ada'), await office.enter('ben')];
  await becomes('she has his', () => ada.theirs.has('ben'));
  assert.equal(ben.state().state, 'preparing');
  isLost = false;
  ben.keys.miss('ada'); // frames of hers have come
  await areOn(ada, ben);
  office.close();
});

test('all that was said may be said again on another way', async () => {
  let isLost = true;
  const office = room((_from, _to, word) => (isLost ? undefined : word)), [ada, ben] = [await office.enter('ada'), await office.enter('ben')];
  isLost = false;
  for (const { keys } of [ada, ben]) keys.renew();
  await areOn(ada, ben);
  office.close();
});

test('a server that puts itself between two, and speaks to each in the name of the other, is shown by two codes', async () => {
  const toAda = room(), toBen = room(), [ada, falseBen] = [await toAda.enter('ada'), await toAda.enter('ben')], [falseAda, ben] = [await toBen.enter('ada'), await toBen.enter('ben')];
  await Promise.all([areOn(ada, falseBen), areOn(falseAda, ben)]);
  assert.notEqual(ada.state().code, ben.state().code);
  for (const one of [toAda, toBen]) one.close();
});

test('keys that a server has changed for one side fit nothing, and no code comes of them', async () => {
  const wrong = await ownKeys(), office = room((from, _to, word) => ('hello' in word && from === 'ada' ? { hello: wrong.publicKey } : word)), [ada, ben] = [await office.enter('ada'), await office.enter('ben')];
  await becomes('both have said their keys', () => office.said.filter(({ word }) => 'secret' in word).length >= 2);
  await Promise.all([ada, ben].map(({ keys }) => keys.settled));
  assert.deepEqual([ada.theirs.has('ben'), ben.theirs.has('ada'), ada.state().code, ben.state().code], [false, false, undefined, undefined]);
  office.close();
});

test('nobody is bound twice: numbers that do not fit are tampering', async () => {
  const office = room((from, _to, word) => ('reveal' in word && from === 'ada' ? { ...word, reveal: toBase64(new Uint8Array(32)) } : word)), [, ben] = [await office.enter('ada'), await office.enter('ben')];
  await becomes('he knows', () => ben.state().state === 'failed');
  assert.equal(ben.state().reason, 'tampered');
  assert.equal(ben.state().code, undefined);
  office.close();
});

test('a secret of before that is said again, or one for somebody else, changes nothing', async () => {
  const office = room(), [ada, ben] = [await office.enter('ada'), await office.enter('ben')];
  await areOn(ada, ben);
  await office.enter('chloe');
  await becomes('a newer one is known', () => ben.theirs.get('ada')!.size > 1 && ben.theirs.has('chloe'));
  const known = JSON.stringify([...ben.theirs.get('ada')!]);
  for (const { from, to, word } of [...office.said]) if (from === 'ada' && 'secret' in word) { ben.keys.hear('ada', word); assert.ok(to); }
  await ben.keys.settled;
  assert.equal(JSON.stringify([...ben.theirs.get('ada')!]), known);
  office.close();
});

test('who never says a key is told of, and who is only away is not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const office = room((from, _to, word) => (from === 'old' ? undefined : word)), ada = await office.enter('ada');
  await office.enter('old');
  t.mock.timers.tick(15_000);
  assert.deepEqual([ada.state().state, ada.state().reason], ['failed', 'peer']);
  ada.keys.setPeers([{ id: 'old', isAway: true }]);
  assert.notEqual(ada.state().state, 'failed');
  office.close();
});
