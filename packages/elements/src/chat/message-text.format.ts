// What a text with markup looks like. Loaded when the first one is on the screen.
import type { Message } from '@corridor/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { plainText, type NameOf } from './message-text.ts';
import { isTrap, safeHref } from './message-text.links.ts';
import { type TextToken, tokensOf } from './message-text.tokens.ts';
export { formatStyles } from './message-text.format.styles.ts';

export interface Reading {
  /** My own id: I am to see where I am meant. */
  me: string | undefined;
  nameOf: NameOf;
}

type Tokens = readonly TextToken[];
type Shown = TemplateResult | string | typeof nothing;

/** The text's blocks, ready for a container that keeps its line breaks. `end` stands behind the last word. */
export function formatted(text: string, reading: Reading, end: TemplateResult | typeof nothing = nothing): TemplateResult {
  const tokens = tokensOf(text);
  const last = tokens.findLastIndex(({ type }) => type !== 'space');
  const takesEnd = tokens[last]?.type === 'paragraph';
  return html`${tokens.slice(0, last + 1).map((token, index) => block(token, reading, index === last && takesEnd ? end : nothing))}${takesEnd ? nothing : end}`;
}

function blocks(tokens: Tokens, reading: Reading): Shown[] {
  return tokens.map((token) => block(token, reading));
}

function block(token: TextToken, reading: Reading, end: TemplateResult | typeof nothing = nothing): Shown {
  switch (token.type) {
    case 'space':
      // Empty lines stay: the first break only ends the line before.
      return html`${[...token.raw.matchAll(/\n/g)].slice(1).map(() => html`<br>`)}`;
    case 'paragraph':
      return html`<p dir="auto">${inline(token.tokens as Tokens, reading)}${end}</p>`;
    case 'text':
      return html`${token.tokens ? inline(token.tokens as Tokens, reading) : token.raw}`;
    case 'heading':
      return html`<p dir="auto"><strong>${inline(token.tokens as Tokens, reading)}</strong></p>`;
    case 'blockquote':
      return html`<blockquote dir="auto">${blocks(token.tokens as Tokens, reading)}</blockquote>`;
    case 'code':
      return html`<pre dir="ltr"><code>${token.text.replace(/\n$/, '')}</code></pre>`;
    case 'list': {
      const items = token.items.map((item) => html`<li>${blocks(item.tokens as Tokens, reading)}</li>`);
      return token.ordered ? html`<ol dir="auto" start=${token.start}>${items}</ol>` : html`<ul dir="auto">${items}</ul>`;
    }
    default:
      return token.raw;
  }
}

function inline(tokens: Tokens, reading: Reading, isInLink = false): Shown[] {
  const inside = (token: { tokens?: unknown }) => inline(token.tokens as Tokens, reading, isInLink);
  return tokens.map((token) => {
    switch (token.type) {
      case 'strong':
        return html`<strong>${inside(token)}</strong>`;
      case 'em':
        return html`<em>${inside(token)}</em>`;
      case 'del':
        return html`<del>${inside(token)}</del>`;
      case 'codespan':
        return html`<code>${token.text}</code>`;
      case 'escape':
        return token.text;
      case 'br':
        return '\n';
      case 'link':
      case 'image':
        return link(token, reading);
      case 'reference':
        return reference(token, reading);
      case 'hashtag':
        return isInLink ? token.raw : html`<button class="hashtag" type="button" tabindex="-1" @click=${(event: Event) => tell(event, 'corridor-hashtag', { tag: token.tag })}>${token.raw}</button>`;
      default:
        return token.raw;
    }
  });
}

/** A picture is never loaded from elsewhere: its address is a link. */
function link(token: TextToken & { type: 'link' | 'image' }, reading: Reading): Shown {
  const href = safeHref(token.href);
  if (!href || isTrap(token.text, href)) return token.raw;
  const words = token.type === 'image' ? token.text : inline((token.tokens ?? []) as Tokens, reading, true);
  return html`<a href=${href} title=${token.text === token.raw ? nothing : href} target="_blank" rel="noopener noreferrer nofollow" tabindex="-1">${words.length ? words : href}</a>`;
}

function reference(token: TextToken & { type: 'reference' }, { me, nameOf }: Reading): TemplateResult {
  const { sign, id } = token;
  const name = plainText(token.raw, nameOf);
  if (sign === '#') return html`<button class="mention" type="button" tabindex="-1" dir="auto" @click=${(event: Event) => tell(event, 'corridor-open', { channelId: id })}>${name}</button>`;
  if (sign === '@') return html`<button class="mention ${id === me ? 'me' : ''}" type="button" tabindex="-1" dir="auto" @click=${(event: Event) => showPerson(event, id)}>${name}</button>`;
  return html`<span class="mention ${sign === '!' ? 'me' : ''}" dir="auto">${name}</span>`;
}

const loadProfile = () => import('./profile-card.open.ts');

/** In a message it is known whose channel it is. */
function showPerson(event: Event, userId: string): void {
  const name = event.currentTarget as HTMLElement, row = event.composedPath().find((one): one is HTMLElement & { message: Message } => one instanceof HTMLElement && 'message' in one);
  void loadProfile().then(({ openProfile }) => openProfile(name, userId, row?.message.channelId ?? '')).then(() => name.focus(), () => undefined);
}

const tell = (event: Event, type: `corridor-${string}`, detail: object): boolean =>
  event.currentTarget!.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));

declare global {
  interface HTMLElementEventMap {
    'corridor-hashtag': CustomEvent<{ tag: string }>;
  }
}
