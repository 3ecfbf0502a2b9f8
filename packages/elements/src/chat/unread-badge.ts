import { forMe, type MyChannel } from '@corridor/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, plural, str } from '../base/localisation.ts';

/** True where something new is to be seen in a list. */
export const isUnread = ({ membership }: MyChannel): boolean => Boolean(membership && (membership.notify === 'all' ? membership.unread : membership.notify === 'mentions' && membership.mentions));

/** How many messages wait in a conversation: those meant for me stand out, others only where there are none. */
export function unreadBadge(channel: MyChannel, language: string): TemplateResult | typeof nothing {
  if (!isUnread(channel)) return nothing;
  const named = forMe(channel), unread = named || (channel.membership?.unread ?? 0);
  const count = unread > 99 ? '99+' : formatNumber(language, unread);
  const words = named && channel.kind !== 'direct'
    ? plural(language, unread, { one: str`${count} mention`, other: str`${count} mentions` })
    : plural(language, unread, { one: str`${count} unread message`, other: str`${count} unread messages` });
  return html`<span class=${named ? 'badge' : 'meta'} aria-hidden="true">${count}</span><span class="hidden-visually">${words}</span>`;
}
