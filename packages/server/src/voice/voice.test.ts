import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { Card, Input, Message } from '@corridor/sdk/protocol';
import type { Session } from '../call.ts';
import type { CallError } from '../errors.ts';
import { putFile } from '../testing/files.ts';
import { inTransaction } from '../transaction.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { transcribeJob } from './voice.jobs.ts';
import { wave } from './wave.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest, chloe: Guest, channelId: string;
/** What the service for transcripts was asked, and what it answers. */
const asked: { url: string; authorization: string | undefined; form: string }[] = [];
let service: Server, answer: () => { status: number; body: unknown } = () => ({ status: 200, body: { text: ' Halden delivers on Thursday. ', language: 'english' } });

before(async () => {
  service = createServer((request, response) => {
    void text(request.setEncoding('latin1')).then((form) => {
      asked.push({ url: request.url!, authorization: request.headers.authorization, form });
      const { status, body } = answer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => { service.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`;
  world = await startTestWorld({ transcribe: { url, key: 'secret', model: 'whisper-1' } });
  ada = await world.connect('ada');
  [ben, chloe] = [await world.connect('ben'), await world.connect('chloe')];
  ({ id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'orders', members: ['ben'] }));
});
after(async () => {
  await world.close();
  service.close();
});

const put = (session: Session, seconds = 2, name = 'voice.wav') => putFile(world, session, { name, bytes: wave(seconds), purpose: 'voice', facts: { duration: seconds, peaks: [0, 50, 100] } });
async function say(guest: Guest, seconds = 2, where: Partial<Input<'chat.send'>> = {}): Promise<Message> {
  return guest.request('chat.send', { channelId, text: '', fileIds: [await put(guest.session, seconds)], ...where });
}
const voiceOf = (card: Card | undefined) => { assert.equal(card?.type, 'voice'); return card; };
const codeOf = (request: Promise<unknown>) => request.then(() => 'ok', (error: unknown) => (error as CallError).code);
const urlsOf = async (guest: Guest, { card }: Message, as: 'original' | 'download') => (await guest.request('files.urls', { items: [{ fileId: voiceOf(card).file!.id, as }] })).items.length;

test('a voice message is one file of sound, with the length and waveform that its recorder tells', async () => {
  const message = await say(ada), { file } = voiceOf(message.card);
  assert.deepEqual([message.text, file!.kind, file!.mediaType, file!.facts], ['', 'audio', 'audio/wav', { duration: 2, peaks: [0, 50, 100] }]);
  await ben.hears('chat.message', ({ id }) => id === message.id);
  assert.equal(await urlsOf(ben, message, 'original'), 1);
  assert.equal(await urlsOf(chloe, message, 'original'), 0);
});

test('what is no sound, too long or too large is no voice message', async () => {
  await assert.rejects(putFile(world, ada.session, { name: 'notes.txt', text: 'hello', purpose: 'voice' }), { code: 'unsupported-type' });
  const begin = (more: object) => codeOf(ada.request('files.beginUpload', { name: 'voice.webm', bytes: 1000, purpose: 'voice', ...more }));
  assert.deepEqual([await begin({ facts: { duration: 901 } }), await begin({ bytes: 10 * 2 ** 20 + 1 }), await begin({ facts: { duration: 900 } })], ['too-large', 'too-large', 'ok']);
});

test('a role without a permission does not do what it is for', async () => {
  const admin = await world.connect('root', { roles: ['admin'] });
  const usual = (await admin.request('admin.roles', {})).items.find(({ role }) => role === 'member')!.permissions;
  await admin.request('admin.setRole', { role: 'member', permissions: ['chat.access_channels', 'chat.create_channels', 'chat.send_files'] });
  try {
    assert.equal(await codeOf(ada.request('files.beginUpload', { name: 'voice.webm', bytes: 10, purpose: 'voice' })), 'forbidden');
    assert.deepEqual((await ada.request('voice.channel', { channelId })).may, { record: false, listen: false, download: false, transcribe: false, delete: false });
  } finally { await admin.request('admin.setRole', { role: 'member', permissions: usual }); }
  assert.deepEqual((await ben.request('voice.channel', { channelId })).may, { record: true, listen: true, download: true, transcribe: true, delete: false });
});

test('a channel narrows what roles permit, for its threads too; only its managers change that', async () => {
  const message = await say(ada), mod = await world.connect('mod', { roles: ['moderator'] });
  await ada.request('chat.addMembers', { channelId, userIds: ['mod'] });
  assert.equal(await codeOf(ben.request('voice.setRules', { channelId, download: 'nobody' })), 'forbidden');
  await ada.request('voice.setRules', { channelId, record: 'admins', listen: 'admins', download: 'nobody', transcribe: 'nobody', delete: 'nobody' });
  assert.equal(await codeOf(say(ben)), 'forbidden');
  assert.equal(await codeOf(say(ben, 1, { threadOf: message.id })), 'forbidden');
  assert.deepEqual([await urlsOf(ben, message, 'original'), await urlsOf(mod, message, 'original'), await urlsOf(mod, message, 'download'), await urlsOf(ada, message, 'download')], [0, 1, 0, 1]);
  assert.deepEqual([await codeOf(ben.request('voice.transcribe', { messageId: message.id })), await codeOf(ben.request('voice.played', { messageId: message.id }))], ['forbidden', 'forbidden']);
  const own = await say(ada);
  assert.equal((await ada.request('voice.setRules', { channelId, record: 'everybody', listen: 'everybody', download: 'everybody', transcribe: 'everybody', delete: 'everybody' })).rules.record, 'everybody');
  assert.equal(await codeOf(say(ben, 1, { channelId: (await ben.request('chat.openThread', { messageId: own.id })).id, threadOf: own.id })), 'ok');
  assert.deepEqual([await codeOf(ben.request('chat.delete', { messageId: own.id })), await codeOf(mod.request('chat.delete', { messageId: own.id }))], ['forbidden', 'ok']);
});

test('a voice message is written down once somebody asks, in the language heard, and is found by its words', async () => {
  const { id: messageId } = await say(ada);
  await ben.request('voice.transcribe', { messageId, language: 'en' });
  const waiting = await ada.hears('chat.message', ({ id, card }) => id === messageId && card?.type === 'voice' && card.transcription === 'waiting');
  assert.equal(voiceOf(waiting.card).transcript, undefined);
  const { card } = await ben.hears('chat.message', ({ id, card }) => id === messageId && card?.type === 'voice' && card.transcript !== undefined);
  assert.deepEqual([voiceOf(card).transcript, voiceOf(card).language, voiceOf(card).transcription], ['Halden delivers on Thursday.', 'en', undefined]);
  const { url, authorization, form } = asked.at(-1)!;
  assert.deepEqual([url, authorization, /name="model"\r\n\r\nwhisper-1/.test(form), /name="language"\r\n\r\nen/.test(form), form.includes('RIFF')], ['/v1/audio/transcriptions', 'Bearer secret', true, true, true]);
  const found = await ben.request('search.find', { query: 'thursday halden' });
  assert.deepEqual(found.messages.map(({ message }) => message.id), [messageId]);
  assert.deepEqual((await chloe.request('search.find', { query: 'thursday halden' })).messages, []);
});

test('where the service refuses a voice, the message says so and can be asked for again', async () => {
  const { id: messageId } = await say(ada), usual = answer;
  answer = () => ({ status: 400, body: {} });
  await ada.request('voice.transcribe', { messageId });
  await ada.hears('chat.message', ({ id, card }) => id === messageId && card?.type === 'voice' && card.transcription === 'failed');
  answer = usual;
  await ada.request('voice.transcribe', { messageId });
  await ada.hears('chat.message', ({ id, card }) => id === messageId && card?.type === 'voice' && card.transcript !== undefined);
});

test('what cannot be read to the service fails and can be asked for again; what is being checked waits, however long', async () => {
  const message = await say(ada), { tenant } = ada.session, messageId = message.id, fileId = voiceOf(message.card).file!.id;
  const inState = (state: string) => inTransaction(world.database, [tenant], (transaction) => transaction.query('', 'update file_versions set state = $2 where file_id = $1', [fileId, state]));
  const run = transcribeJob({ perform: world.perform, files: world.files, transcriber: { transcribe: () => assert.fail('not to be asked') } });
  const mark = async () => { await ada.request('voice.transcribe', { messageId }); return ada.hears('chat.message', ({ id, card }) => id === messageId && card?.type === 'voice' && card.transcription === 'failed'); };
  await inState('checking');
  await assert.rejects(run({ tenant, user: 'ada', messageId }), { code: 'unavailable' });
  await inState('quarantined');
  await mark();
  await inState('ready');
  await transcribeJob({ perform: world.perform, files: { objects: { ...world.files.objects, read: () => Promise.reject(new Error('lost')) } }, transcriber: { transcribe: () => assert.fail('not to be asked') } })({ tenant, user: 'ada', messageId });
  const limits = await inTransaction(world.database, [], (transaction) => transaction.query<{ limit: number }>('', "select distinct retry_limit as limit from pgboss.queue where name in ('voice.transcribe', 'files.scan')", []));
  assert.equal(limits.length, 1);
  await ada.request('voice.transcribe', { messageId });
  await ada.hears('chat.message', ({ id, card }) => id === messageId && card?.type === 'voice' && card.transcript !== undefined);
});

test('a channel may have every voice message written down', async () => {
  await ada.request('voice.setRules', { channelId, isTranscribed: true });
  const message = await say(ben);
  assert.equal(voiceOf(message.card).transcription, 'waiting');
  await ada.hears('chat.message', ({ id, card }) => id === message.id && card?.type === 'voice' && card.transcript !== undefined);
  await ada.request('voice.setRules', { channelId, isTranscribed: false });
});

test('figures count messages, seconds and who listened, by person and by channel, for those who may know', async () => {
  const { id } = await ada.request('chat.createChannel', { kind: 'group', name: 'figures', members: ['ben', 'chloe'] });
  const [first, second] = [await say(ada, 3, { channelId: id }), await say(ada, 1, { channelId: id })];
  await say(ben, 2, { channelId: id });
  for (const guest of [ben, ben, chloe, ada]) await guest.request('voice.played', { messageId: first.id });
  await ben.request('chat.delete', { messageId: (await say(ben, 9, { channelId: id })).id });
  const usual = { speech: null, loudness: null };
  assert.deepEqual((await ada.request('voice.figures', { channelId: id })).items, [{ userId: 'ada', count: 2, duration: 4, plays: 3, listeners: 2, ...usual }, { userId: 'ben', count: 1, duration: 2, plays: 0, listeners: 0, ...usual }]);
  assert.deepEqual((await ada.request('voice.figures', { channelId: id, by: 'channel', userId: 'ada', from: second.sentAt })).items, [{ channelId: id, count: 1, duration: 1, plays: 0, listeners: 0, ...usual }]);
  assert.deepEqual([await codeOf(ben.request('voice.figures', { channelId: id })), await codeOf(ben.request('voice.figures', {})), await codeOf(ben.request('voice.figures', { channelId: id, userId: 'ben' }))], ['forbidden', 'forbidden', 'ok']);
  const stranger = await world.connect('ada', { tenant: 'elsewhere', roles: ['admin'] });
  assert.deepEqual([(await stranger.request('voice.figures', {})).items, await codeOf(stranger.request('voice.figures', { channelId: id })), await codeOf(stranger.request('voice.played', { messageId: first.id }))], [[], 'not-found', 'not-found']);
});

test('a voice message is passed on with its sound and its words, by those who may save it, to where it may be recorded', async () => {
  const message = await say(ada);
  const { id: own } = await ben.request('chat.createChannel', { kind: 'group', name: 'own', members: ['chloe'] });
  assert.equal(await urlsOf(chloe, message, 'original'), 0);
  const { id, card } = await ben.request('chat.forward', { messageId: message.id, channelId: own });
  assert.equal(card?.type === 'forward' && card.carried?.type, 'voice');
  assert.equal(await urlsOf(chloe, message, 'original'), 1);
  assert.equal(await codeOf(chloe.request('voice.played', { messageId: id })), 'ok');
  await chloe.request('voice.transcribe', { messageId: id });
  const written = await chloe.hears('chat.message', (one) => one.id === id && one.card?.type === 'forward' && one.card.carried?.type === 'voice' && one.card.carried.transcript !== undefined);
  assert.equal(written.card?.type === 'forward' && written.card.carried?.type === 'voice' && written.card.carried.transcript, 'Halden delivers on Thursday.');
  assert.deepEqual((await chloe.request('search.find', { query: 'delivers', kind: 'messages' })).messages.map((hit) => hit.message.id), [id]);
  const again = await chloe.request('chat.forward', { messageId: id, channelId: (await chloe.request('chat.openDirect', { userIds: ['ben'] })).id });
  assert.deepEqual([again.card], [written.card]);
  await ben.request('voice.setRules', { channelId: own, record: 'nobody' });
  assert.equal(await codeOf(ben.request('chat.forward', { messageId: message.id, channelId: own })), 'forbidden');
});

test('who may not save or hear a voice message in its channel gets it by no detour', async () => {
  const { id: strict } = await ada.request('chat.createChannel', { kind: 'group', name: 'strict', members: ['ben'] });
  await ada.request('voice.setRules', { channelId: strict, download: 'admins' });
  const message = await say(ada, 2, { channelId: strict }), { id: own } = await ben.request('chat.createChannel', { kind: 'group', name: 'own' });
  assert.equal(await codeOf(ben.request('chat.forward', { messageId: message.id, channelId: own })), 'forbidden');
  assert.equal(await urlsOf(ben, message, 'download'), 0);
  await ada.request('voice.setRules', { channelId: strict, listen: 'admins' });
  const { id: elsewhere } = await ada.request('chat.createChannel', { kind: 'group', name: 'elsewhere' });
  assert.equal(await codeOf(ada.request('chat.forward', { messageId: message.id, channelId: elsewhere })), 'ok');
  assert.equal(await urlsOf(ben, message, 'original'), 0, 'what others hear elsewhere opens nothing here');
});
