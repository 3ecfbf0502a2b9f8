import type { Message } from '@corridor/sdk';
import { css, nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as acts from '../base/icon-shapes.acts.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatShort, msg } from '../base/localisation.ts';
import type { MessageRow } from './message-row.ts';
import { format, hasMarkup, loadFormat } from './message-text.ts';

type Card = NonNullable<Message['card']>;
type Forwarded = Extract<Card, { type: 'forward' }>;

/** What a message carries beside its text. */
export function messageCard(row: MessageRow, card: Card): TemplateResult | typeof nothing {
  switch (card.type) {
    case 'forward': return forwardCard(row, card);
    case 'poll': return pollCard(row);
    case 'files': return filesCard(row.message);
    case 'voice': return voiceCard(row.message);
    case 'call': return callCard(row.message);
    default: return nothing; // of a newer server
  }
}

const loadFiles = () => import('../files/message-files.ts').catch(() => undefined);

/** Files that it carries, or that it waits for. */
export function filesCard(message: Message): TemplateResult {
  void loadFiles();
  return html`<message-files part="card" .message=${message}></message-files>`;
}

const loadPoll = () => import('./message-poll.ts').catch(() => undefined);

function pollCard(row: MessageRow): TemplateResult {
  void loadPoll();
  return html`<message-poll part="card" .message=${row.message} .isOffline=${row.isOffline} .canClose=${row.isMine || row.canModerate} .now=${row.now}></message-poll>`;
}

const loadVoice = () => import('../voice/voice-card.ts').catch(() => undefined);

function voiceCard(message: Message): TemplateResult {
  void loadVoice();
  return html`<voice-card class="voice" part="card" .message=${message}></voice-card>`;
}

const loadCalls = () => import('../app/call-card.ts').catch(() => undefined);

function callCard(message: Message): TemplateResult {
  void loadCalls();
  return html`<call-card class="call" part="card" .message=${message}></call-card>`;
}

/** What a message that is passed on carries: it is in the message that passes it on, and so is the right to see it. */
function carriedCard(message: Message, carried: NonNullable<Forwarded['carried']>): TemplateResult {
  return carried.type === 'voice' ? voiceCard({ ...message, card: carried }) : filesCard({ ...message, card: carried });
}

/** The message that was passed on, and for those who are in its conversation the way there. */
function forwardCard(row: MessageRow, { channelId, seq, senderId, sentAt, text, carried }: Forwarded): TemplateResult {
  const isMarked = hasMarkup(text);
  if (isMarked && !format) void loadFormat().then((isThere) => isThere && row.requestUpdate());
  if (isMarked && format) row.wear(format.formatStyles);
  const canGo = row.corridor?.chat.conversation(channelId).channel.get() !== undefined;
  return html`<figure class="quote" part="card">
    <figcaption>${icon(acts.forward, 'small')}<b class="cut" dir="auto">${row.nameOf(senderId, '@')}</b><time class="meta" datetime=${sentAt} title=${formatFull(row.language, sentAt)}>${formatShort(row.language, sentAt)}</time></figcaption>
    ${isMarked && format
      ? html`<div class="text">${format.formatted(text, { me: row.me?.id, nameOf: row.nameOf })}</div>`
      : text ? html`<p class="text" dir="auto">${text}</p>` : nothing}
    ${carried ? carriedCard(row.message, carried) : nothing}
    ${canGo ? html`<button class="link" type="button" tabindex="-1" @click=${() => go(row, channelId, seq)}>${msg('Go to message')}</button>` : nothing}
  </figure>`;
}

const go = (row: MessageRow, channelId: string, seq: number): boolean =>
  row.dispatchEvent(new CustomEvent('corridor-open', { detail: { channelId, seq }, bubbles: true, composed: true }));

export const cardStyles = css`
  .call {
    display: block;
    min-block-size: 82px; /* before it is loaded, too */
  }
  .voice {
    display: block;
    min-block-size: 58px; /* before it is loaded, too: rows keep their height */
  }
  .quote {
    max-inline-size: 420px;
    margin: 4px 0 2px;
    padding: 2px 0;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--c-line-strong);
  }
  .quote figcaption {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
  .quote b {
    font-weight: 600;
    color: var(--c-text);
  }
  .quote time {
    flex: none;
  }
  .quote .link {
    font-size: var(--c-font-size-small);
  }
`;
