import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, startTestWorld, type TestWorld } from '../world.testing.ts';

let asked: TestWorld, always: TestWorld;
before(async () => { [asked, always] = [await startTestWorld(), await startTestWorld({ calls: { encryptsAll: true } })]; });
after(async () => { await asked.close(); await always.close(); });

test('a meeting room says that its calls are encrypted from end to end; one that is on stays as it began', async () => {
  const [ada, ben] = [await asked.connect('ada'), await asked.connect('ben')], { id: roomId, code, settings } = await ada.request('meetings.create', { name: 'Board', settings: { isEncrypted: true } });
  const { call, participantId } = await ben.request('meetings.join', { code, deviceId: 'desk' });
  assert.deepEqual([settings.isEncrypted, call.settings.isEncrypted], [true, true]);
  await ada.request('meetings.update', { roomId, settings: { isEncrypted: false } });
  assert.equal((await ada.request('meetings.join', { code, deviceId: 'desk' })).call.settings.isEncrypted, true);
  await ben.request('calls.leave', { participantId });
  await ada.request('calls.end', { callId: call.id });
  const next = await ada.request('meetings.join', { code, deviceId: 'desk' });
  assert.equal(next.call.settings.isEncrypted, false);
  assert.equal(await codeOf(ben.request('calls.start', { channelId: next.call.channelId, kind: 'video', deviceId: 'desk', isEncrypted: true })), 'conflict');
});

test('where the operator says so each call is, in conversations and in rooms, whatever was asked for', async () => {
  const ada = await always.connect('ada'), { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: [] });
  for (const isEncrypted of [false, undefined]) {
    const { call, participantId } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk', ...(isEncrypted !== undefined && { isEncrypted }) });
    assert.equal(call.settings.isEncrypted, true);
    await ada.request('calls.leave', { participantId });
  }
  const { code } = await ada.request('meetings.create', { name: 'Weekly' });
  assert.equal((await ada.request('meetings.join', { code, deviceId: 'desk' })).call.settings.isEncrypted, true);
});
