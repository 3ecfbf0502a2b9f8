import { type Names, readable } from './export.words.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character]!);

const held = /\ue000(\d+)\ue001/g;
/** In this order: what an earlier one has found, a later one leaves alone. */
const spans: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/```([^]*?)```\n?/g, (_, code = '') => `<pre>${code.replace(/^\w*\n/, '')}</pre>`],
  [/`([^`\n]+)`/g, (_, code = '') => `<code>${code}</code>`],
  [/\\([!-/:-@[-`{-~]|&(?:lt|gt|amp|quot|#39);)/g, (_, character = '') => character],
  [/\[([^[\]\n]+)\]\((https?:\/\/[^\s()]+)\)/g, (_, words = '', url = '') => link(url, words)],
  [/https?:\/\/(?:(?!&lt;|&gt;|&quot;|&#39;)[^\s\ue000])*(?:(?!&lt;|&gt;|&quot;|&#39;)[^\s\ue000.,;:!?)])/g, (url) => link(url, url)],
];
const link = (url: string, words: string) => `<a href="${url}" rel="noopener noreferrer nofollow">${words}</a>`;
type Mark = readonly [opening: RegExp, closing: RegExp, tag: string];
const bold: Mark = [/(?<![\w*])\*\*(?=\S)/g, /(?<=\S)\*\*(?!\w)/g, 'strong'], struck: Mark = [/~~(?=\S)/g, /(?<=\S)~~/g, 'del'];
const italic = /(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)|(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)/g;

/** A tag in the place of each two marks on one line. Where the first one that opens has no end, no later one has, so that a line is read once whatever is in it. */
function marked(html: string, [opening, closing, tag]: Mark): string {
  return html.split('\n').map((line) => {
    let shown = '', at = 0;
    for (;;) {
      opening.lastIndex = at;
      const open = opening.exec(line)?.index ?? line.length;
      closing.lastIndex = open + 3; // behind the mark, and one character that it marks
      const close = closing.exec(line)?.index;
      if (close === undefined) return shown + line.slice(at);
      shown += `${line.slice(at, open)}<${tag}>${line.slice(open + 2, close)}</${tag}>`;
      at = close + 2;
    }
  }).join('\n');
}

/** A message's text as HTML: code, links, bold, italic and struck words; lists and quotes stay as they were written. All else is text. */
export function toHtml(text: string, names: Names): string {
  const places: string[] = [];
  let html = escapeHtml(readable(text, names).replaceAll(/[\ue000\ue001]/g, ''));
  for (const [pattern, shown] of spans) html = html.replaceAll(pattern, (...parts: string[]) => `\ue000${places.push(shown(...parts)) - 1}\ue001`);
  html = marked(marked(html, bold).replaceAll(italic, (_, ...[stars, lines]: string[]) => `<em>${stars ?? lines}</em>`), struck);
  while (html.includes('\ue000')) html = html.replaceAll(held, (_, place: string) => places[Number(place)]!);
  return html;
}
