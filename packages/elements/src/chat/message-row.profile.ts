import type { MessageRow } from './message-row.ts';
import { openProfile } from './profile-card.open.ts';

/** The sender's picture and name lead to who they are; the host's own have nobody behind them. */
export const hasSender = ({ message }: MessageRow): boolean => message.card?.type !== 'notice' && message.card?.type !== 'system';

/** Shows who has sent a message, beside their name; the focus comes back to the row. */
export async function showSender(row: MessageRow, anchor: Element = row.renderRoot.querySelector('.who b') ?? row): Promise<void> {
  await openProfile(anchor, row.message.senderId, row.message.channelId);
  row.focus();
}

/** To be called once for a row. */
export function hearNames(row: MessageRow): void {
  row.renderRoot.addEventListener('click', ({ target }) => {
    const on = (target as Element).closest('.avatar, .who b');
    if (on && hasSender(row)) void showSender(row, on);
  });
}
