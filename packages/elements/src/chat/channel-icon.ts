import type { Channel } from '@corridor/sdk';
import type { SVGTemplateResult } from 'lit';
import * as moreIcons from '../base/icon-shapes.more.ts';

/** What kind of conversation it is. */
export function channelIcon({ kind, visibility }: Pick<Channel, 'kind' | 'visibility'>): SVGTemplateResult {
  if (kind === 'record') return moreIcons.box;
  if (kind === 'direct') return moreIcons.users;
  if (kind === 'announcement') return moreIcons.megaphone;
  return visibility === 'private' ? moreIcons.lock : moreIcons.hash;
}
