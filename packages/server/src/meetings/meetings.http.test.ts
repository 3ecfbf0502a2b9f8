import type Router from '@koa/router';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { createGuestTokens } from './guests.tokens.ts';
import { mountMeetings } from './meetings.http.ts';

let world: TestWorld, ada: Guest;
before(async () => {
  world = await startTestWorld();
  ada = await world.connect('ada');
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

/** Somebody comes to a room as a guest. `meanwhile` happens once their password was looked at, and before they are one. */
async function come(code: string, password: string | undefined, meanwhile: () => Promise<unknown>): Promise<void> {
  const handlers = new Map<string, (context: object) => Promise<void>>(), add = (path: string, ...steps: ((context: object) => Promise<void>)[]) => { handlers.set(path, steps.at(-1)!); };
  mountMeetings({ get: add, post: add } as unknown as Router, {
    database: world.database, perform: world.perform, tokens: createGuestTokens(world.database), meetings: world.meetings,
    limits: { takeForgery: () => Promise.resolve(), takeGuest: async (who) => { if ('roomId' in who) await meanwhile(); } },
  });
  await handlers.get('/api/v1/meet/:code/guests')!({ params: { code }, ip: '192.0.2.7', set: () => undefined, request: { body: { name: 'Gast', password } } });
}
const password = 'long enough', room = () => ada.request('meetings.create', { name: 'Closed circle', access: 'password', password });
const guests = async (roomId: string) => ((await world.rows('acme')).meeting_guests as { row: { room_id: string } }[]).filter(({ row }) => row.room_id === roomId).length;

test('nobody becomes a guest by what has changed while their password was looked at', async () => {
  for (const [change, refusal] of [[{ password: 'another one' }, 'forbidden'], [{ hasNewCode: true as const }, 'not-found'], [{ isClosed: true }, 'conflict'], [{ settings: { allowsGuests: false } }, 'forbidden'], [{ name: 'Weekly' }, 'ok'], [{ access: 'open' as const }, 'ok']] as const) {
    const { id: roomId, code } = await room();
    assert.equal(await codeOf(come(code, password, () => ada.request('meetings.update', { roomId, ...change }))), refusal, JSON.stringify(change));
    assert.equal(await guests(roomId), refusal === 'ok' ? 1 : 0);
  }
  const { id: roomId, code } = await ada.request('meetings.create', { name: 'Open day' });
  assert.equal(await codeOf(come(code, undefined, () => ada.request('meetings.update', { roomId, access: 'password', password }))), 'forbidden');
  assert.equal(await guests(roomId), 0);
});

test('who comes while the password is being changed waits for how that ends', async () => {
  const { id: roomId, code } = await room(), changing = await world.database.transaction();
  const coming = codeOf(come(code, password, async () => {
    await changing.raw("select set_config('app.tenants', array['acme']::text, true)");
    await changing.raw("update meeting_rooms set password = 'salt.key' where id = ?", [roomId]);
  }));
  let isAnswered = false;
  void coming.finally(() => { isAnswered = true; });
  const isHeld = async () => (await world.database.raw<{ rows: unknown[] }>("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).rows.length > 0;
  while (!isAnswered && !await isHeld());
  assert.equal(isAnswered, false);
  await changing.commit();
  assert.equal(await coming, 'forbidden');
  assert.equal(await guests(roomId), 0);
});
