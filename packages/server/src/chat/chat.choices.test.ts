import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { threadChannelId } from '../channel-ids.ts';
import { CallError } from '../errors.ts';
import { createHost } from '../host.ts';
import { startTestHost, type TestHost } from '../testing/host.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import type { Session } from '../call.ts';

let world: TestWorld, erp: TestHost, key: Session, ada: Guest, ben: Guest;
before(async () => {
  erp = await startTestHost();
  world = await startTestWorld({ host: createHost(erp, { warn: () => undefined }) });
  key = await world.person('key:erp', { name: 'ERP', isKey: true });
  [ada, ben] = await Promise.all([world.connect('ada', { name: 'Ada' }), world.connect('ben', { name: 'Ben', groups: ['buyers'] })]);
});
beforeEach(() => { erp.asked.length = 0; });
after(async () => {
  await world.close();
  await erp.close();
  assert.deepEqual(world.errors, []);
});

const approve = { id: 'approve', label: 'Approve' }, reject = { id: 'reject', label: 'Reject' };
async function post(): Promise<{ messageId: string; channelId: string; record: { type: string; id: string } }> {
  const record = { type: 'order', id: newId() };
  const { id: messageId, channelId } = await world.request(key, 'records.post', { record, text: 'Approve?', actions: [approve, reject], metadata: { step: 2 } });
  for (const guest of [ada, ben]) await guest.request('chat.listen', { channelId, record });
  return { messageId, channelId, record };
}
const refusalOf = async (promise: Promise<unknown>) => {
  try { await promise; return 'ok'; } catch (error) { if (error instanceof CallError) return [error.code, error.message]; throw error; }
};

test('the host learns who chose what about which record, and all hear what it says', async () => {
  erp.answer = () => ({ outcome: 'Approved by the ERP', text: 'Approved: 4,250 €', actions: [{ id: 'undo', label: 'Undo' }] });
  const { messageId, channelId, record } = await post();
  const answer = await ben.request('chat.act', { messageId, actionId: 'approve' });
  const [{ type, tenant, user, action, message, record: told } = {} as never] = erp.asked;
  assert.deepEqual([type, tenant, user, action, told], ['action', 'acme', { id: 'ben', name: 'Ben', roles: [], groups: ['buyers'] }, approve, record]);
  const { id, text, metadata } = message as { id: string; text: string; metadata: object };
  assert.deepEqual([id, text, metadata, answer.metadata], [messageId, 'Approve?', { step: 2 }, { step: 2 }]);
  assert.equal(answer.text, 'Approved: 4,250 €');
  assert.ok(answer.card?.type === 'notice');
  assert.deepEqual([answer.card.actions, answer.card.outcome?.text, answer.card.outcome?.userId], [[{ id: 'undo', label: 'Undo' }], 'Approved by the ERP', 'ben']);
  assert.deepEqual(await ada.hears('chat.message', (heard) => heard.channelId === channelId && heard.changedSeq === answer.changedSeq), answer);
});

test('who is second is told who was first, while the host thinks and after', async () => {
  let say: (answer: object) => void = () => undefined;
  const reached = new Promise<void>((resolve) => { erp.answer = () => new Promise((answer) => { say = answer; resolve(); }); });
  const { messageId } = await post();
  const first = ben.request('chat.act', { messageId, actionId: 'approve' });
  await reached;
  const again = ben.request('chat.act', { messageId, actionId: 'approve' });
  assert.deepEqual(await refusalOf(ada.request('chat.act', { messageId, actionId: 'reject' })), ['conflict', 'Ben is deciding this right now']);
  assert.equal((await ada.request('chat.react', { messageId, emoji: '👍' })).reactions['👍']?.length, 1); // nothing is locked meanwhile
  say({});
  assert.equal((await first).id, messageId);
  assert.deepEqual((await again).card, (await first).card);
  assert.equal(erp.asked.length, 1);
  assert.deepEqual(await refusalOf(ada.request('chat.act', { messageId, actionId: 'reject' })), ['conflict', 'Ben has decided this already: Approve']);
});

