import type { Scenario } from '../transcript.ts';

export const callRecordingScenarios: readonly Scenario[] = [
  {
    name: 'a call is recorded only where its conversation allows it, by whom it allows',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben'] });
      const { call: { id: callId }, participantId: mine } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk' }), { participantId: his } = await ben.ask('calls.join', { callId, deviceId: 'desk' });
      equal([await ada.ask('calls.rules', { channelId }), await ada.codeOf('calls.startRecording', { participantId: mine })], [{ recording: 'nobody', download: 'everybody', mayRecord: false, mayDownload: true, refusal: 'stop' }, 'forbidden']);
      equal([await ben.codeOf('calls.setRules', { channelId, recording: 'everybody' }), await chloe.codeOf('calls.rules', { channelId })], ['forbidden', 'not-found']);
      await ada.ask('calls.setRules', { channelId, recording: 'admins' });
      equal([(await ben.ask('calls.rules', { channelId })).mayRecord, await ben.codeOf('calls.startRecording', { participantId: his }), await ben.codeOf('calls.startRecording', { participantId: mine })], [false, 'forbidden', 'not-found']);
      await ada.ask('calls.invite', { callId, userIds: ['chloe'] });
      const { participantId: hers } = await chloe.ask('calls.join', { callId, deviceId: 'desk' });
      await ada.ask('calls.setRules', { channelId, recording: 'everybody' });
      equal([await chloe.codeOf('calls.startRecording', { participantId: hers }), await chloe.codeOf('calls.recordings', { callId })], ['forbidden', 'not-found']);
      const { id: direct } = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      await ada.ask('chat.send', { channelId: direct, text: 'hello' });
      equal((await ben.ask('calls.setRules', { channelId: direct, recording: 'everybody' })).mayRecord, true);
    },
  },
  {
    name: 'recordings are downloaded by whom their conversation allows it, and one rule leaves the other as it is',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben'] });
      await ada.ask('calls.setRules', { channelId, recording: 'everybody' });
      const { recording, download } = await ada.ask('calls.setRules', { channelId, download: 'admins' });
      equal([recording, download, (await ada.ask('calls.rules', { channelId })).mayDownload, (await ben.ask('calls.rules', { channelId })).mayDownload], ['everybody', 'admins', true, false]);
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
      await ada.ask('calls.startRecording', { participantId });
      await ada.ask('calls.stopRecording', { callId });
      const [hers] = (await ada.ask('calls.recordings', { callId })).items, [his] = (await ben.ask('calls.recordings', { callId })).items;
      equal([hers?.mayDownload, his?.mayDownload, hers?.userId, his?.mayDelete], [true, false, 'ada', false]);
    },
  },
  {
    name: 'where history begins with joining, recordings of calls from before are there for those alone who were in them',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', history: 'from-joining', members: ['ben'] });
      await ada.ask('calls.setRules', { channelId, recording: 'everybody' });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
      await ada.ask('calls.invite', { callId, userIds: ['chloe'] });
      await ben.ask('calls.join', { callId, deviceId: 'desk' });
      const { id: recordingId } = await ada.ask('calls.startRecording', { participantId });
      await ada.ask('chat.removeMember', { channelId, userId: 'ben' });
      await ada.ask('chat.addMembers', { channelId, userIds: ['ben', 'chloe'] });
      await ada.ask('calls.end', { callId });
      const kept = async (who: typeof ada) => [(await who.ask('calls.recordings', { callId })).items.length, (await who.ask('calls.history', {})).items[0]?.recordings ?? 0];
      equal([await kept(ben), await kept(chloe), await chloe.codeOf('calls.deleteRecording', { recordingId })], [[1, 1], [0, 0], 'not-found']);
    },
  },
  {
    name: 'the device that records begins anew where it left off, and nobody else does',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben'] });
      await ada.ask('calls.setRules', { channelId, recording: 'everybody' });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk' }), { participantId: his } = await ben.ask('calls.join', { callId, deviceId: 'desk' });
      equal(await ada.codeOf('calls.resumeRecording', { participantId }), 'not-found');
      const { id } = await ada.ask('calls.startRecording', { participantId });
      const resumed = await ada.ask('calls.resumeRecording', { participantId });
      equal([resumed.part, resumed.id === id, await ben.codeOf('calls.resumeRecording', { participantId }), await ben.codeOf('calls.resumeRecording', { participantId: his })], [0, true, 'not-found', 'not-found']);
    },
  },
  {
    name: 'nothing is recorded before all in the call have agreed, it waits for who comes later, and a refusal stops it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben', 'chloe'] });
      await ada.ask('calls.setRules', { channelId, recording: 'everybody' });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
      await ben.ask('calls.join', { callId, deviceId: 'desk' });
      const now = async () => { const { recording } = await ada.ask('calls.call', { callId }); return recording && [recording.state, recording.since !== null, ...recording.answers.map(({ userId, answer }) => `${userId} ${answer}`)]; };
      equal([await now(), await ben.codeOf('calls.answerRecording', { callId, isAgreed: true })], [undefined, 'conflict']);
      await ada.ask('calls.startRecording', { participantId });
      equal(await now(), ['asking', false, 'ada agreed', 'ben asked']);
      equal([await chloe.codeOf('calls.answerRecording', { callId, isAgreed: true }), await ben.codeOf('calls.stopRecording', { callId }), await ada.codeOf('calls.startRecording', { participantId })], ['forbidden', 'forbidden', 'conflict']);
      await ben.ask('calls.answerRecording', { callId, isAgreed: true });
      equal(await now(), ['recording', true, 'ada agreed', 'ben agreed']);
      const { participantId: hers } = await chloe.ask('calls.join', { callId, deviceId: 'desk' });
      equal(await now(), ['paused', true, 'ada agreed', 'ben agreed', 'chloe asked']);
      await chloe.ask('calls.answerRecording', { callId, isAgreed: true });
      equal(await now(), ['recording', true, 'ada agreed', 'ben agreed', 'chloe agreed']);
      await chloe.ask('calls.leave', { participantId: hers });
      await chloe.ask('calls.join', { callId, deviceId: 'desk' });
      equal((await now())?.[0], 'recording');
      await chloe.ask('calls.answerRecording', { callId, isAgreed: false });
      equal([await now(), (await ben.ask('calls.recordings', { callId })).items.map(({ state }) => state)], [undefined, ['finishing']]);
      await ada.ask('calls.startRecording', { participantId });
      await ada.ask('calls.stopRecording', { callId });
      equal([await now(), (await ben.ask('calls.recordings', { callId })).items.length], [undefined, 2]);
      await ada.ask('calls.startRecording', { participantId });
      await ada.ask('calls.end', { callId });
      equal([await now(), (await ben.ask('calls.recordings', { callId })).items.length], [undefined, 3]);
    },
  },
];
