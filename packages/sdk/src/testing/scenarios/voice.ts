import type { Scenario } from '../transcript.ts';

export const voiceScenarios: readonly Scenario[] = [
  {
    name: 'a channel narrows who records, hears, saves and writes down voice messages, and only its managers change that',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), mod = await connect('mod', { roles: ['moderator'] }), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'site', members: ['ben', 'mod'] });
      const open = { record: 'everybody', listen: 'everybody', download: 'everybody', transcribe: 'everybody', delete: 'everybody', isTranscribed: false };
      const { rules, may, maxDuration } = await ben.ask('voice.channel', { channelId });
      equal([rules, may, maxDuration], [open, { record: true, listen: true, download: true, transcribe: false, delete: false }, 900]);
      equal((await mod.ask('voice.channel', { channelId })).may.delete, true);
      equal(await ben.codeOf('voice.setRules', { channelId, record: 'nobody' }), 'forbidden');
      equal((await ada.ask('voice.setRules', { channelId, record: 'admins', download: 'nobody' })).rules, { ...open, record: 'admins', download: 'nobody' });
      equal((await ben.ask('voice.channel', { channelId })).may, { record: false, listen: true, download: false, transcribe: false, delete: false });
      equal((await ada.ask('voice.channel', { channelId })).may.record, true);
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'Well' });
      const thread = await ben.ask('chat.openThread', { messageId });
      await ben.ask('chat.send', { channelId: thread.id, threadOf: messageId, text: 'Indeed' });
      equal((await ben.ask('voice.channel', { channelId: thread.id })).may.record, false);
      equal(await ada.codeOf('voice.setRules', { channelId: thread.id, record: 'nobody' }), 'conflict');
      const { id: direct } = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      equal(await ada.codeOf('voice.setRules', { channelId: direct, record: 'nobody' }), 'conflict');
      for (const guest of [chloe, stranger]) equal([await guest.codeOf('voice.channel', { channelId }), await guest.codeOf('voice.figures', { channelId }), await guest.codeOf('voice.played', { messageId })], ['not-found', 'not-found', 'not-found']);
      equal([await ben.codeOf('voice.played', { messageId }), await ben.codeOf('voice.transcribe', { messageId })], ['conflict', 'conflict']);
    },
  },
  {
    name: 'a voice message has limits of its own, and figures are for those who manage',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'site', members: ['ben'] });
      const begin = (bytes: number, duration: number) => ada.codeOf('files.beginUpload', { name: 'voice.webm', bytes, purpose: 'voice', facts: { duration } });
      equal([await begin(11_000_000, 1), await begin(1000, 901), await begin(1000, 900)], ['too-large', 'too-large', 'ok']);
      equal([await ada.ask('voice.figures', { channelId }), await ben.ask('voice.figures', { userId: 'ben' })], [{ items: [] }, { items: [] }]);
      equal([await ben.codeOf('voice.figures', { channelId }), await ben.codeOf('voice.figures', {}), await ada.codeOf('voice.figures', {})], ['forbidden', 'forbidden', 'forbidden']);
    },
  },
];
