import type { Channel } from '@corridor/sdk';
import type { SVGTemplateResult } from 'lit';
import { icons } from '../base/icons.ts';

/** What kind of conversation it is. */
export function channelIcon({ kind, visibility }: Pick<Channel, 'kind' | 'visibility'>): SVGTemplateResult {
  if (kind === 'record') return icons.box;
  if (kind === 'direct') return icons.users;
  if (kind === 'announcement') return icons.megaphone;
  return visibility === 'private' ? icons.lock : icons.hash;
}
