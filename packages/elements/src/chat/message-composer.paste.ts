const pieces = /<!--[^]*?(?:-->|$)|<![^>]*>|<(\/?)([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|([^<]+|<)/gi;
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const silent = new Set(['head', 'style', 'script', 'title', 'template', 'noscript', 'svg', 'math', 'select', 'textarea', 'o:p', 'xml']);
const lines = new Set(['p', 'div', 'li', 'ul', 'ol', 'blockquote', 'pre', 'tr', 'table', 'section', 'article', 'header', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dl', 'dt', 'dd', 'figure', 'hr']);
const apart = new Set(['p', 'blockquote', 'pre', 'ul', 'ol', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const empty = new Set(['br', 'hr', 'img', 'input', 'meta', 'link', 'col', 'wbr', 'base', 'area', 'source']);
const signs: Record<string, string> = { b: '**', strong: '**', i: '*', em: '*', s: '~~', del: '~~', strike: '~~', code: '`', tt: '`', kbd: '`', h1: '**', h2: '**', h3: '**', h4: '**', h5: '**', h6: '**', th: '**' };

interface Open { tag: string; marks: string[]; href?: string | undefined; level?: number | undefined; sign?: string; isSign?: boolean; count: number; text: string }

/**
 * The Markdown of rich text from the clipboard. It is read as characters, never as a document: whatever is in it, nothing of it can run,
 * load or be refused by a page's policy.
 */
export function markdownOf(html: string): string {
  const open: Open[] = [{ tag: '', marks: [], count: 0, text: '' }];
  const top = () => open.at(-1)!;
  const inside = (tag: string) => open.some((one) => one.tag === tag);
  let skipped = '';
  for (const [, slash, name = '', attributes = '', text] of html.matchAll(pieces)) {
    const tag = name.toLowerCase();
    if (skipped) {
      if (slash && tag === skipped) skipped = '';
    } else if (text !== undefined) top().text += inside('pre') ? decode(text) : decode(text).replace(/[\s\u00a0]+/g, ' ');
    else if (slash) {
      const depth = open.findLastIndex((one) => one.tag === tag);
      while (depth > 0 && open.length > depth) close(open);
    } else if (tag === 'br') top().text += '\n';
    else if (tag === 'hr') top().text += '\n---\n';
    else if (empty.has(tag)) continue;
    else if (silent.has(tag)) skipped = tag;
    else if (tag && open.length < 100) open.push({ tag, marks: inside('pre') || inside('code') ? [] : marksOf(tag, attributes), href: tag === 'a' ? attribute(attributes, 'href') : undefined, ...wordList(attributes), count: 0, text: '' });
  }
  while (open.length > 1) close(open);
  return top().text.replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
}

/** Folds the innermost element into the one around it. */
function close(open: Open[]): void {
  const { tag, marks, href, level, sign: drawn, isSign, text } = open.pop()!;
  const around = open.at(-1)!;
  if (isSign) {
    const item = open.findLast((one) => one.level);
    if (item) item.sign = signOf(text.trim());
    return;
  }
  const list = open.findLast((one) => one.tag === 'ul' || one.tag === 'ol');
  let folded = text;
  if (tag === 'pre') folded = `\`\`\`\n${text.replace(/^\n|\n$/g, '')}\n\`\`\``;
  else if (lines.has(tag)) folded = text.replace(/^[ \n]+|[ \n]+$/g, '');
  for (const sign of marks) folded = marked(folded, sign);
  if (href && /^(https?:|mailto:|tel:)/i.test(href) && folded.trim()) folded = folded.trim() === href || `mailto:${folded.trim()}` === href ? folded : `[${folded.trim().replace(/[[\]\n]/g, ' ')}](${href.replace(/[\s()]/g, encodeURIComponent)})`;
  if (tag === 'li') {
    const sign = list?.tag === 'ol' ? `${++list.count}. ` : '- ';
    folded = sign + folded.replace(/\n+/g, `\n${' '.repeat(sign.length)}`);
  } else if (level) folded = `${'   '.repeat(level - 1)}${drawn ?? '-'} ${folded}`;
  else if (tag === 'blockquote') folded = folded.replace(/^/gm, '> ');
  else if (tag === 'td' || tag === 'th') folded = `${folded.trim()}\t`;
  else if (tag === 'tr') folded = folded.replace(/\t$/, '');
  if (!lines.has(tag)) around.text += folded;
  else if (folded) {
    const isNested = (tag === 'ul' || tag === 'ol' || tag === 'p') && open.some((one) => one.tag === 'li');
    const gap = apart.has(tag) && !isNested && !level ? '\n\n' : '\n';
    around.text = `${around.text.replace(/[ \n]+$/, (end) => (end.includes('\n\n') ? '\n\n' : ''))}`;
    around.text += `${around.text && !around.text.endsWith('\n\n') ? gap : ''}${folded}${gap}`;
  }
}

/** Word draws its lists: they are paragraphs with a level, and what stands before their words says that it is the sign. */
function wordList(attributes: string): Pick<Open, 'level' | 'isSign'> {
  const style = attribute(attributes, 'style') ?? '', level = /mso-list:[^;]*\blevel(\d)/i.exec(style)?.[1];
  return { level: level ? Number(level) : undefined, isSign: /mso-list:\s*ignore/i.test(style) };
}

/** "2." and "b)" count, dots of whatever font do not. */
function signOf(drawn: string): string {
  const number = /^\d+/.exec(drawn)?.[0];
  return number ? `${number}.` : /^[a-z]{1,4}[.)]/i.test(drawn) ? '1.' : '-';
}

/** Marks on each line, next to its words: beside a blank they would be none. */
const marked = (text: string, sign: string): string =>
  text.split('\n').map((line) => line.replace(/^(\s*)(.*?)(\s*)$/, (whole, before: string, words: string, after: string) => (words && !(words.startsWith(sign) && words.endsWith(sign)) ? before + sign + words + sign + after : whole))).join('\n');

/** Office programs say with styles what others say with elements, and Google's documents begin with a bold element that is not bold. */
function marksOf(tag: string, attributes: string): string[] {
  const style = attribute(attributes, 'style')?.toLowerCase() ?? '';
  const weight = /font-weight:\s*(\w+)/.exec(style)?.[1];
  const found = new Set<string>();
  if (signs[tag] && !(signs[tag] === '**' && weight && /^(normal|[1-4]00)$/.test(weight))) found.add(signs[tag]);
  if (tag === 'span') {
    if (weight && /^(bold|bolder|[6-9]00)$/.test(weight)) found.add('**');
    if (/font-style:\s*italic/.test(style)) found.add('*');
    if (/text-decoration[\w-]*:[^;]*line-through/.test(style)) found.add('~~');
  }
  return [...found];
}

function attribute(attributes: string, name: string): string | undefined {
  const [, double, single, bare] = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes) ?? [];
  const value = double ?? single ?? bare;
  return value === undefined ? undefined : decode(value).trim();
}

const decode = (text: string): string => text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
  if (name) return named[name.toLowerCase()] ?? whole;
  const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex!, 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : '';
});
