import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { persevere } from './persevere.ts';

const turn = () => new Promise(setImmediate);

test('what fails is tried again after pauses that grow up to the longest, until it is done', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const errors: unknown[] = [], trying = persevere({ firstMs: 10, mostMs: 25, onError: (error) => { errors.push(error); } });
    let tries = 0;
    await trying.do(async () => { if (++tries < 5) throw new Error(`${tries}`); });
    const seen = [tries];
    for (const ms of [9, 1, 19, 1, 24, 1, 25, 1000]) {
      mock.timers.tick(ms);
      await turn();
      seen.push(tries);
    }
    assert.deepEqual([seen, errors.length], [[1, 1, 2, 2, 3, 3, 4, 5, 5], 4]);
    await trying.close();
  } finally { mock.timers.reset(); }
});

test('at the close what runs ends, and nothing is tried again', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const trying = persevere({ firstMs: 10, onError: () => undefined });
    let tries = 0, end: () => void = () => undefined, isClosed = false;
    await trying.do(() => { tries++; return Promise.reject(new Error('waiting')); });
    void trying.do(() => new Promise((_, reject) => { end = () => { reject(new Error('running')); }; }));
    const closing = trying.close().then(() => { isClosed = true; });
    await turn();
    assert.equal(isClosed, false);
    end();
    await closing;
    mock.timers.tick(100_000);
    await turn();
    assert.equal(tries, 1);
  } finally { mock.timers.reset(); }
});
