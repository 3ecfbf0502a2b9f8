import { carriedOn, type VoiceCard } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import { longestVoice, openVoiceRules, type VoiceAct, type VoiceFigures, type VoiceOfChannel, type VoiceRules } from '../protocol/voice.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { homeOf, seesMessage, visibleChannel } from './channels.ts';
import { find } from './messages.ts';

const home = (call: Call, channelId: string) => { const channel = call.tenant.channels.get(channelId); return channel && (homeOf(call, channel) ?? channel); };

const rulesOf = (call: Call, channelId: string): VoiceRules => call.tenant.voiceRules.get(home(call, channelId)?.id ?? '') ?? openVoiceRules;

function isManager(call: Call, channelId: string): boolean {
  const role = home(call, channelId)?.members.get(call.user)?.role;
  return role === 'owner' || role === 'admin' || call.may('chat.moderate_channels') || call.may('chat.manage_channels');
}

const isLeft = (call: Call, act: VoiceAct, channelId: string): boolean => { const rule = rulesOf(call, channelId)[act]; return rule === 'everybody' || (rule === 'admins' && isManager(call, channelId)); };

export const mayVoice = (call: Call, act: VoiceAct, channelId: string): boolean => call.may(`voice.${act}`) && isLeft(call, act, channelId);

export function mustVoice(call: Call, act: VoiceAct, channelId: string): void {
  if (!call.may(`voice.${act}`)) refuse('forbidden', `This needs the permission voice.${act}; an administrator can grant it`, { permission: `voice.${act}` });
  if (!isLeft(call, act, channelId)) refuse('forbidden', `The voice rules of this channel do not allow this (${act}); an owner or admin of it can change them`);
}

const voiceOf = (call: Call, channelId: string): VoiceOfChannel => {
  const may = (act: VoiceAct) => mayVoice(call, act, channelId);
  return { rules: rulesOf(call, channelId), maxBytes: 10 * 2 ** 20, maxDuration: longestVoice, may: { record: may('record') && call.may('chat.send_files'), listen: may('listen'), download: may('download'), transcribe: false, delete: may('delete') } };
};

function heardMessage(call: Call, messageId: string): Message & { voice: VoiceCard } {
  const { message } = find(call, messageId), voice = carriedOn(message.card);
  return voice?.type === 'voice' ? { ...message, voice } : refuse('conflict', 'This message is no voice message');
}

/** Whether somebody else's voice may be fetched. */
export function mayFetchVoice(call: Call, fileId: string, act: 'listen' | 'download'): boolean {
  const carrying = [...call.tenant.messages.values()].filter(({ id }) => call.tenant.carried.get(id)?.includes(fileId)), seen = carrying.filter((message) => !message.deletedAt && seesMessage(call, message));
  const channels = (seen.length > 0 ? seen : carrying).map(({ channelId }) => channelId);
  return call.may(`voice.${act}`) && (channels.length === 0 || channels.some((channelId) => isLeft(call, act, channelId)));
}

export const voiceHandlers: Handlers<'voice'> = {
  'voice.channel': (call, { channelId }) => voiceOf(call, visibleChannel(call, channelId).id),

  'voice.setRules': (call, { channelId, ...changes }) => {
    const channel = visibleChannel(call, channelId);
    if (channel.kind === 'direct' || channel.thread) refuse('conflict', 'A direct conversation has no rules of its own, and a thread those of its channel');
    if (!isManager(call, channelId)) refuse('forbidden', 'You cannot change this channel; an owner or admin of it can do this');
    call.tenant.voiceRules.set(channelId, { ...rulesOf(call, channelId), ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) });
    return voiceOf(call, channelId);
  },

  'voice.played': (call, { messageId }) => {
    const { senderId, channelId } = heardMessage(call, messageId);
    if (senderId === call.user) return {};
    mustVoice(call, 'listen', channelId);
    const plays = call.tenant.voicePlays.get(messageId) ?? new Map<string, number>();
    call.tenant.voicePlays.set(messageId, plays.set(call.user, (plays.get(call.user) ?? 0) + 1));
    return {};
  },

  'voice.transcribe': (call, { messageId }) => {
    mustVoice(call, 'transcribe', heardMessage(call, messageId).channelId);
    return refuse('conflict', 'No service for transcripts is set up; whoever runs this server can do that');
  },

  'voice.figures': (call, { by, channelId, userId, from, to, limit }) => {
    if (channelId !== undefined) visibleChannel(call, channelId);
    if (userId !== call.user && !(channelId === undefined ? call.may('chat.manage_channels') : isManager(call, channelId))) refuse('forbidden', 'Owners and admins of the channel see these figures');
    const found = new Map<string, VoiceFigures>();
    for (const { id, senderId, sentAt, deletedAt, card, channelId: at } of call.tenant.messages.values()) {
      if (deletedAt || card?.type !== 'voice' || !card.file || (channelId !== undefined && at !== channelId) || (userId !== undefined && senderId !== userId) || (from && sentAt < from) || (to && sentAt >= to)) continue;
      const key = by === 'channel' ? at : senderId, { duration = 0 } = card.file.facts, plays = [...call.tenant.voicePlays.get(id)?.values() ?? []];
      const one = found.get(key) ?? { ...(by === 'channel' ? { channelId: key } : { userId: key }), count: 0, duration: 0, speech: null, loudness: null, plays: 0, listeners: 0 };
      found.set(key, { ...one, count: one.count + 1, duration: one.duration + duration, plays: one.plays + plays.reduce((sum, times) => sum + times, 0), listeners: one.listeners + plays.length });
    }
    return { items: [...found].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1)).slice(0, limit).map(([, figures]) => figures) };
  },
};
