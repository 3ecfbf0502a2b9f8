import assert from 'node:assert/strict';
import { test } from 'node:test';
import { together } from './together.ts';

/** Questions that are answered when the test says so. */
function asked() {
  const open: { items: readonly string[]; answer: () => void; fail: (error: unknown) => void }[] = [];
  const ask = together<string, string>((items) => new Promise((resolve, reject) => { open.push({ items, answer: () => { resolve(items.map((item) => `${item}!`)); }, fail: reject }); }), (item) => item[0]!, 3);
  return { open, ask };
}
const settle = () => new Promise((resolve) => { setImmediate(resolve); });

test('a lonely question goes at once, and what comes meanwhile goes together', async () => {
  const { open, ask } = asked(), first = ask('a');
  await settle();
  assert.deepEqual(open.map(({ items }) => items), [['a']]);
  const others = Promise.all(['b', 'c'].map(ask));
  await settle();
  assert.equal(open.length, 1);
  open[0]!.answer();
  assert.equal(await first, 'a!');
  await settle();
  assert.deepEqual(open[1]!.items, ['b', 'c']);
  open[1]!.answer();
  assert.deepEqual(await others, ['b!', 'c!']);
});

test('no question holds two of one key, nor more than it may', async () => {
  const { open, ask } = asked(), all = Promise.all(['a1', 'a2', 'b', 'c', 'd'].map(ask));
  for (let i = 0; i < 2; i++) { await settle(); open[i]!.answer(); }
  assert.deepEqual(await all, ['a1!', 'a2!', 'b!', 'c!', 'd!']);
  assert.deepEqual(open.map(({ items }) => items), [['a1', 'b', 'c'], ['a2', 'd']]);
});

test('what fails for many is asked one by one, and only the bad one fails', async () => {
  const ask = together<string, string>((items) => (items.includes('bad') ? Promise.reject(Object.assign(new Error('no'), { code: '22021' })) : Promise.resolve(items)), (item) => item);
  const found = await Promise.allSettled(['good', 'bad', 'fine'].map(ask));
  assert.deepEqual(found.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
  assert.equal(await ask('after it'), 'after it');
});

test('where nobody answers all fail at once, and nobody is asked again', async () => {
  let questions = 0;
  const ask = together<string, string>(() => { questions++; return Promise.reject(Object.assign(new Error('away'), { code: '08006' })); }, (item) => item);
  const found = await Promise.allSettled(['a', 'b', 'c'].map(ask));
  assert.deepEqual(found.map(({ status }) => status), ['rejected', 'rejected', 'rejected']);
  assert.equal(questions, 1);
});
