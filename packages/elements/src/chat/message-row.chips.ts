import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatList, msg, str } from '../base/localisation.ts';
import type { MessageRow } from './message-row.ts';

const namesShown = 12;

/** Who reacted and how. Names are looked up only while the row is in use, by `nameOf`. */
export function reactionChips(row: MessageRow, nameOf?: (userId: string) => string): TemplateResult | typeof nothing {
  const reactions = Object.entries(row.message.reactions).filter(([, userIds]) => userIds.length > 0);
  if (row.message.deletedAt || reactions.length === 0) return nothing;
  return html`<div class="chips">${repeat(reactions, ([emoji]) => emoji, ([emoji, userIds]) => {
    const isMine = userIds.includes(row.me?.id ?? '');
    const names = nameOf && namesOf(userIds, row, nameOf);
    return html`<button class="chip ${isMine ? 'mine' : ''}" part="reaction" tabindex="-1" aria-pressed=${isMine ? 'true' : 'false'}
        aria-label=${names ? `${emoji} ${userIds.length}: ${names}` : `${emoji} ${userIds.length}`}
        @click=${() => row.react(emoji)}><span class="emoji">${emoji}</span>${userIds.length}${names ? html`<span class="tip">${names}</span>` : nothing}</button>`;
  })}</div>`;
}

function namesOf(userIds: readonly string[], row: MessageRow, nameOf: (userId: string) => string): string {
  const others = userIds.filter((userId) => userId !== row.me?.id);
  const names = others.slice(0, namesShown).map(nameOf);
  if (others.length < userIds.length) names.unshift(msg('You'));
  if (others.length > namesShown) names.push(msg(str`${others.length - namesShown} more`));
  return formatList(row.language, names);
}
