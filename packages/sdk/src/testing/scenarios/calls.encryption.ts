import type { Scenario } from '../transcript.ts';

export const callEncryptionScenarios: readonly Scenario[] = [
  {
    name: 'a call is encrypted from end to end as long as it lasts where whoever began it asked for that, and nobody who asks comes into one that is not',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben'] });
      const plain = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
      equal([plain.call.settings.isEncrypted, await ben.codeOf('calls.start', { channelId, kind: 'audio', deviceId: 'desk', isEncrypted: true })], [false, 'conflict']);
      await ada.ask('calls.leave', { participantId: plain.participantId });
      const { call: { id: callId, settings } } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk', isEncrypted: true });
      const joined = await ben.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk' }); // both call at once
      equal([settings.isEncrypted, joined.call.id === callId, joined.call.settings.isEncrypted], [true, true, true]);
      equal((await ada.ask('calls.setSettings', { callId, settings: { isLocked: true, isEncrypted: false } as { isLocked: boolean } })).settings.isEncrypted, true);
    },
  },
  {
    name: 'the conversation and the history of a call say whether it was encrypted from end to end',
    async play({ connect, equal }) {
      const ada = await connect('ada'), { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben'] });
      const said = [];
      for (const isEncrypted of [false, true]) {
        const { call: { id }, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk', isEncrypted });
        await ada.ask('calls.leave', { participantId });
        const [entry] = (await ada.ask('calls.history', {})).items, [listed] = (await ada.ask('calls.history', { channelId })).items, card = (await ada.ask('chat.history', { channelId })).items.find((one) => one.id === id)?.card;
        said.push([entry?.callId === id && entry.isEncrypted, listed?.callId === id && listed.isEncrypted, card?.type === 'call' && card.isEncrypted]);
      }
      equal(said, [[undefined, undefined, undefined], [true, true, true]]);
    },
  },
  {
    name: 'a call that is encrypted from end to end is recorded by nobody',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben'] });
      await ada.ask('calls.setRules', { channelId, recording: 'everybody' });
      const { participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk', isEncrypted: true });
      equal(await ada.codeOf('calls.startRecording', { participantId }), 'conflict');
    },
  },
  {
    name: 'those of a call that is encrypted from end to end go on in none that is not',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: first } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben'] }), { id: second } = await ada.ask('chat.createChannel', { kind: 'group', members: ['chloe'] });
      const { call: { id: callId }, participantId } = await ada.ask('calls.start', { channelId: first, kind: 'audio', deviceId: 'desk', isEncrypted: true });
      await ben.ask('calls.join', { callId, deviceId: 'desk' });
      await ada.ask('calls.update', { participantId, isConnected: true });
      await ada.ask('calls.update', { participantId, isHeld: true });
      const { call: { id: into } } = await ada.ask('calls.start', { channelId: second, kind: 'audio', deviceId: 'desk' });
      await chloe.ask('calls.join', { callId: into, deviceId: 'desk' });
      equal([await ada.codeOf('calls.merge', { callId, into }), (await ada.ask('calls.merge', { callId: into, into: callId })).settings.isEncrypted], ['conflict', true]);
    },
  },
];
