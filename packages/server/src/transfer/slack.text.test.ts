import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBlocks } from './slack.blocks.ts';
import { emojiOf } from './slack.emoji.ts';
import { fromMrkdwn, type Names } from './slack.text.ts';
import type { SlackElement } from './slack.types.ts';

const names: Names = { person: (id) => `slack:${id}`, channel: (id) => (id === 'C1' ? '11111111-1111-5111-8111-111111111111' : undefined), emoji: (name) => emojiOf(name) };

const texts: [what: string, slack: string, ours: string][] = [
  ['bold, italic, struck', '*bold* _it_ ~gone~', '**bold** _it_ ~~gone~~'],
  ['marks in each other', '*_both_*', '**_both_**'],
  ['marks around names', '*<@U1>*', '**<@slack%3AU1>**'],
  ['stars that mark nothing', '2*3*4 and * alone', '2*3*4 and * alone'],
  ['stars that mark nothing there and would here', 'a **b** c', 'a \\*\\*b** c'],
  ['snake_case', 'snake_case_name', 'snake_case_name'],
  ['an underscore that marks nothing', 'see _this', 'see \\_this'],
  ['entities', 'a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
  ['a reference that nobody made', '&lt;@ada&gt;', '\\<@ada>'],
  ['code', '`a*b*c &lt;@x&gt;`', '`a*b*c <@x>`'],
  ['a code block on one line', '```x = &lt;1&gt;;```', '```\nx = <1>;\n```'],
  ['a code block with a link in it', 'see\n```\ncurl <http://x.io/a>\n```\ndone', 'see\n\n```\ncurl http://x.io/a\n```\n\ndone'],
  ['a person', 'hi <@U1>', 'hi <@slack%3AU1>'],
  ['a person with a name', 'hi <@U1|ada>', 'hi <@slack%3AU1>'],
  ['a channel', '<#C1|general>', '<#11111111-1111-5111-8111-111111111111>'],
  ['a channel that is not in the export', '<#C9|secret>', '#secret'],
  ['everybody', '<!here> <!channel> <!everyone>', '<!here> <!channel> <!channel>'],
  ['a group', '<!subteam^S1|@buyers>', '@buyers'],
  ['a date', '<!date^1392734382^{date}|18 February>', '18 February'],
  ['an address', '<https://x.io/a_b_c>', 'https://x.io/a_b_c'],
  ['an address with words', '<https://x.io/a?b=1&amp;c=2|the *page*>', '[the *page*](https://x.io/a?b=1&c=2)'],
  ['an address with parentheses', '<https://x.io/a_(b)|x>', '[x](https://x.io/a_%28b%29)'],
  ['an address that is its own words', '<http://x.io|x.io>', '[x.io](http://x.io)'],
  ['a mail address', '<mailto:a@x.io|a@x.io>', 'a@x.io'],
  ['an address no browser should follow', '<javascript:alert(1)|click>', 'click'],
  ['words that look like our links', 'a [b](c) d', 'a \\[b](c) d'],
  ['a quote', '&gt; said\nanswer', '> said\n\nanswer'],
  ['a quote of all that follows', 'so:\n&gt;&gt;&gt;one\ntwo', 'so:\n> one\n> two'],
  ['two quotes of all that follows', '&gt;&gt;&gt;one\n&gt;&gt;&gt;two', '> one\n> two'],
  ['a list', '• one\n• two', '- one\n- two'],
  ['a heading that is none', '# not a heading', '\\# not a heading'],
  ['a hashtag', '#po-1042', '#po-1042'],
  ['emoji', ':tada: :+1::skin-tone-3: :party_parrot: 10:30:45', '🎉 👍🏼 :party_parrot: 10:30:45'],
  ['what no database stores', 'a\u0000b\ud800', 'ab\ufffd'],
  ['characters that hold places', 'a\ue0000\ue001b', 'a0b'],
  ['nothing', '', ''],
];
for (const [what, slack, ours] of texts) test(`takes over ${what}`, () => { assert.equal(fromMrkdwn(slack, names), ours); });

const section = (...elements: SlackElement[]): SlackElement => ({ type: 'rich_text_section', elements });
const said = (text: string, style?: SlackElement['style']): SlackElement => ({ type: 'text', text, ...(style ? { style } : {}) });
const rich = (...elements: SlackElement[]): SlackElement[] => [{ type: 'rich_text', elements }];
const list = (style: string, indent: number, ...items: string[]): SlackElement => ({ type: 'rich_text_list', style, indent, elements: items.map((item) => section(said(item))) });

const blocks: [what: string, slack: SlackElement[], ours: string][] = [
  ['words of several styles', rich(section(said('a '), said('b ', { bold: true }), said('c', { bold: true, italic: true }), said(' d', { strike: true }), said(' x*y', { code: true }))), 'a **b** **_c_** ~~d~~` x*y`'],
  ['neighbours of one style', rich(section(said('a ', { bold: true }), { type: 'link', url: 'https://x.io', text: 'b', style: { bold: true } })), '**a [b](https://x.io)**'],
  ['a mark inside a word', rich(section(said('foo'), said('bar', { bold: true }))), 'foobar'],
  ['bold over a line break', rich(section(said('a\nb', { bold: true }))), '**a**\n**b**'],
  ['literal marks', rich(section(said('*a* <@U1>'))), '\\*a* \\<@U1>'],
  ['people, channels, everybody, emoji', rich(section({ type: 'user', user_id: 'U1' }, said(' '), { type: 'channel', channel_id: 'C1' }, said(' '), { type: 'broadcast', range: 'here' }, said(' '), { type: 'emoji', name: 'wave', unicode: '1f44b-1f3fb' }, { type: 'emoji', name: 'party_parrot' })),
    '<@slack%3AU1> <#11111111-1111-5111-8111-111111111111> <!here> 👋🏻:party_parrot:'],
  ['lists', rich(section(said('see\n')), list('bullet', 0, 'a', 'b'), list('ordered', 1, 'c'), list('bullet', 0, 'd'), section(said('after'))), 'see\n- a\n- b\n   1. c\n- d\n\nafter'],
  ['a list that goes on counting', rich(list('ordered', 0, 'a'), list('bullet', 1, 'x'), list('ordered', 0, 'b')), '1. a\n   - x\n2. b'],
  ['a quote', rich({ type: 'rich_text_quote', elements: [said('one\ntwo')] }, section(said('three'))), '> one\n> two\n\nthree'],
  ['code', rich({ type: 'rich_text_preformatted', elements: [said('a ``` b')] }), '````\na ``` b\n````'],
  ['what integrations build', [{ type: 'header', text: { type: 'plain_text', text: 'Build *1*' } }, { type: 'section', text: { type: 'mrkdwn', text: '*ok*' }, fields: [{ type: 'mrkdwn', text: 'x' }] }, { type: 'divider' },
    { type: 'context', elements: [{ type: 'mrkdwn', text: '_small_' }] }, { type: 'actions', elements: [] }], '**Build \\*1***\n**ok**\nx\n———\n_small_'],
];
for (const [what, slack, ours] of blocks) test(`takes over ${what} in blocks`, () => { assert.equal(fromBlocks(slack, names), ours); });

test('knows emoji by their names in Slack, in every skin tone', () => {
  const table: [string, string | undefined][] = [['+1', '👍'], ['thumbsup', '👍'], ['heart', '❤️'], ['flag-no', '🇳🇴'], ['us', '🇺🇸'], ['wave::skin-tone-6', '👋🏿'], ['woman-facepalming::skin-tone-2', '🤦🏻‍♀️'],
    ['tada::skin-tone-2', '🎉'], ['party_parrot', undefined], ['', undefined], ['constructor', undefined]];
  for (const [name, emoji] of table) assert.equal(emojiOf(name), emoji, name);
  assert.equal(emojiOf('party_parrot', new Map([['party_parrot', '🦜']])), '🦜');
});
