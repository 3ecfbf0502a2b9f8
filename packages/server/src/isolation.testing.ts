import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OperationName, operations, type OperationSpec, permissions } from '@corridor/sdk/protocol';
import { CallError } from './errors.ts';
import { examples, type Targets } from './examples.testing.ts';
import { uuid5 } from './uuid.ts';
import { putFile } from './testing/files.ts';
import { type Guest, newId, startTestWorld, type TestWorld } from './world.testing.ts';

export const names = Object.keys(operations) as OperationName[];
export const secret = 'confidential';
export const admin = { roles: ['admin'] };
/** Where keys alone are answered, it is one that asks. */
export const asKey = (name: OperationName) => ((operations[name] as OperationSpec).callers === 'keys' ? { isKey: true as const } : {});

export let world: TestWorld, ada: Guest;
let adaUnguarded: Guest;
/** The same database seen by transactions without row-level security, as good as: they see all tenants there are. */
let unguarded: TestWorld;
const allTenants: string[] = ['acme'];
/** What the victim has, by what it is: each with all that a request could point at. */
export const owned: Record<string, Targets> = {};

before(async () => {
  world = await startTestWorld();
  unguarded = await startTestWorld({ beside: world, onlyTenants: allTenants });
  ada = await world.connect('ada', { ...admin, name: `${secret} Ada` });
  adaUnguarded = await unguarded.connect('ada', ada.session);
  const ben = await world.person('ben-of-acme', { name: `${secret} Ben` });
  const record = { type: 'purchase-order', id: 'PO-1042' };
  const channels = {
    private: await ada.request('chat.createChannel', { kind: 'group', name: secret, members: [ben.user] }),
    public: await ada.request('chat.createChannel', { kind: 'group', name: secret, visibility: 'public', members: [ben.user] }),
    direct: await ada.request('chat.openDirect', { userIds: [ben.user] }),
    record: await ada.request('chat.openRecord', record),
  };
  await ada.request('admin.setRole', { role: 'buyer', permissions: [...permissions] });
  await ada.request('presence.set', { text: secret });
  const fileId = await putFile(world, ada.session, { name: `${secret}.txt`, text: secret });
  await ada.request('files.share', { fileId, grants: [{ kind: 'user', id: ben.user, level: 'edit' }] });
  const { id: linkId } = await ada.request('files.createLink', { fileId, expiresAt: new Date(Date.now() + 86_400_000).toISOString() });
  const { id: commentId } = await ada.request('files.comment', { fileId, text: secret }), { id: folderId } = await ada.request('files.createFolder', { name: secret });
  await ada.request('files.setFavourite', { fileId, isFavourite: true });
  const { id: keyId } = await ada.request('admin.createApiKey', { name: secret });
  const { call: { id: callId }, participantId } = await ada.request('calls.start', { channelId: channels.private.id, kind: 'audio', deviceId: secret });
  const meeting = await ada.request('meetings.create', { name: secret });
  const { id: scheduledId } = await ada.request('calls.schedule', { channelId: channels.private.id, title: secret, startsAt: new Date(Date.now() + 86_400_000).toISOString() });
  for (const [kind, channel] of Object.entries(channels)) {
    const message = await ada.request('chat.send', { channelId: channel.id, text: secret, ...(kind === 'record' ? { record: { ...record, title: secret } } : {}) });
    await ada.request('chat.react', { messageId: message.id, emoji: '🎉' });
    await ada.request('chat.listen', { channelId: channel.id });
    owned[kind] = { channelId: channel.id, messageId: message.id, userId: ben.user, record, role: 'buyer', token: JSON.stringify(ben), newId: message.id, keyId, fileId, callId, participantId, linkId, commentId, folderId, roomId: meeting.id, meetingCode: meeting.code, scheduledId };
  }
});
after(async () => {
  await unguarded.close();
  await world.close();
});

function newTenant(): string {
  const tenant = `tenant-${newId()}`;
  allTenants.push(tenant);
  return tenant;
}

/** Requests beside the examples that might find something. */
const further: Partial<Record<OperationName, readonly object[]>> = { 'chat.channels': [{ scope: 'public' }], 'people.list': [{}, { query: secret }],
  'search.find': [{ query: secret }, { query: `${secret} in:"${secret}"` }, { query: 'from:ada', order: 'newest' }] };

/** A conversation of people or of a record has an id of version 5, and this one is of another kind: what is told must not differ. */
const neverLike = (id: string): string => (id[14] === '5' ? uuid5(id, newId()) : newId());

const never = ({ channelId }: Targets): Targets => {
  const user = `ben-of-${newId()}`; // sorted where the victim's is
  const messageId = newId();
  return {
    channelId: neverLike(channelId), messageId, userId: user, record: { type: 'purchase-order', id: `never-${newId()}` }, role: `never-${newId()}`,
    token: JSON.stringify({ ...ada.session, tenant: 'nowhere', user }), newId: messageId, keyId: newId(), fileId: newId(), callId: newId(), participantId: newId(), linkId: newId(), commentId: newId(), folderId: newId(), roomId: newId(), meetingCode: 'bcd-fghj-kmn', scheduledId: newId(),
  };
};

/** What was answered, with what was asked for, moments and minted ids taken out. */
async function answer(asked: Promise<unknown>, target: Targets): Promise<string> {
  const said = await asked.then((ok) => ({ ok }), (error: unknown) => {
    if (!(error instanceof CallError)) throw error;
    return { error: error.toRefusal() };
  });
  let text = JSON.stringify(said);
  assert.ok(!text.includes(secret), text);
  for (const [key, value] of Object.entries({ ...target, record: target.record.id })) text = text.replaceAll(JSON.stringify(value).slice(1, -1), `<${key}>`);
  return text.replaceAll(/corridor_key_[\w.-]+/g, '<key>').replaceAll(/\b[a-z]{3}-[a-z]{4}-[a-z]{3}\b/g, '<code>').replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '<id>').replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '<moment>').replaceAll('"lastActiveAt":null', '"lastActiveAt":<moment>');
}

/** Each operation asked at what another tenant has: by row-level security and the application's checks together, or by the latter alone. */
export function keepsApart({ isGuarded }: { isGuarded: boolean }): void {
  for (const name of names) {
  test(`${name} shows, changes and betrays nothing of another tenant${isGuarded ? '' : ', by the checks of the application alone'}`, async () => {
    const [place, victim] = isGuarded ? [world, ada] : [unguarded, adaUnguarded];
    await victim.request('chat.sync', {});
    for (const [kind, target] of Object.entries(owned)) {
      const before = await world.rows('acme');
      const heard = victim.heard.length;
      const [thief, control] = [await place.connect('eve', { ...admin, ...asKey(name), tenant: newTenant() }), await place.connect('eve', { ...admin, ...asKey(name), tenant: newTenant() })];
      const unknown = never(target);
      // asked twice, so that what the first time made is met by the second
      const inputs = (targets: Targets) => [examples[name](targets), examples[name](targets), ...(further[name] ?? [])] as never[];
      for (const [i, input] of inputs(target).entries()) {
        const [told, expected] = [await answer(thief.request(name, input), target), await answer(control.request(name, inputs(unknown)[i]!), unknown)];
        assert.equal(told, expected, `${name} at a ${kind} channel`);
      }
      await victim.settled();
      assert.deepEqual(await world.rows('acme'), before);
      assert.deepEqual(victim.heard.slice(heard), []);
      for (const { payload } of thief.heard) assert.ok(!JSON.stringify(payload).includes(secret));
      thief.close();
      control.close();
    }
  });
  }
}
