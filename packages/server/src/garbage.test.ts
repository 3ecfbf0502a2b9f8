import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { keepGarbageSmall } from './garbage.ts';

test('garbage is kept small while there is little to do, not under load, and again a minute after it', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  let now = 0, work = 0; // ms
  mock.method(performance, 'now', () => now);
  mock.method(process, 'cpuUsage', (before?: NodeJS.CpuUsage) => ({ user: work * 1000 - (before?.user ?? 0), system: 0 }));
  const set: [number, number][] = [], watch = keepGarbageSmall((percent) => { set.push([now / 1000, percent]); });
  const pass = (seconds: number, share: number) => { for (let i = 0; i < seconds; i++) { now += 1000; work += 1000 * share; mock.timers.tick(1000); } };
  try {
    pass(5, 0.3);
    pass(3, 0.9);
    pass(30, 0.1);
    pass(1, 0.6);
    pass(70, 0.2);
    assert.deepEqual(set, [[1, 20], [6, 0], [99, 20]]);
    watch.end();
    pass(5, 0.9);
    assert.equal(set.length, 3);
  } finally { mock.restoreAll(); mock.timers.reset(); }
});
