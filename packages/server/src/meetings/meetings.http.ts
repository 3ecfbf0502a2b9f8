import { bodyParser } from '@koa/bodyparser';
import type Router from '@koa/router';
import { codeLength, guestUser, type MeetingDoor } from '@corridor/sdk/protocol';
import { errors } from 'jose';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { Perform } from '../call.ts';
import { CallError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { serverSession } from '../server-session.ts';
import { inTransaction } from '../transaction.ts';
import { uuid7 } from '../uuid.ts';
import { holdDoor, insertGuest, tenantOfMeeting } from './guests.queries.ts';
import type { GuestTokens } from './guests.tokens.ts';
import { meetingPage, meetingPolicy } from './meetings.page.ts';
import { mustKnowPassword } from './meetings.password.ts';
import { roomByCode, type RoomRow } from './meetings.queries.ts';
import { settingsOf, toDoor } from './meetings.rows.ts';
import type { Meetings } from './meetings.service.ts';

const Coming = z.object({ name: z.string().trim().min(1).max(100).refine((text) => !text.includes('\u0000') && text.isWellFormed(), 'contains NUL or a lone surrogate'), password: z.string().max(200).optional() });
const plain = (code: string): string => code.toLowerCase().replaceAll(/[^a-z]/g, '');

interface Surroundings { database: Knex; perform: Perform; tokens: GuestTokens; meetings: Pick<Meetings, 'guess'>; limits: Pick<Limits, 'takeForgery' | 'takeGuest'> }

/** What people without an account ask of a room whose code they have: what it is, to come in as a guest with a name, and the page that does so. */
export function mountMeetings(router: Router, { database, perform, tokens, meetings, limits }: Surroundings): void {
  const parse = bodyParser({ enableTypes: ['json'], jsonLimit: '10kb' }) as never;

  const find = (given: string, address: string): Promise<{ tenant: string; room: RoomRow }> => meetings.guess({ address }, async () => {
    const code = plain(given), tenant = code.length === codeLength ? await inTransaction(database, [], (asks) => tenantOfMeeting(asks, code)) : null;
    const room = tenant === null ? undefined : await inTransaction(database, [tenant], (asks) => roomByCode({ query: (...what) => asks.query(...what), session: serverSession(tenant) }, code));
    return room && tenant !== null ? { tenant, room } : undefined;
  });

  const mustTakeGuests = (room: Pick<RoomRow, 'settings' | 'closed_at'>): void => {
    if (room.closed_at) throw new CallError('conflict', 'The room is closed; its owner can open it', { reason: 'closed' });
    if (!settingsOf(room).allowsGuests) throw new CallError('forbidden', 'Guests do not come into this room; its owner can allow it');
  };

  /** A guest of a room as it was when its door was looked at: where the way in has changed since, they would have come by what is worth nothing now. */
  const become = (tenant: string, room: RoomRow, id: string, { name, password }: z.infer<typeof Coming>) => inTransaction(database, [tenant], async (asks) => {
    const now = await holdDoor(asks, tenant, room.id);
    if (now?.code !== room.code) throw new CallError('not-found', 'No room has this code');
    mustTakeGuests(now);
    if (now.access === 'password' && (room.access !== 'password' || now.password !== room.password)) throw new CallError('forbidden', password === undefined ? 'This room has a password; ask who invited you' : 'The password is another one', { reason: 'password' });
    await insertGuest(asks, tenant, { id, userId: guestUser(id), roomId: room.id, name });
  });

  const answer = (context: { set(name: string, value: string): void; body: unknown }, body: object): void => { context.set('Cache-Control', 'no-store'); context.body = body; };

  router.get('/api/v1/meet/:code', async (context) => {
    answer(context, toDoor((await find(context.params.code!, context.ip)).room) satisfies MeetingDoor);
  });

  router.post('/api/v1/meet/renewals', async (context) => {
    const given = /^Bearer +(\S+)$/i.exec(context.get('authorization'))?.[1];
    const forged = async (): Promise<never> => { await limits.takeForgery(context.ip); throw new CallError('unauthenticated', 'The token of a guest is needed: `Authorization: Bearer …`'); };
    if (!tokens.isOne(given)) return forged();
    answer(context, { token: await tokens.renew(given).catch((cause: unknown) => { if (cause instanceof errors.JOSEError) return forged(); throw cause; }) });
  });

  router.post('/api/v1/meet/:code/guests', parse, async (context) => {
    await limits.takeGuest({ address: context.ip });
    const said = Coming.safeParse((context.request as { body?: unknown }).body);
    if (!said.success) throw new CallError('invalid-input', said.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; '));
    const { tenant, room } = await find(context.params.code!, context.ip);
    mustTakeGuests(room);
    await perform(serverSession(tenant), (call) => (room.access === 'password' ? mustKnowPassword(call, tenant, room, said.data.password) : Promise.resolve()));
    await limits.takeGuest({ tenant, roomId: room.id }); // whom the room would take: wrong passwords have a limit of their own
    const id = uuid7();
    await become(tenant, room, id, said.data);
    answer(context, { token: await tokens.mint(tenant, id) });
  });

  router.get('/meet/:code', (context) => {
    context.set({ 'Cache-Control': 'no-store', 'Content-Type': 'text/html; charset=utf-8', 'X-Robots-Tag': 'noindex, nofollow', 'Referrer-Policy': 'no-referrer', 'Content-Security-Policy': meetingPolicy, 'Permissions-Policy': 'camera=(self), microphone=(self), display-capture=(self)' });
    context.body = meetingPage(plain(context.params.code!));
  });
}
