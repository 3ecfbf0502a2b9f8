import { carriedOn, longestVoice, type Message, type VoiceCard, type VoiceOfChannel, withCarried } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { isAllowed, mustBeAllowed, placeOf } from './voice.access.ts';
import { countPlay, figures, setRules } from './voice.queries.ts';

async function voiceOf(call: Call, channelId: string): Promise<VoiceOfChannel> {
  const place = await placeOf(call, channelId), may = (act: 'record' | 'listen' | 'download' | 'transcribe' | 'delete') => isAllowed(call, place, act);
  return {
    rules: place.rules, maxBytes: call.files.limits.voiceBytes, maxDuration: longestVoice,
    may: { record: may('record') && call.can('chat.send_files'), listen: may('listen'), download: may('download'), transcribe: may('transcribe') && call.voice.isTranscribing, delete: may('delete') },
  };
}

async function heardMessage(call: Call, messageId: string): Promise<Message & { voice: VoiceCard }> {
  const [message] = await call.chat.messagesAsSeen(call, [messageId]);
  if (!message) throw new CallError('not-found', 'No such message');
  const voice = carriedOn(message.card);
  if (voice?.type !== 'voice') throw new CallError('conflict', 'This message is no voice message');
  return { ...message, voice };
}

export const voiceHandlers: Handlers<'voice'> = {
  'voice.channel': async (call, { channelId }) => {
    await call.chat.seenChannel(call, channelId);
    return voiceOf(call, channelId);
  },

  'voice.setRules': async (call, { channelId, ...changes }) => {
    const channel = await call.chat.seenChannel(call, channelId);
    if (channel.kind === 'direct') throw new CallError('conflict', 'A direct conversation has no rules of its own');
    if (channel.kind === 'thread') throw new CallError('conflict', 'A thread has the rules of its channel');
    const { rules, isManager } = await placeOf(call, channelId);
    if (!isManager) throw new CallError('forbidden', 'You cannot change this channel; an owner or admin of it can do this');
    await setRules(call, channelId, { ...rules, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) });
    return voiceOf(call, channelId);
  },

  'voice.played': async (call, { messageId }) => {
    const { senderId, channelId } = await heardMessage(call, messageId);
    if (senderId === call.session.user) return {};
    await mustBeAllowed(call, 'listen', channelId);
    await countPlay(call, messageId);
    return {};
  },

  'voice.transcribe': async (call, { messageId, language }) => {
    const { voice, channelId, senderId } = await heardMessage(call, messageId);
    await mustBeAllowed(call, 'transcribe', channelId);
    if (!call.voice.isTranscribing) throw new CallError('conflict', 'No service for transcripts is set up; whoever runs this server can do that');
    if (!voice.file) throw new CallError('conflict', 'The sound has been deleted');
    if (voice.transcription === 'waiting') return {};
    await call.chat.changeCard(call, messageId, (now) => now && withCarried(now, { ...voice, transcription: 'waiting' }));
    await call.files.jobs.add(call, 'voice.transcribe', { tenant: call.session.tenant, user: senderId, messageId, ...(language !== undefined && { language }) });
    return {};
  },

  'voice.figures': async (call, wanted) => {
    const { channelId, userId } = wanted, { user } = call.session;
    if (channelId !== undefined) await call.chat.seenChannel(call, channelId);
    if (userId !== user) {
      if (channelId === undefined) { if (!call.can('chat.manage_channels')) throw new CallError('forbidden', 'Figures of all channels need the permission chat.manage_channels; an administrator can grant it'); }
      else if (!(await placeOf(call, channelId)).isManager) throw new CallError('forbidden', 'Owners and admins of the channel see these figures');
    }
    return { items: await figures(call, wanted) };
  },
};
