import { html, type TemplateResult } from 'lit';
import * as shapes from '../base/icon-shapes.writing.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { isMac } from './key-names.ts';
import { type Change, link, type LineMark, type Mark, mark, markLines } from './message-composer.markup.ts';

export type Act = (text: string, selection: readonly [number, number]) => Change;

interface Format { label: () => string; shape: Parameters<typeof icon>[0]; act: Act; key: string; isShifted?: boolean; needsWords?: boolean }

const around = (sign: Mark): Act => (text, selection) => mark(text, selection, sign);
const before = (sign: LineMark): Act => (text, selection) => markLines(text, selection, sign);

/** With Ctrl, or Cmd on a Mac. Digits are told by their place: with Shift they are other characters. */
const formats: readonly Format[] = [
  { label: () => msg('Bold'), shape: shapes.bold, act: around('**'), key: 'B' },
  { label: () => msg('Italic'), shape: shapes.italic, act: around('*'), key: 'I' },
  { label: () => msg('Strikethrough'), shape: shapes.strike, act: around('~~'), key: 'X', isShifted: true },
  { label: () => msg('Code'), shape: shapes.code, act: around('`'), key: 'E' },
  { label: () => msg('Link'), shape: shapes.link, act: link, key: 'K', needsWords: true },
  { label: () => msg('Bulleted list'), shape: shapes.bulletList, act: before('- '), key: '8', isShifted: true },
  { label: () => msg('Numbered list'), shape: shapes.numberList, act: before('1. '), key: '7', isShifted: true },
  { label: () => msg('Quote'), shape: shapes.quote, act: before('> '), key: '9', isShifted: true },
];

/** A link wants words that are selected: without them the keys are the page's, where they find a conversation. */
export function shortcutOf(event: KeyboardEvent, hasWords: boolean): Act | undefined {
  if (event.altKey || !(isMac() ? event.metaKey : event.ctrlKey)) return undefined;
  return formats.find(({ key, isShifted = false, needsWords }) => (hasWords || !needsWords) && isShifted === event.shiftKey && (event.code === `Digit${key}` || event.key.toUpperCase() === key))?.act;
}

/** One stop of the Tab key; arrows walk inside. */
export const formattingBar = (run: (act: Act) => void, preview: { isOn: boolean; toggle: () => void }): TemplateResult => html`
  <div class="formats" role="toolbar" aria-label=${msg('Formatting')} @keydown=${walk} @pointerdown=${(event: Event) => event.preventDefault()}>
    ${formats.map(({ label, shape, act, key, isShifted }, index) => {
      const keys = isMac() ? `${isShifted ? '⇧' : ''}⌘${key}` : `Ctrl+${isShifted ? 'Shift+' : ''}${key}`;
      return html`<button class="icon" type="button" tabindex=${index ? -1 : 0} aria-label=${label()} title=${`${label()} (${keys})`}
        aria-keyshortcuts=${`${isMac() ? 'Meta' : 'Control'}+${isShifted ? 'Shift+' : ''}${key}`} ?disabled=${preview.isOn} @click=${() => run(act)}>${icon(shape, 'small')}</button>`;
    })}
    <button class="icon eye" type="button" tabindex=${preview.isOn ? 0 : -1} aria-label=${msg('Preview')} title=${msg('Preview')} aria-pressed=${preview.isOn ? 'true' : 'false'} @click=${preview.toggle}>${icon(shapes.eye, 'small')}</button>
  </div>`;

/** Arrows, Home and End move the focus among the buttons of a bar. */
export function walk(event: KeyboardEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const buttons = [...bar.querySelectorAll<HTMLButtonElement>('button:enabled')];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  const forward = bar.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight';
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : event.key === forward ? at + 1 : /^Arrow(Left|Right)$/.test(event.key) ? at - 1 : undefined;
  if (next === undefined || at < 0) return;
  event.preventDefault();
  const button = buttons[(next + buttons.length) % buttons.length];
  for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
  button?.focus();
}