test('where the host is down nothing is lost, and the same choice comes to it under the same id', async () => {
  const { messageId } = await post();
  erp.answer = () => 500;
  assert.equal(await codeOf(ben.request('chat.act', { messageId, actionId: 'approve' })), 'unavailable');
  erp.answer = () => ({});
  assert.equal((await ben.request('chat.act', { messageId, actionId: 'approve' })).card?.type, 'notice');
  assert.equal(erp.asked.length, 2);
  assert.equal(erp.asked[0]!.id, erp.asked[1]!.id);
  const other = await post();
  await ben.request('chat.act', { messageId: other.messageId, actionId: 'approve' });
  assert.notEqual(erp.asked[2]!.id, erp.asked[1]!.id);
});

test('a refusal of the host reaches the person, and leaves the buttons', async () => {
  const { messageId } = await post();
  erp.answer = () => ({ status: 403, message: 'Ben may approve up to € 1,000' });
  assert.deepEqual(await refusalOf(ben.request('chat.act', { messageId, actionId: 'approve' })), ['forbidden', 'Ben may approve up to € 1,000']);
  erp.answer = () => 501;
  assert.equal(await codeOf(ben.request('chat.act', { messageId, actionId: 'approve' })), 'conflict');
  erp.answer = () => ({});
  assert.equal(await codeOf(ada.request('chat.act', { messageId, actionId: 'approve' })), 'ok');
});

test('twenty who wait for a slow host keep nobody else from the database', async () => {
  const says: ((answer: object) => void)[] = [];
  const reached = new Promise<void>((resolve) => { erp.answer = () => new Promise((answer) => { says.push(answer); if (says.length === 20) resolve(); }); });
  const posted = await Promise.all(Array.from({ length: 20 }, post));
  const chosen = posted.map(({ messageId }) => ben.request('chat.act', { messageId, actionId: 'approve' }));
  await reached;
  assert.equal((await ada.request('chat.channels', {})).items.length, 0);
  for (const say of says) say({});
  for (const { card } of await Promise.all(chosen)) assert.ok(card?.type === 'notice' && card.outcome);
});

test('who chooses the same again and again keeps nobody else from the database either', async () => {
  let say: (answer: object) => void = () => undefined;
  const reached = new Promise<void>((resolve) => { erp.answer = () => new Promise((answer) => { say = answer; resolve(); }); });
  const { messageId } = await post();
  const chosen = Array.from({ length: 30 }, () => ben.request('chat.act', { messageId, actionId: 'approve' }));
  await reached;
  assert.equal((await ada.request('chat.channels', {})).items.length, 0);
  say({});
  for (const outcome of await Promise.all(chosen.map(codeOf))) assert.match(outcome, /ok|conflict/); // who came late finds it decided
  assert.equal(erp.asked.length, 1);
});

test('who may not write here chooses nothing, has no record made, and the host is not asked', async () => {
  const { messageId, channelId, record } = await post();
  await ada.request('chat.send', { channelId, record, text: 'Let us see' });
  await ada.request('chat.updateChannel', { channelId, posting: 'admins' });
  assert.deepEqual([await codeOf(ben.request('chat.act', { messageId, actionId: 'approve' })), await codeOf(ben.request('records.create', { messageId }))], ['forbidden', 'forbidden']);
  const { id } = await ada.request('chat.createChannel', { kind: 'announcement', name: 'News', members: ['ben'] }), news = await ada.request('chat.send', { channelId: id, text: 'News' });
  assert.equal(await codeOf(ben.request('records.create', { messageId: news.id })), 'forbidden');
  await ada.request('chat.updateChannel', { channelId: id, threadRules: { open: 'everyone', reply: 'admins', close: 'everyone' } });
  const reply = await ada.request('chat.send', { channelId: threadChannelId('acme', news.id), threadOf: news.id, text: 'More' });
  assert.equal(await codeOf(ben.request('records.create', { messageId: reply.id })), 'forbidden');
  assert.equal(erp.asked.length, 0);
});

test('what the host decides meanwhile counts, not the click that came late', async () => {
  const { messageId } = await post();
  erp.answer = async () => {
    await world.request(key, 'records.update', { messageId, outcome: { text: 'Cancelled', userId: 'ada' } });
    return {};
  };
  assert.deepEqual(await refusalOf(ben.request('chat.act', { messageId, actionId: 'approve' })), ['conflict', 'Ada has decided this already: Cancelled']);
});

test('without a hook a button says what is missing', async () => {
  const bare = await startTestWorld({ beside: world });
  try {
    const { messageId } = await post();
    assert.match((await refusalOf(bare.request(ben.session, 'chat.act', { messageId, actionId: 'approve' })))[1]!, /CORRIDOR_HOST_URL/);
  } finally { await bare.close(); }
});
