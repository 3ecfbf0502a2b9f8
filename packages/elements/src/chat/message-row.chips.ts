import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MessageRow } from './message-row.ts';

/** Who reacted and how. Names are looked up only while the row is in use, by `nameOf`. */
export function reactionChips(row: MessageRow, nameOf?: (userId: string) => string): TemplateResult | typeof nothing {
  const reactions = Object.entries(row.message.reactions).filter(([, userIds]) => userIds.length > 0);
  if (row.message.deletedAt || reactions.length === 0) return nothing;
  return html`<div class="chips">${repeat(reactions, ([emoji]) => emoji, ([emoji, userIds]) => {
    const isMine = userIds.includes(row.me?.id ?? '');
    const names = nameOf && row.tools?.reactors(userIds, row, nameOf);
    return html`<button class="chip ${isMine ? 'mine' : ''}" part="reaction" tabindex="-1" aria-pressed=${isMine ? 'true' : 'false'}
        aria-label=${names ? `${emoji} ${userIds.length}: ${names}` : `${emoji} ${userIds.length}`}
        @click=${() => row.react(emoji)}><span class="emoji">${emoji}</span>${userIds.length}${names ? html`<span class="tip">${names}</span>` : nothing}</button>`;
  })}</div>`;
}
