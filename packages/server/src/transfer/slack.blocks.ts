import type { SlackElement } from './slack.types.ts';
import { broadcast, cleaned, codeBlock, escaped, fromMrkdwn, link, mention, type Names } from './slack.text.ts';

type Style = Exclude<SlackElement['style'], string | undefined>;
const styles = [['strike', '~~'], ['italic', '_'], ['bold', '**']] as const;

const styleOf = ({ style }: SlackElement): Style => (typeof style === 'object' ? style : {});
const textOf = (text: SlackElement['text']): string => cleaned(typeof text === 'string' ? text : text?.text ?? '');
const fromCode = (code: string) => String.fromCodePoint(...code.split('-').map((part) => Number.parseInt(part, 16)));

function inlineOf(element: SlackElement, names: Names): string {
  switch (element.type) {
    case 'text': return styleOf(element).code ? codeSpan(textOf(element.text)) : escaped(textOf(element.text));
    case 'link': return link(element.url ?? '', textOf(element.text) || undefined);
    case 'user': return mention(names.person(element.user_id ?? ''));
    case 'channel': {
      const id = names.channel(element.channel_id ?? '');
      return id === undefined ? `#${element.channel_id ?? ''}` : `<#${id}>`;
    }
    case 'broadcast': return broadcast(element.range ?? 'channel');
    case 'usergroup': return `@${element.usergroup_id ?? ''}`;
    case 'emoji': return element.unicode && /^[0-9a-f]+(-[0-9a-f]+)*$/i.test(element.unicode) ? fromCode(element.unicode)
      : names.emoji(`${element.name ?? ''}${element.skin_tone ? `::skin-tone-${element.skin_tone}` : ''}`) ?? `:${element.name ?? ''}:`;
    case 'date': return escaped(element.fallback ?? (element.timestamp === undefined ? '' : new Date(element.timestamp * 1000).toISOString()));
    case 'color': return element.value ?? '';
    default: return escaped(textOf(element.text) || (element.fallback ?? ''));
  }
}

function codeSpan(code: string): string {
  if (code.includes('\n')) return `\n${codeBlock(code)}\n`;
  const ticks = code.includes('`') ? '``' : '`', room = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
  return `${ticks}${room}${code}${room}${ticks}`;
}

/** What stands side by side in one style is marked once; marks stand at words, not at spaces. */
function inline(elements: readonly SlackElement[], names: Names): string {
  const runs: { style: Style; text: string }[] = [];
  for (const element of elements) {
    const style = styleOf(element), last = runs.at(-1), text = inlineOf(element, names);
    if (last && styles.every(([key]) => Boolean(last.style[key]) === Boolean(style[key]))) last.text += text;
    else runs.push({ style, text });
  }
  return runs.reduce((before, { style, text }) => {
    const [, open = '', words = '', close = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
    if (words === '' || /[\p{L}\p{N}]$/u.test(before + open)) return before + text; // inside a word a mark marks nothing
    const marked = words.split('\n').map((line) => styles.reduce((inner, [key, mark]) => (style[key] && line.trim() ? `${mark}${inner}${mark}` : inner), line)).join('\n');
    return before + open + marked + close;
  }, '');
}

const quoted = (text: string) => text.replace(/\n+$/, '').split('\n').map((line) => `> ${line}`).join('\n');

function richText(block: SlackElement, names: Names): string {
  let text = '', previous = '';
  let counted: number[] = [];
  for (const element of block.elements ?? []) {
    const type = element.type ?? '', elements = element.elements ?? [];
    let shown: string;
    if (type === 'rich_text_list') {
      const indent = element.indent ?? 0, begin = element.offset ?? counted[indent] ?? 0;
      shown = elements.map((item, place) => `${'   '.repeat(indent)}${element.style === 'ordered' ? `${begin + place + 1}.` : '-'} ${inline(item.elements ?? [], names)}`).join('\n');
      counted = [...counted.slice(0, indent), begin + elements.length];
    } else {
      counted = [];
      if (type === 'rich_text_preformatted') shown = codeBlock(elements.map(({ text: code, url }) => textOf(code) || (url ?? '')).join(''));
      else shown = type === 'rich_text_quote' ? quoted(inline(elements, names)) : inline(elements, names);
    }
    const isJoined = text === '' || text.endsWith('\n') ? '' : '\n';
    const leaves = previous !== type && ['rich_text_list', 'rich_text_quote'].includes(previous) && type !== 'rich_text_list' ? '\n' : ''; // or Markdown takes it for a part of what was before
    text += isJoined + leaves + shown;
    previous = type;
  }
  return text.trim();
}

const markup = (text: SlackElement['text'], names: Names): string =>
  (typeof text === 'object' && text.type === 'plain_text' ? escaped(textOf(text)) : fromMrkdwn(textOf(text), names));

/** Blocks as our Markdown; what is there to be pressed or chosen is left out. */
export function fromBlocks(blocks: readonly SlackElement[], names: Names): string {
  return blocks.map((block) => {
    switch (block.type) {
      case 'rich_text': return richText(block, names);
      case 'header': return `**${markup(block.text, names).replaceAll('**', '')}**`;
      case 'section': return [markup(block.text, names), ...(block.fields ?? []).map((field) => markup(field, names))].filter(Boolean).join('\n');
      case 'markdown': return textOf(block.text);
      case 'context': return (block.elements ?? []).map((element) => (element.type === 'image' ? '' : markup({ type: element.type ?? '', text: textOf(element.text) }, names))).filter(Boolean).join(' ');
      case 'image': return link(block.image_url ?? '', textOf(block.title?.text) || block.alt_text || undefined);
      case 'video': return escaped(textOf(block.title?.text));
      case 'divider': return '———';
      default: return '';
    }
  }).filter(Boolean).join('\n');
}
