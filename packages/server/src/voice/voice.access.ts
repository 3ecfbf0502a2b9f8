import { openVoiceRules, type VoiceAct, type VoiceRules } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { channelsWith, rulesOf } from './voice.queries.ts';

/** The rules where somebody is, and whether they manage the channel. */
export interface VoicePlace { rules: VoiceRules; isManager: boolean }

export async function placeOf(call: Call, channelId: string, rootId?: string): Promise<VoicePlace> {
  const { rules, role } = await rulesOf(call, channelId, rootId);
  return { rules: { ...openVoiceRules, ...rules }, isManager: role === 'owner' || role === 'admin' || call.can('chat.moderate_channels') || call.can('chat.manage_channels') };
}

const isLeft = ({ rules, isManager }: VoicePlace, act: VoiceAct): boolean => rules[act] === 'everybody' || (rules[act] === 'admins' && isManager);

export const isAllowed = (call: Call, place: VoicePlace, act: VoiceAct): boolean => call.can(`voice.${act}`) && isLeft(place, act);

/** Refuses what neither the caller's roles nor the channel's rules permit, and says who can grant it. */
export async function mustBeAllowed(call: Call, act: VoiceAct, channelId: string, rootId?: string): Promise<VoicePlace> {
  if (!call.can(`voice.${act}`)) throw needs(`voice.${act}`);
  const place = await placeOf(call, channelId, rootId);
  if (!isLeft(place, act)) throw new CallError('forbidden', `The voice rules of this channel do not allow this (${act}); an owner or admin of it can change them`);
  return place;
}

/** Whether somebody else's voice may be fetched: to be heard, or to be saved. */
export async function mayFetch(call: Call, fileId: string, act: 'listen' | 'download'): Promise<boolean> {
  if (!call.can(`voice.${act}`)) return false;
  const channels = await channelsWith(call, fileId);
  if (channels.length === 0) return true;
  for (const channelId of channels) if (isLeft(await placeOf(call, channelId), act)) return true;
  return false;
}

export const mayDelete = async (call: Call, channelId: string): Promise<boolean> => call.can('voice.delete') && isLeft(await placeOf(call, channelId), 'delete');
