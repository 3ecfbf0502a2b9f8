// Files dragged over a conversation, and those that were sent in it. Loaded when the first ones come near, or are asked for.
import type { Corridor } from '@corridor/sdk';
import { css, render } from 'lit';
import { innerName } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { filesOf } from '../files/dropped-files.ts';
import type { ConversationFiles } from './conversation-files.ts';
import { Over } from './conversation-view.over.ts';
import type { ConversationView } from './conversation-view.ts';
import type { MessageComposer } from './message-composer.ts';
import { attachFiles } from './message-composer.files.ts';

const loadFiles = () => import('./conversation-files.ts');

const styles = css`
  .drop {
    position: absolute;
    inset: 8px;
    z-index: 6;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    border: 2px dashed var(--c-accent);
    border-radius: var(--c-radius-l);
    background: color-mix(in oklab, var(--c-surface) 92%, transparent);
    color: var(--c-accent-text);
    font-weight: 600;
    pointer-events: none;
  }
`;

/** Gone so long after the last sign of what is dragged, in ms: not every browser says when it leaves. */
const goneMs = 250;
const timers = new WeakMap<ConversationView, ReturnType<typeof setTimeout>>();

/** Shows where files can be dropped, and takes them. */
export function onDrag(view: ConversationView, corridor: Corridor | undefined, event: DragEvent): void {
  const { dataTransfer } = event, composer = view.shadowRoot?.querySelector<MessageComposer>('.composer');
  if (!corridor || !dataTransfer || !composer?.shadowRoot?.querySelector('textarea') || !corridor.me.get()?.permissions.includes('chat.send_files')) return;
  if (event.type === 'drop') {
    hide(view);
    const { channelId } = view;
    void filesOf(dataTransfer).then((files) => attachFiles(corridor, channelId, files)).then(() => composer.requestUpdate()).catch(() => undefined); // without a network there is nothing to send them with
    view.focus();
    return;
  }
  dataTransfer.dropEffect = 'copy';
  if (!view.shadowRoot?.querySelector('.drop')) show(view);
  clearTimeout(timers.get(view));
  timers.set(view, setTimeout(() => hide(view), goneMs));
}

function show(view: ConversationView): void {
  const root = view.shadowRoot!, place = document.createElement('div');
  const { styleSheet } = styles;
  if (styleSheet && !root.adoptedStyleSheets.includes(styleSheet)) root.adoptedStyleSheets.push(styleSheet);
  place.className = 'drop';
  render(html`${icon(icons.paperclip)}<span>${msg('Drop files here to send them')}</span>`, place);
  root.append(place);
}

function hide(view: ConversationView): void {
  clearTimeout(timers.get(view));
  view.shadowRoot?.querySelector('.drop')?.remove();
}

const listed = new WeakSet<ConversationView>();

/** Shows what was sent over the conversation; the way to a message ends there, in it or beside it. */
export async function showFiles(view: ConversationView): Promise<void> {
  if (listed.has(view)) return;
  listed.add(view);
  if (!(await loadFiles().then(() => true, () => false))) return void listed.delete(view);
  const over = new Over(view, document.createElement(innerName('conversation-files')) as ConversationFiles, () => listed.delete(view)), { element } = over;
  element.addEventListener('corridor-open', (event) => {
    const { channelId, seq } = event.detail;
    over.remove();
    if (channelId !== view.channelId || seq === undefined) return; // in a thread
    event.stopPropagation();
    void view.jumpTo(seq);
  });
  await element.updateComplete;
  element.focus();
}
