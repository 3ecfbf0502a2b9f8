// What helps with writing, and how it looks. Loaded when a field first has the focus: the field works before it is there.
export { WritingAid } from './message-composer.aid.ts';
export { composerToolStyles } from './message-composer.tools.styles.ts';
