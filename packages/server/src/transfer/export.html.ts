import { type Message, type PersonItem, type PersonRecord, wordsOf } from '@corridor/sdk/protocol';
import { escapeHtml, toHtml } from './export.markup.ts';
import { happened } from './export.system.ts';
import { type Names, noNames, optionsOf, reactionsOf } from './export.words.ts';

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}
h1{font-size:1.5rem;margin:0}header p,time,small{color:#5b6470}article{margin:1rem 0}article.reply{margin-inline-start:2rem;border-inline-start:2px solid #d5dae0;padding-inline-start:1rem}
b{margin-inline-end:.5rem}time,small{font-size:.8125rem}.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.125rem 0}ol{margin:.25rem 0}blockquote{margin:.25rem 0;border-inline-start:2px solid #d5dae0;padding-inline-start:.75rem}pre,code{font:.875em ui-monospace,monospace}pre{margin:.25rem 0;padding:.5rem;border:1px solid #d5dae0;border-radius:.375rem;white-space:pre-wrap}a{color:inherit}ul{list-style:none;padding:0;margin:.25rem 0;display:flex;flex-wrap:wrap;gap:.375rem}
ul li{border:1px solid #d5dae0;border-radius:1rem;padding:0 .5rem;font-size:.875rem}dt{color:#5b6470}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{color:#e6e9ed;background:#16191d}header p,time,small,dt{color:#9ba4b0}article.reply,ul li,pre,blockquote{border-color:#3a414a}}`;

/** A page that needs nothing from elsewhere and may fetch nothing. */
export function documentStart(title: string, description: string | null, now: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><header><h1 dir="auto">${escapeHtml(title)}</h1>${description === null ? '' : `<p class="text" dir="auto">${escapeHtml(description)}</p>`}<p>Exported ${moment(now)}</p></header><main>
`;
}

export const documentEnd = (): string => '</main></body></html>\n';

const moment = (instant: string) => `<time datetime="${instant}">${instant.slice(0, 16).replace('T', ' ')} UTC</time>`;
const words = (text: string, names: Names) => `<div class="text" dir="auto">${toHtml(text, names)}</div>`;

function cardHtml({ card }: Message, names: Names): string {
  switch (card?.type) {
    case 'forward': return `<blockquote><small>Forwarded from ${escapeHtml(names.person(card.senderId))}, ${moment(card.sentAt)}</small>${words(wordsOf({ text: card.text, card: card.carried }), names)}</blockquote>`;
    case 'notice': return card.outcome ? `<p><small>${escapeHtml(card.outcome.text)}, ${escapeHtml(names.person(card.outcome.userId))}, ${moment(card.outcome.at)}</small></p>` : '';
    case 'poll': return `<ol aria-label="Options">${optionsOf(card, names).map((option) => `<li dir="auto">${escapeHtml(option)}</li>`).join('')}</ol>`;
    case 'system': return `<p><small dir="auto">${escapeHtml(happened(card, names))}</small></p>`;
    default: return '';
  }
}

export function messageHtml(message: Message, names: Names, isReply: boolean): string {
  const { id, senderId, sentAt, editedAt, deletedAt, pinned, text, card } = message, reactions = reactionsOf(message, names);
  const notes = [editedAt && `edited ${moment(editedAt)}`, pinned && `pinned by ${escapeHtml(names.person(pinned.userId))}`].filter(Boolean).join(', ');
  return `<article id="${id}"${isReply ? ' class="reply"' : ''}><b dir="auto">${escapeHtml(names.person(senderId))}</b>${moment(sentAt)}${notes ? ` <small>${notes}</small>` : ''}
${deletedAt ? '<p><small>Message deleted</small></p>' : (card?.type === 'system' ? '' : words(text, names)) + cardHtml(message, names)}${reactions.length ? `<ul aria-label="Reactions">${reactions.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>` : ''}</article>
`;
}

const pairs = (entries: readonly [string, string | boolean | string[] | object | null][]) => `<dl>${entries.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd dir="auto">${escapeHtml(Array.isArray(value) ? value.join(', ') : value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value))}</dd>`).join('')}</dl>\n`;

export const profileHtml = (person: PersonRecord): string => pairs(Object.entries(person));

export function personItemHtml(item: PersonItem): string {
  switch (item.type) {
    case 'membership': return `<article><b dir="auto">${escapeHtml(item.channel ?? item.channelId)}</b><small>member since ${moment(item.joinedAt)}, ${escapeHtml(item.role)}, notifications ${escapeHtml(item.notify)}${item.section === null ? '' : `, under ${escapeHtml(item.section)}`}</small></article>\n`;
    case 'message': return `<article id="${item.message.id}"><b dir="auto">${escapeHtml(item.channel ?? item.message.channelId)}</b>${moment(item.message.sentAt)}${item.message.editedAt ? ` <small>edited ${moment(item.message.editedAt)}</small>` : ''}${item.message.text ? words(item.message.text, noNames) : cardHtml(item.message, noNames)}</article>\n`;
    case 'edit': return `<article><small>as it was before an edit at ${moment(item.at)}, of message ${item.messageId}</small>${words(item.text, noNames)}</article>\n`;
    case 'reaction': return `<article><b>${escapeHtml(item.emoji)}</b><small>to message ${item.messageId}</small></article>\n`;
    case 'vote': return `<article><b dir="auto">${escapeHtml(item.options.join(', ') || '–')}</b><small>voted for, in poll ${item.messageId}</small></article>\n`;
    case 'saved': return `<article><small>saved message ${item.messageId} at ${moment(item.savedAt)}</small></article>\n`;
    case 'draft': return `<article><small>begun at ${moment(item.changedAt)}, in ${item.channelId}</small>${words(item.text, noNames)}</article>\n`;
    case 'scheduled': return `<article><small>goes out at ${moment(item.sendAt)}, in ${item.channelId}</small>${words(item.text, noNames)}</article>\n`;
  }
}
