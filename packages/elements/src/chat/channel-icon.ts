import type { Channel } from '@corridor/sdk';
import { icons } from '../base/icons.ts';

/** What a conversation is, at a glance. */
export function channelIcon(channel: Pick<Channel, 'kind' | 'visibility'>) {
  if (channel.kind === 'record') return icons.box;
  if (channel.kind === 'direct') return icons.users;
  return channel.visibility === 'private' ? icons.lock : icons.hash;
}
