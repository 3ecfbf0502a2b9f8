// What the server alone says in a conversation, in the reader's words. Loaded with the first message that carries something.
import type { SystemCard } from '@corridor/sdk';
import { css, nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatList, formatNumber, msg, plural, str } from '../base/localisation.ts';
import type { MessageRow } from './message-row.ts';

export const systemOf = ({ message: { card } }: MessageRow): SystemCard | undefined => (card?.type === 'system' ? card : undefined);

/** More than so many are a number. */
const mostNamed = 3;

/** "Ada, Ben and 3 others" */
function people(row: MessageRow, { people: ids = [], count = ids.length }: SystemCard): string {
  const shown = ids.slice(0, count > mostNamed ? mostNamed - 1 : mostNamed).map((id) => row.nameOf(id, '@')), others = count - shown.length;
  const rest = formatNumber(row.language, others);
  return formatList(row.language, others > 0 ? [...shown, plural(row.language, others, { one: str`${rest} other`, other: str`${rest} others` })] : shown);
}

/** What happened, as a sentence. */
export function systemText(row: MessageRow): string {
  const card = systemOf(row), who = row.nameOf(row.message.senderId, '@');
  if (!card) return '';
  const value = card.value ?? '', whom = people(row, card), { count = 1 } = card;
  switch (card.event) {
    case 'renamed': return msg(str`${who} renamed this channel to ${value}`);
    case 'described': return value ? msg(str`${who} changed the description: ${value}`) : msg(str`${who} removed the description`);
    case 'visibility': return value === 'public' ? msg(str`${who} opened this channel to everybody in the company`) : msg(str`${who} made this channel private`);
    case 'posting': return value === 'admins' ? msg(str`${who} lets only owners and admins write here`) : msg(str`${who} lets everybody write here`);
    case 'archived': return msg(str`${who} archived this conversation`);
    case 'restored': return msg(str`${who} restored this conversation`);
    case 'joined': return plural(row.language, count, { one: str`${whom} joined`, other: str`${whom} joined` });
    case 'left': return plural(row.language, count, { one: str`${whom} left`, other: str`${whom} left` });
    case 'added': return msg(str`${who} added ${whom}`);
    case 'removed': return msg(str`${who} removed ${whom}`);
    case 'role': return value === 'owner' ? msg(str`${who} made ${whom} an owner`) : value === 'admin' ? msg(str`${who} made ${whom} an admin`) : msg(str`${who} made ${whom} an ordinary member`);
    case 'pinned': return msg(str`${who} pinned a message`);
    default: return ''; // of a newer server
  }
}

function signOf({ event, value }: SystemCard): Parameters<typeof icon>[0] {
  switch (event) {
    case 'joined': case 'added': return moreIcons.userPlus;
    case 'left': case 'removed': return moreIcons.leave;
    case 'visibility': return value === 'public' ? moreIcons.globe : moreIcons.lock;
    case 'posting': return moreIcons.megaphone;
    case 'archived': case 'restored': return moreIcons.box;
    case 'role': return moreIcons.users;
    case 'pinned': return moreIcons.pin;
    default: return moreIcons.pencil;
  }
}

/** The quiet line, in the direction of the page's language whatever the names are; what was pinned is one step away. */
export function systemLine(row: MessageRow): TemplateResult | typeof nothing {
  const card = systemOf(row), { channelId } = row.message, { seq } = card ?? {};
  if (!card) return nothing;
  const go = () => row.dispatchEvent(new CustomEvent('corridor-open', { detail: { channelId, seq }, bubbles: true, composed: true }));
  return html`<p class="system" part="text">${icon(signOf(card), 'small')}<span>${systemText(row)}</span>${card.event === 'pinned' && seq
    ? html`<button class="link" type="button" tabindex="-1" @click=${go}>${msg('Go to message')}</button>` : nothing}</p>`;
}

export const systemStyles = css`
  .system {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 6px;
    font-size: var(--c-font-size-small);
    line-height: 20px;
    color: var(--c-muted);
  }
  .system .svg {
    flex: none;
    align-self: center;
  }
  .system span {
    min-inline-size: 0;
    max-inline-size: calc(100% - 22px);
    overflow-wrap: anywhere;
  }
  .system .link {
    font-size: inherit;
  }
`;
