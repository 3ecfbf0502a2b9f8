import { Parser } from 'htmlparser2';
import type { Entry } from 'yauzl';
import { mostText, plainText, shortText } from './text.ts';
import type { FileFacts } from './types.ts';
import { contentOf, eachEntry } from './zip.ts';

const mostPart = 16 * 2 ** 20, mostParts = 500;
/** Where the words are, in the order that they are read in: a document, slides, the strings of a workbook and its sheets' own, and OpenDocument's one part. */
const isText = (part: string) => /^(word\/(document|footnotes|endnotes|comments)\.xml|ppt\/(slides|notesSlides)\/\w+\.xml|xl\/sharedStrings\.xml|xl\/worksheets\/\w+\.xml|content\.xml)$/.test(part);
const isAbout = (part: string) => /^(docProps\/(core|app)\.xml|meta\.xml)$/.test(part);

const breaks = new Set(['w:p', 'w:br', 'w:tab', 'w:tc', 'a:p', 'a:br', 'si', 'c', 'row', 'text:p', 'text:h', 'text:tab', 'text:line-break', 'text:s', 'table:table-cell']);
/** What holds characters for a reader; of a worksheet the numbers too, but not the numbers that stand for a shared string. */
const words = new Set(['w:t', 'a:t', 't', 'v', 'text:p', 'text:h']);

function textOf(xml: string, most: number): string {
  let text = '', depth = 0, isShared = false;
  const parser = new Parser({
    onopentag(name, { t }) {
      if (name === 'c') isShared = t === 's';
      if (words.has(name)) depth++;
      if (breaks.has(name) && depth > 0 && !text.endsWith('\n')) text += ' ';
    },
    ontext(part) { if (depth > 0 && !isShared && text.length < most) text += part; },
    onclosetag(name) {
      if (words.has(name)) depth--;
      if (name === 'c') isShared = false;
      if (breaks.has(name) && depth === 0 && !text.endsWith('\n')) text += '\n';
    },
  }, { xmlMode: true, decodeEntities: true });
  parser.end(xml);
  return text;
}

function aboutIn(xml: string): FileFacts & { creator?: string | undefined } {
  const found: Record<string, string> = {};
  let open = '';
  const pages = /meta:page-count="(\d+)"/.exec(xml)?.[1];
  const parser = new Parser({ onopentag(name) { open = name; }, ontext(text) { found[open] = (found[open] ?? '') + text; }, onclosetag() { open = ''; } }, { xmlMode: true, decodeEntities: true });
  parser.end(xml);
  const title = shortText(found['dc:title']), author = shortText(found['meta:initial-creator'] ?? found['dc:creator']), count = Number(found.Pages ?? found.Slides ?? pages);
  return { ...(title && { title }), ...(author && { author }), ...(Number.isInteger(count) && count > 0 ? { pages: count } : {}) };
}

/** What a document of OOXML or OpenDocument holds and says of itself, without any program. */
export async function readOfficeText(file: string, signal: AbortSignal): Promise<{ facts: FileFacts; text: string }> {
  const parts: { name: string; text: string }[] = [];
  let facts: FileFacts = {}, length = 0;
  await eachEntry(file, signal, async (entry: Entry, zip) => {
    if (entry.isEncrypted()) return true;
    if (isAbout(entry.fileName)) facts = { ...facts, ...aboutIn((await contentOf(zip, entry, mostPart)).toString()) };
    else if (isText(entry.fileName) && parts.length < mostParts && length < mostText) {
      const text = textOf((await contentOf(zip, entry, mostPart)).toString(), mostText);
      parts.push({ name: entry.fileName, text });
      length += text.length;
    }
    return true;
  });
  parts.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return { facts, text: plainText(parts.map(({ text }) => text).join('\n')) };
}
