import type { Message } from '@corridor/sdk';
import type { LitElement } from 'lit';
import { innerName } from '../base/define.ts';
import { msg } from '../base/localisation.ts';
import type { MessageRow } from './message-row.ts';

/** A dialog about one message. */
export interface MessageDialog extends LitElement {
  /** Opens it; resolves when it is closed. */
  show(message: Message): Promise<void>;
}

/** Opens a dialog beside the list: the message's own row may come and go meanwhile. It goes when it is closed, and the focus back to the row. */
export async function openAbout(row: MessageRow, tag: string, load: () => Promise<unknown>): Promise<void> {
  await row.setMode('idle');
  row.isSheetOpen = false;
  await row.updateComplete;
  const isThere = await load().then(() => true, () => false);
  if (!isThere) {
    row.refusal = msg('You are offline.');
    return;
  }
  const dialog = document.createElement(innerName(tag)) as MessageDialog;
  row.getRootNode().appendChild(dialog);
  await dialog.updateComplete;
  await dialog.show(row.message);
  dialog.remove();
  row.focus();
}
