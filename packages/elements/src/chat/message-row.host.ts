// What the host's own software says in a conversation, and how people answer it. Loaded with the first message that carries something.
import { ContextEvent } from '@lit/context';
import { css, nothing, type TemplateResult } from 'lit';
import type { HostRecord, Message, NoticeAction, NoticeCard } from '@corridor/sdk';
import { corridorContext } from '../base/corridor-context.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatShort, msg } from '../base/localisation.ts';
import type { MessageRow } from './message-row.ts';

const noticeOf = ({ message: { card } }: MessageRow): NoticeCard | undefined => (card?.type === 'notice' ? card : undefined);

/** In the place of a person's picture. */
export const hostSign = (): TemplateResult => html`<span class="sign" part="avatar" aria-hidden="true">${icon(moreIcons.box, 'small')}</span>`;

/** The buttons whose answer is awaited, by row. */
const choosing = new WeakMap<MessageRow, string>();

/** Whether I may write here, as far as the client knows. */
function canAnswer({ corridor, message, isOffline, isSignedOut }: MessageRow): boolean {
  const channel = corridor?.chat.conversation(message.channelId).channel.get();
  return !isOffline && !isSignedOut && !channel?.archivedAt && !(channel?.posting === 'admins' && channel.membership?.role === 'member');
}

/** Asks the page first, which may answer itself; then the server, which asks the host. */
function choose(row: MessageRow, action: NoticeAction): void {
  if (choosing.has(row)) return;
  const { message, corridor } = row, record = corridor?.chat.conversation(message.channelId).channel.get()?.record ?? undefined;
  const isLeftToUs = row.dispatchEvent(new CustomEvent('corridor-action', { detail: { message, action, record }, bubbles: true, composed: true, cancelable: true }));
  if (!isLeftToUs) return;
  choosing.set(row, action.id);
  row.ask((chat) => chat.act({ messageId: message.id, actionId: action.id }).finally(() => {
    choosing.delete(row);
    row.requestUpdate();
  }));
  row.requestUpdate();
}

/** The page may open its records its own way. */
function open(row: MessageRow, url: string, event: Event): void {
  if (!row.dispatchEvent(new CustomEvent('corridor-open-record', { detail: { url }, bubbles: true, composed: true, cancelable: true }))) event.preventDefault();
}

/** What the page calls it, or what there is to call where the host makes records; undefined where nobody does. */
export function recordActionOf(row: MessageRow): string | undefined {
  let named: string | undefined;
  row.dispatchEvent(new ContextEvent(corridorContext, row, ({ page }) => { named = page?.recordAction; }));
  return named || (row.me?.hasHost ? msg('Create a record') : undefined);
}

/** Asks the page first, which may make it itself; then the server, which asks the host. */
export function createRecord(row: MessageRow): void {
  const { message, corridor, me } = row;
  const isLeftToUs = row.dispatchEvent(new CustomEvent('corridor-create-record', { detail: { message }, bubbles: true, composed: true, cancelable: true }));
  if (isLeftToUs && me?.hasHost) row.ask(() => corridor!.records.create({ messageId: message.id }));
  row.endAction();
}

/** What became of it, in one line. */
export function outcomeText(row: MessageRow): string {
  const outcome = noticeOf(row)?.outcome;
  return outcome ? `${outcome.text} · ${row.nameOf(outcome.userId, '@')}, ${formatShort(row.language, outcome.at)}` : '';
}

/** The outcome and the buttons below the host's words. */
export function noticeEnd(row: MessageRow): TemplateResult | typeof nothing {
  const { actions = [], outcome } = noticeOf(row) ?? {}, chosen = choosing.get(row), isOpen = canAnswer(row);
  const made = noticeOf(row)?.made;
  if (made) return html`<div class="outcome" part="outcome">${icon(moreIcons.check, 'small')}<span>${msg('Created from a message')}</span>${made.url === undefined ? nothing : html`<a class="link" href=${made.url} @click=${(event: Event) => open(row, made.url!, event)}>${msg('Open record')}</a>`}</div>`;
  if (!outcome && actions.length === 0) return nothing;
  return html`${outcome ? html`<div class="outcome" part="outcome" title=${formatFull(row.language, outcome.at)}>${icon(moreIcons.check, 'small')}<span dir="auto">${outcomeText(row)}</span></div>` : nothing}
    ${actions.length > 0 ? html`<div class="actions" part="actions">${actions.map((action) => html`<button class="button ${action.style ?? ''}" tabindex="-1" dir="auto"
      ?disabled=${!isOpen || (chosen !== undefined && chosen !== action.id)} aria-busy=${chosen === action.id ? 'true' : 'false'}
      @click=${() => choose(row, action)}>${action.label}</button>`)}</div>` : nothing}`;
}

export const hostStyles = css`
  .sign {
    display: grid;
    place-content: center;
    inline-size: 32px;
    block-size: var(--line);
    color: var(--c-muted);
  }
  :host([notice]) .text,
  :host([notice]) .who b {
    font-size: var(--c-font-size-small);
    font-weight: 400;
    color: var(--c-muted);
  }
  :host([notice]) .text strong,
  :host([notice]) .text b {
    color: var(--c-text);
  }
  .outcome {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-block-start: 2px;
    font-size: var(--c-font-size-small);
    font-weight: 600;
  }
  .outcome .svg {
    flex: none;
    color: var(--c-success);
  }
  .outcome span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block: 6px 2px;
  }
  .actions .button {
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .actions .danger {
    color: var(--c-danger);
    background: transparent;
    box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--c-danger) 45%, transparent);
  }
  .actions .danger:hover:enabled {
    background: color-mix(in oklab, var(--c-danger) 8%, transparent);
  }
  .actions [aria-busy='true'] {
    position: relative;
    cursor: progress;
  }
  .actions [aria-busy='true']::after {
    content: '';
    position: absolute;
    inset: auto 0 0;
    block-size: 3px;
    background: currentColor;
    animation: waiting 1s ease-in-out infinite alternate;
  }
  @keyframes waiting {
    from {
      transform: scaleX(0.15);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .actions [aria-busy='true']::after {
      animation: none;
    }
  }
`;

declare global {
  interface HTMLElementEventMap {
    'corridor-create-record': CustomEvent<{ message: Message }>;
    'corridor-action': CustomEvent<{ message: Message; action: NoticeAction; record: HostRecord | undefined }>;
  }
}
