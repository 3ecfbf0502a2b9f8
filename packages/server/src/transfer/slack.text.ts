import type { EmojiOf } from './slack.emoji.ts';

/** How what a text names is called here. */
export interface Names {
  /** The host's id of a person, by Slack's. */
  person(id: string): string;
  /** A channel's id here; undefined where it is not in the export. */
  channel(id: string): string | undefined;
  emoji: EmojiOf;
}

const named: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
/** Slack writes three characters as entities and no others. */
export const decoded = (text: string): string => text.replaceAll(/&(?:lt|gt|amp);/g, (entity) => named[entity]!);

/** Without what PostgreSQL would refuse, and the characters that hold places below. */
export const cleaned = (text: string): string => text.toWellFormed().replaceAll('\u0000', '').replaceAll(/[\ue000-\ue00f]/g, '').replaceAll(/\r\n?/g, '\n');

const isBreak = String.raw`[^\p{L}\p{N}]`;
/** Plain words, so that Markdown finds nothing in them that was none in Slack. */
export const escaped = (text: string): string => text
  .replaceAll(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
  .replaceAll(new RegExp(String.raw`(?<=^|${isBreak})([*_])(?=\S)`, 'gu'), '\\$1')
  .replaceAll(/`|~(?=~)|(?<=~)~|<(?=[@#!])|\[(?=[^\]\n]*\]\()/g, '\\$&')
  .replaceAll(/^( {0,3})(#{1,6}(?= ))/gm, '$1\\$2');

export const mention = (id: string): string => `<@${encodeURIComponent(id)}>`;

/** In Slack an address names its words after a bar. Only what a browser may follow becomes a link. */
export function link(url: string, words?: string): string {
  const address = url.replaceAll(/[\s<>]/g, encodeURIComponent).replaceAll('(', '%28').replaceAll(')', '%29');
  const bare = url.replace(/^(mailto|tel):/, '');
  if (!/^(https?|mailto|tel):/i.test(url)) return escaped(words ?? url);
  if (words === undefined || words === '' || words === url || words === bare) return bare === url ? address : bare;
  return `[${words.replaceAll(/[[\]\\]/g, '\\$&').replaceAll('\n', ' ')}](${address})`;
}

/** Everybody, or everybody who is there. */
export const broadcast = (range: string): string => (range === 'here' ? '<!here>' : '<!channel>');

/** What stands between `<` and `>`. */
function reference(inside: string, names: Names): string {
  const [what = '', words] = split(inside);
  if (what.startsWith('@')) return mention(names.person(what.slice(1)));
  if (what.startsWith('#')) {
    const id = names.channel(what.slice(1));
    return id === undefined ? `#${escaped(words ?? what.slice(1))}` : `<#${id}>`;
  }
  if (/^!(here|channel|everyone)$/.test(what)) return broadcast(what.slice(1));
  if (what.startsWith('!')) return escaped(words ?? `@${what.slice(1).replace(/^subteam\^/, '')}`);
  return link(decoded(what), words);
}

function split(inside: string): [string, string?] {
  const bar = inside.indexOf('|');
  return bar < 0 ? [inside] : [inside.slice(0, bar), decoded(inside.slice(bar + 1))];
}

/** In code a name is what was seen. */
const inCode = (text: string): string => decoded(text.replaceAll(/<([^<>\n]+)>/g, (_, inside: string) => split(inside)[1] ?? inside));

export const codeBlock = (code: string): string => {
  const fence = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}\n${code.replace(/^\n/, '').replace(/\n$/, '')}\n${fence}`;
};

const held = (place: number) => `\ue000${place}\ue001`;
const marks = [['\\*', '\ue002'], ['_', '\ue003'], ['~', '\ue004']] as const;
const written: Readonly<Record<string, string>> = { '\ue002': '**', '\ue003': '_', '\ue004': '~~' };
/** A mark opens before a word and closes behind one, on one line. */
const pair = (mark: string) => new RegExp(`(?<=^|[^\\p{L}\\p{N}${mark}])${mark}(?=[^\\s${mark}])([^\\n${mark}]*?)(?<=\\S)${mark}(?![\\p{L}\\p{N}${mark}])`, 'gmu');

/** Slack's markup ("mrkdwn") as ours. */
export function fromMrkdwn(text: string, names: Names): string {
  const places: string[] = [];
  const hold = (shown: string) => held(places.push(shown) - 1);
  let rest = cleaned(text)
    .replaceAll(/```\n?([^]+?)\n?```/g, (_, code: string) => `\n${hold(codeBlock(inCode(code)))}\n`)
    .replaceAll(/`([^`\n]+)`/g, (_, code: string) => hold(`\`${inCode(code)}\``))
    .replaceAll(/<([^<>\n]+)>/g, (_, inside: string) => hold(reference(inside, names)))
    .replaceAll(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g, (whole, name: string) => names.emoji(name) ?? hold(whole));
  for (const [mark, stand] of marks) rest = rest.replaceAll(pair(mark), `${stand}$1${stand}`);
  rest = quotes(rest).split('\n').map((line) => lineOf(line)).join('\n').replaceAll(/[\ue002-\ue004]/g, (stand) => written[stand]!);
  while (rest.includes('\ue000')) rest = rest.replaceAll(/\ue000(\d+)\ue001/g, (_, place: string) => places[Number(place)]!);
  return rest.replaceAll(/\n{3,}/g, '\n\n').trim();
}

/** Three signs quote all that follows; one quotes its line, and Markdown would take the next line with it. */
function quotes(text: string): string {
  const { index, 0: sign } = /^&gt;&gt;&gt; ?/m.exec(text) ?? { index: -1, 0: '' };
  const quoted = index < 0 ? text : text.slice(0, index) + text.slice(index + sign.length).replaceAll(/^/gm, '&gt; ');
  return quoted.replaceAll(/^(&gt;.*)\n(?!&gt;|\n|$)/gm, '$1\n\n');
}

function lineOf(line: string): string {
  const [, quote = '', bullet = '', words = ''] = /^((?:&gt; ?)*)(\s*[•◦▪]\s+)?(.*)$/s.exec(line) ?? [];
  const item = bullet && `${' '.repeat(bullet.search(/\S/))}- `;
  return `${quote && '> '}${item}${escaped(decoded(words))}`;
}
