import { html, type TemplateResult } from 'lit';

export interface Link { href: string; text: string }

// Each alternative starts where a word does, so long text without links is read once.
const linkPattern = /\b(?:https?:\/\/|mailto:)[^\s<>"]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gi;

/** Cuts plain text into words and links. Nothing else in it has a meaning: markup stays visible as typed. */
export function parseText(text: string): (string | Link)[] {
  const parts: (string | Link)[] = [];
  let end = 0;
  for (const match of text.matchAll(linkPattern)) {
    const found = trimEnd(match[0]);
    const href = safeHref(found);
    if (!href) continue;
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push({ href, text: found });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const count = (text: string, character: string) => text.split(character).length;

/** Punctuation after an address belongs to the sentence, a closing bracket only where the address opened none. */
function trimEnd(address: string): string {
  for (let found = address; ; found = found.slice(0, -1)) {
    const last = found.at(-1) ?? '';
    const open = opening[last];
    if (!/[.,;:!?'")\]}…»]/.test(last) || (open && count(found, open) >= count(found, last))) return found;
  }
}

function safeHref(address: string): string | undefined {
  try {
    const { href, protocol, host, pathname } = new URL(/^\w+:/.test(address) ? address : `mailto:${address}`);
    if (protocol === 'mailto:') return pathname ? href : undefined;
    return (protocol === 'http:' || protocol === 'https:') && host ? href : undefined;
  } catch {
    return undefined;
  }
}

const onlyEmoji = /^(?:\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier}|\u200d\p{Extended_Pictographic}|[\u{e0020}-\u{e007f}])*|\s)+$/u;

/** True for a few emoji and nothing else: those are shown larger. */
export const isEmojiOnly = (text: string): boolean => text.length <= 40 && text.trim() !== '' && onlyEmoji.test(text);

/** A message's text with its links; line breaks are kept by `white-space`. */
export const messageText = (text: string): TemplateResult => html`${parseText(text).map((part) =>
  typeof part === 'string' ? part : html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow" tabindex="-1">${part.text}</a>`)}`;
