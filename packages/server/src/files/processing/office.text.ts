import { Parser, type Handler } from 'htmlparser2';
import { setImmediate } from 'node:timers/promises';
import type { Entry } from 'yauzl';
import { mostText, plainText, shortText } from './text.ts';
import type { FileFacts } from './types.ts';
import { contentOf, eachEntry } from './zip.ts';

const mostPart = 16 * 2 ** 20, mostParts = 500, mostXml = 64 * 2 ** 20;
/** The parser goes through all that are open with each that opens or ends; documents have some dozens. */
const deepest = 1000;
const pieceLength = 32 * 1024;
/** Where the words are, in the order that they are read in: a document, slides, the strings of a workbook and its sheets' own, and OpenDocument's one part. */
const isText = (part: string) => /^(word\/(document|footnotes|endnotes|comments)\.xml|ppt\/(slides|notesSlides)\/\w+\.xml|xl\/sharedStrings\.xml|xl\/worksheets\/\w+\.xml|content\.xml)$/.test(part);
const isAbout = (part: string) => /^(docProps\/(core|app)\.xml|meta\.xml)$/.test(part);

const breaks = new Set(['w:p', 'w:br', 'w:tab', 'w:tc', 'a:p', 'a:br', 'si', 'c', 'row', 'text:p', 'text:h', 'text:tab', 'text:line-break', 'text:s', 'table:table-cell']);
/** What holds characters for a reader; of a worksheet the numbers too, but not the numbers that stand for a shared string. */
const words = new Set(['w:t', 'a:t', 't', 'v', 'text:p', 'text:h']);

/** Reads XML piece by piece, with time for everything else in between, until it ends or there is enough. */
async function readXml(xml: string, { onopentag, onclosetag, ...handler }: Partial<Handler>, isEnough: () => boolean, signal: AbortSignal): Promise<void> {
  let open = 0;
  const parser = new Parser({
    ...handler,
    onopentag(...tag) {
      if (++open > deepest) throw new RangeError('The document is nested deeper than any program writes it');
      onopentag?.(...tag);
    },
    onclosetag(...tag) {
      open--;
      onclosetag?.(...tag);
    },
  }, { xmlMode: true, decodeEntities: true });
  for (let at = 0; at < xml.length && !isEnough(); at += pieceLength) {
    parser.write(xml.slice(at, at + pieceLength));
    await setImmediate();
    signal.throwIfAborted();
  }
  parser.end();
}

async function textOf(xml: string, most: number, signal: AbortSignal): Promise<string> {
  let text = '', depth = 0, isShared = false;
  await readXml(xml, {
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
  }, () => text.length >= most, signal);
  return text;
}

async function aboutIn(xml: string, signal: AbortSignal): Promise<FileFacts> {
  const found: Record<string, string> = {};
  let open = '';
  const pages = /meta:page-count="(\d+)"/.exec(xml)?.[1];
  await readXml(xml, { onopentag(name) { open = name; }, ontext(text) { found[open] = (found[open] ?? '') + text; }, onclosetag() { open = ''; } }, () => false, signal);
  const title = shortText(found['dc:title']), author = shortText(found['meta:initial-creator'] ?? found['dc:creator']), count = Number(found.Pages ?? found.Slides ?? pages);
  return { ...(title && { title }), ...(author && { author }), ...(Number.isInteger(count) && count > 0 ? { pages: count } : {}) };
}

/** What a document of OOXML or OpenDocument holds and says of itself, without any program. */
export async function readOfficeText(file: string, signal: AbortSignal): Promise<{ facts: FileFacts; text: string }> {
  const parts: { name: string; text: string }[] = [];
  let facts: FileFacts = {}, length = 0, read = 0;
  await eachEntry(file, signal, async (entry: Entry, zip) => {
    if (entry.isEncrypted() || read >= mostXml) return true;
    const content = async () => { const bytes = await contentOf(zip, entry, mostPart); read += bytes.length; return bytes.toString(); };
    if (isAbout(entry.fileName)) facts = { ...facts, ...await aboutIn(await content(), signal) };
    else if (isText(entry.fileName) && parts.length < mostParts && length < mostText) {
      const text = await textOf(await content(), mostText, signal);
      parts.push({ name: entry.fileName, text });
      length += text.length;
    }
    return true;
  });
  parts.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return { facts, text: plainText(parts.map(({ text }) => text).join('\n')) };
}
