// What acts on a message, and how it looks. Loaded when a row is first in use: most rows are only ever read.
export { act, messageBar, messageSheet, onRowFocusout, onRowKeydown, onRowUpdated, setMode } from './message-row.actions.ts';
export { onRowPointer } from './message-row.press.ts';
export { showHistory } from './message-row.more.ts';
export { messageEditor } from './message-row.editor.ts';
export { reactors } from './message-row.reactors.ts';
export { toolStyles } from './message-row.tools.styles.ts';
