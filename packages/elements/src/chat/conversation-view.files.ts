// Files dragged over a conversation. Loaded when the first ones come near.
import type { Corridor } from '@corridor/sdk';
import { css, render } from 'lit';
import { html } from '../base/html.ts';
import * as uploadIcons from '../base/icon-shapes.upload.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { filesOf } from '../files/dropped-files.ts';
import type { ConversationView } from './conversation-view.ts';
import { attachFiles } from './message-composer.files.ts';

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
  const { dataTransfer } = event, composer = view.shadowRoot?.querySelector<HTMLElement>('.composer');
  if (!corridor || !dataTransfer || !composer?.shadowRoot?.querySelector('textarea') || !corridor.me.get()?.permissions.includes('chat.send_files')) return;
  if (event.type === 'drop') {
    hide(view);
    const { channelId } = view;
    void filesOf(dataTransfer).then((files) => attachFiles(corridor, channelId, files)).catch(() => undefined); // without a network there is nothing to send them with
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
  render(html`${icon(uploadIcons.paperclip)}<span>${msg('Drop files here to send them')}</span>`, place);
  root.append(place);
}

function hide(view: ConversationView): void {
  clearTimeout(timers.get(view));
  view.shadowRoot?.querySelector('.drop')?.remove();
}
