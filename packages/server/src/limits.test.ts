import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { CallError } from './errors.ts';
import { createLimits, type Limits, network } from './limits.ts';

const ada = { tenant: 'acme', user: 'ada' };

async function takenBeforeRefusal(take: () => Promise<void>): Promise<{ taken: number; refusal: CallError }> {
  for (let taken = 0; ; taken++) {
    try { await take(); } catch (refusal) { return { taken, refusal: refusal as CallError }; }
  }
}
const writes = (limits: Limits, who = ada) => takenBeforeRefusal(() => limits.take(who, 'write'));

test('lets half a minute of writes through at once, then says how long to wait', async () => {
  mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 0 });
  try {
    const limits = createLimits(1);
    const { taken, refusal } = await writes(limits);
    assert.equal(taken, 305);
    assert.equal(refusal.code, 'rate-limited');
    const { retryAfterMs } = refusal.details as { retryAfterMs: number };
    assert.ok(retryAfterMs > 0 && retryAfterMs <= 1000, String(retryAfterMs));
    mock.timers.tick(1001);
    assert.equal((await writes(limits)).taken, 5);
  } finally { mock.timers.reset(); }
});

test('counts each person and each kind on its own', async () => {
  const limits = createLimits(1);
  await writes(limits);
  await limits.take(ada, 'read');
  await limits.take({ tenant: 'globex', user: 'ada' }, 'write');
  await limits.take({ tenant: 'acme', user: 'ben' }, 'write');
});

test('all people of a tenant together have two hundred times what one has, and are told to come again one after the other; another tenant goes on', async () => {
  const limits = createLimits(0.01);
  let user = 0;
  const { taken, refusal } = await takenBeforeRefusal(() => limits.take({ tenant: 'acme', user: `user ${user++}` }, 'write'));
  assert.deepEqual([taken, refusal.code], [610, 'rate-limited']);
  const waits = await Promise.all(Array.from({ length: 20 }, async () => ((await takenBeforeRefusal(() => limits.take({ tenant: 'acme', user: `user ${user++}` }, 'write'))).refusal.details as { retryAfterMs: number }).retryAfterMs));
  assert.ok(waits.every((ms) => ms >= 1000 && ms <= 3000), String(waits));
  assert.ok(new Set(waits).size > 10, String(waits));
  await limits.take({ tenant: 'globex', user: 'user 0' }, 'write');
  await limits.take({ tenant: 'acme', user: 'user 0' }, 'read');
});

test('who opens connection after connection, or keeps too many open, is told when to come again', async () => {
  const limits = createLimits(1), { taken, refusal } = await takenBeforeRefusal(() => limits.takeConnection(ada, 0));
  assert.deepEqual([taken, refusal.code], [610, 'rate-limited']);
  const ben = { tenant: 'acme', user: 'ben' };
  await limits.takeConnection(ben, 499);
  await assert.rejects(limits.takeConnection(ben, 500), { code: 'rate-limited', details: { retryAfterMs: 30_000 } });
});

test('keeps apart ids that look alike when they are joined', async () => {
  const limits = createLimits(1);
  await writes(limits, { tenant: 'a', user: 'b c' });
  await limits.take({ tenant: 'a b', user: 'c' }, 'write');
});

test('is scaled by its factor, and switched off', async () => {
  assert.equal((await writes(createLimits(2))).taken, 610);
  const off = createLimits(0);
  for (let i = 0; i < 5000; i++) await off.take(ada, 'write');
  await off.takeConnection(ada, 5000);
  off.mustBeAnswered(5000);
});

test('counts forged tokens by network, so that an IPv6 line is one', async () => {
  const limits = createLimits(1);
  const { taken } = await takenBeforeRefusal(() => limits.takeForgery('2001:db8:1:2::1'));
  assert.equal(taken, 60);
  await assert.rejects(limits.takeForgery('2001:db8:1:2::ffff'), { code: 'rate-limited' });
  await limits.takeForgery('2001:db8:1:3::1');
  await limits.takeForgery('::ffff:192.0.2.1');
});

test('counts guests by network and by room, so that neither one line nor a thousand of them flood a room', async () => {
  const limits = createLimits(1), { taken, refusal } = await takenBeforeRefusal(() => limits.takeGuest({ address: '2001:db8:1:2::1' }));
  assert.deepEqual([taken, refusal.code], [60, 'rate-limited']);
  assert.ok((refusal.details as { retryAfterMs: number }).retryAfterMs > 0);
  await assert.rejects(limits.takeGuest({ address: '2001:db8:1:2::ffff' }), { code: 'rate-limited' });
  await limits.takeGuest({ address: '192.0.2.1' });
  assert.equal((await takenBeforeRefusal(() => limits.takeGuest({ tenant: 'acme', roomId: 'weekly' }))).taken, 200);
  await limits.takeGuest({ tenant: 'acme', roomId: 'other' });
  await limits.takeGuest({ tenant: 'globex', roomId: 'weekly' });
});

const networks: Record<string, readonly string[]> = {
  '2001:db8:1:2': ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:DB8:0001:0002:0:0:0:1', '2001:db8:1:2:0::3', '2001:db8:1:2::192.0.2.1'],
  '2001:db8:0:0': ['2001:db8::1', '2001:db8::', '2001:db8:0:0::2', '2001:0db8:0:0:1:2:3:4'],
  '0:0:0:0': ['::1', '::', '0:0:0:0:0:0:0:1'],
  '2001:0:0:1': ['2001::1:0:0:0:5', '2001:0:0:1::5'],
  'fe80:0:0:0': ['fe80::1%eth0', 'fe80::2'],
  '192.0.2.1': ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1'],
  'not:an:address': ['not:an:address'],
};
for (const [one, spellings] of Object.entries(networks)) test(`takes ${spellings.join(', ')} for ${one}`, () => { assert.deepEqual(spellings.map(network), spellings.map(() => one)); });
