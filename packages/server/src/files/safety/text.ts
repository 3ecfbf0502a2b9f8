import type { Bytes } from './bytes.ts';
import type { TypeName } from './types.ts';

/** Controls that no text has; tabs, ends of lines and pages, backspace, DOS's end of file and the escape of terminals' colours are in real ones. */
const isNoText = new Uint8Array(256);
for (let byte = 0; byte < 32; byte += 1) if (![8, 9, 10, 11, 12, 13, 26, 27].includes(byte)) isNoText[byte] = 1;
isNoText[127] = 1;

export interface Text { /** Its beginning. */ head: string }

const headBytes = 16 * 1024;

/** The beginning of a file that is text to its end, in UTF-8, UTF-16 or an encoding of one byte a character. */
export async function textOf(bytes: Bytes): Promise<Text | undefined> {
  const head = await bytes.at(0, headBytes);
  const wide = head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
  if (wide) {
    const low = wide === 'utf-16le' ? 0 : 1;
    for await (const piece of bytes.pieces(2)) for (let at = 0; at + 1 < piece.length; at += 2) if (piece[at + 1 - low] === 0 && isNoText[piece[at + low]!]) return undefined;
    return { head: new TextDecoder(wide).decode(head) };
  }
  for await (const piece of bytes.pieces()) for (const byte of piece) if (isNoText[byte]) return undefined;
  return { head: new TextDecoder('utf-8').decode(head) };
}

/** What markup begins with behind blank space, comments and the lines that announce it. Without regular expressions that try each way to read it again: there are exponentially many. */
function afterProlog(head: string): string {
  for (let rest = head.replace(/^\ufeff/, '').trimStart(); ; rest = rest.trimStart()) {
    const end = rest.startsWith('<!--') ? '-->' : /^<\?xml\s/i.test(rest) ? '?>' : /^<!doctype\s+svg\b/i.test(rest) ? (/^[^[>]*\[/.test(rest) ? ']>' : '>') : undefined;
    if (end === undefined) return rest;
    const at = rest.indexOf(end, 4);
    if (at === -1) return '';
    rest = rest.slice(at + end.length);
  }
}

/** Markup that says itself what it is, at the beginning. */
function markupOf(head: string): 'html' | 'svg' | 'php' | undefined {
  const rest = afterProlog(head);
  if (/^<\?php\b/i.test(rest)) return 'php';
  if (/^<(\w+:)?svg[\s>/]/i.test(rest)) return 'svg';
  return /^<(!doctype\s+html|html|head|body|script|iframe)[\s>/]/i.test(rest) ? 'html' : undefined;
}

/** As which of the types of text these words may pass: their name decides, except where the content itself says what it is. The first one stands for text without a name. */
export function typesOfText({ head }: Text): readonly TypeName[] {
  const markup = markupOf(head);
  if (markup === 'html') return ['html', 'php', 'xml'];
  if (markup === 'php') return ['php'];
  if (markup === 'svg') return ['svg', 'xml', 'html'];
  return ['txt', 'csv', 'html', 'css', 'js', 'py', 'java', 'cpp', 'php', 'rb', 'go', 'json', 'xml'];
}
