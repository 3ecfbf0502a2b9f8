import { type Names, readable } from './export.words.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character]!);

const held = /\ue000(\d+)\ue001/g;
/** In this order: what an earlier one has found, a later one leaves alone. */
const spans: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/```\w*\n?([^]*?)```\n?/g, (_, code = '') => `<pre>${code}</pre>`],
  [/`([^`\n]+)`/g, (_, code = '') => `<code>${code}</code>`],
  [/\\([!-/:-@[-`{-~]|&(?:lt|gt|amp|quot|#39);)/g, (_, character = '') => character],
  [/\[([^\]\n]+)\]\((https?:\/\/[^\s()]+)\)/g, (_, words = '', url = '') => link(url, words)],
  [/https?:\/\/(?:(?!&lt;|&gt;|&quot;|&#39;)[^\s\ue000])*(?:(?!&lt;|&gt;|&quot;|&#39;)[^\s\ue000.,;:!?)])/g, (url) => link(url, url)],
];
const link = (url: string, words: string) => `<a href="${url}" rel="noopener noreferrer nofollow">${words}</a>`;
const marks: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w*])\*\*(?=\S)([^\n]+?)(?<=\S)\*\*(?!\w)/g, 'strong'], [/(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)/g, 'em'], [/(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)/g, 'em'], [/~~(?=\S)([^\n]+?)(?<=\S)~~/g, 'del'],
];

/** A message's text as HTML: code, links, bold, italic and struck words; lists and quotes stay as they were written. All else is text. */
export function toHtml(text: string, names: Names): string {
  const places: string[] = [];
  let html = escapeHtml(readable(text, names).replaceAll(/[\ue000\ue001]/g, ''));
  for (const [pattern, shown] of spans) html = html.replaceAll(pattern, (...parts: string[]) => `\ue000${places.push(shown(...parts)) - 1}\ue001`);
  for (const [pattern, tag] of marks) html = html.replaceAll(pattern, `<${tag}>$1</${tag}>`);
  while (html.includes('\ue000')) html = html.replaceAll(held, (_, place: string) => places[Number(place)]!);
  return html;
}
