import { newId, type Guest, startTestWorld, type TestWorld } from './world.testing.ts';
import type { Session } from './call.ts';
import { CallError } from './errors.ts';
import type { Targets } from './examples.testing.ts';
import type { Host } from './host.ts';

export const secret = 'confidential';
const all = [{ type: 'order', id: '*', audience: '*' }];
/** Users whom the host's hook lets see orders, and what it was asked. */
export const allowed = new Set<string>(), asked: { user: string; records: string[] }[] = [];
let isHostAway = false;
export function setHostAway(isAway: boolean): void { isHostAway = isAway; }
export const host = {
  ask: async (question: { user: { id: string }; records: { type: string; id: string; audience: string }[] }, answer: { parse(value: unknown): unknown }) => {
    if (isHostAway) throw new CallError('unavailable', 'The host does not answer now');
    asked.push({ user: question.user.id, records: question.records.map(({ id }) => id) });
    return answer.parse({ allowed: question.records.map(({ type }) => type === 'order' && allowed.has(question.user.id)) });
  },
} as unknown as Host;

/** In which the host decides who sees records; there from `startGuarded` on. */
export let world: TestWorld, owner: Guest, boss: Guest;
let time = Math.floor(Date.now() / 1000);
/** Each claim is newer than the one before. */
export const claiming = (records: Session['records']): Partial<Session> => ({ issuedAt: ++time, ...(records ? { records } : {}) });

export async function startGuarded(): Promise<void> {
  world = await startTestWorld({ recordAccess: 'host', host });
  owner = await world.connect('owner', claiming(all));
  boss = await world.connect('boss', { roles: ['admin'] });
}

const grant = { record: { type: 'order', id: '*' } };
/** How the host says who sees orders: what it takes to let somebody see them, and to end it. */
export const sources: Record<string, { claims?: Partial<Session>; give(guest: Guest): Promise<unknown>; take(guest: Guest): Promise<unknown> }> = {
  'a token': {
    give: (guest) => guest.request('session.refresh', { token: JSON.stringify({ ...guest.session, ...claiming(all) }) }),
    take: (guest) => guest.request('session.refresh', { token: JSON.stringify({ ...guest.session, ...claiming([{ type: 'order', id: 'another', audience: '*' }]) }) }),
  },
  'a grant to a user': {
    give: ({ session }) => boss.request('records.grant', { ...grant, userIds: [session.user] }),
    take: ({ session }) => boss.request('records.revoke', { ...grant, userIds: [session.user] }),
  },
  'a grant to a group': {
    claims: { groups: ['buyers'] },
    give: () => boss.request('records.grant', { ...grant, groups: ['buyers'] }),
    take: () => boss.request('records.revoke', { ...grant, groups: ['buyers'] }),
  },
  'the hook': {
    give: async ({ session }) => { allowed.add(session.user); },
    take: async ({ session }) => { allowed.delete(session.user); },
  },
};

/** The conversation of a record in which there is a message. */
export async function make(): Promise<Targets> {
  const record = { type: 'order', id: newId() };
  const { id: channelId } = await owner.request('chat.openRecord', record);
  const { id: messageId } = await owner.request('chat.send', { channelId, text: `${secret} hello`, record });
  return { channelId, messageId, userId: 'owner', record, role: 'none', token: 'none', newId: newId() } as Targets;
}
