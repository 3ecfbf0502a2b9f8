import type { Scenario } from '../transcript.ts';

export const callSfuScenarios: readonly Scenario[] = [
  {
    name: 'of a call whose media go from one to the other the media server hears nobody',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben'] });
      const { call, participantId } = await ada.ask('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: [] });
      equal([call.route, call.epoch], ['mesh', 1]);
      const said = { participantId, epoch: 1, data: { type: 'offer' as const, run: 'a-run', seq: 1, sdp: 'v=0', slots: [] } };
      equal([await ada.codeOf('calls.media', said), await ben.codeOf('calls.media', said), await stranger.codeOf('calls.media', said)], ['conflict', 'not-found', 'not-found']);
      await ada.ask('calls.leave', { participantId });
      equal(await ada.codeOf('calls.media', said), 'not-found');
    },
  },
];
