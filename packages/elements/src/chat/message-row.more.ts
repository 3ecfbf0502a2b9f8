import * as acts from '../base/icon-shapes.acts.ts';
import { history } from '../base/icon-shapes.writing.ts';
import { type icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { openAbout } from './message-row.dialogs.ts';
import { createRecord, recordActionOf } from './message-row.host.ts';
import type { MessageRow } from './message-row.ts';
import { showNote } from './quiet-note.ts';
import { savedBy } from './saved.ts';

/** Something to do with a message: a button in the bar, or a line of the menu. */
export interface Action { icon: Parameters<typeof icon>[0]; label: string; key?: string; isDanger?: boolean; run: () => void }

const loadHistory = () => import('./message-history.ts');
const loadForward = () => import('./forward-message.ts');

/** All that the message has said. */
export const showHistory = (row: MessageRow): Promise<void> => openAbout(row, 'message-history', loadHistory);

function saving(row: MessageRow): Action | false {
  const { corridor, message: { id: messageId } } = row;
  if (!corridor) return false;
  const isSaved = savedBy(corridor).ids.has(messageId);
  const run = (): void => {
    row.ask((chat) => (isSaved ? chat.unsave({ messageId }) : chat.save({ messageId })).then(() => showNote(row, { text: isSaved ? msg('Removed from saved.') : msg('Saved for you.') })));
    row.endAction();
  };
  return { icon: acts.bookmark, label: isSaved ? msg('Remove from saved') : msg('Save'), run };
}

/** What is done with a message less often, behind "More". */
export function moreActions(row: MessageRow): Action[] {
  const recordAction = row.isStored ? recordActionOf(row) : undefined;
  const actions: (Action | false)[] = [
    row.isStored && { icon: acts.forward, label: msg('Forward'), run: () => void openAbout(row, 'forward-message', loadForward) },
    row.isStored && saving(row),
    row.isStored && !!row.message.editedAt && { icon: history, label: msg('Edit history'), run: () => void showHistory(row) },
    recordAction !== undefined && { icon: icons.box, label: recordAction, run: () => createRecord(row) },
  ];
  return actions.filter((action) => action !== false);
}
