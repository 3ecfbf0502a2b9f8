import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHtml } from './export.markup.ts';

const names = { person: (id: string) => (id === 'ada' ? 'Ada <b>' : id), channel: (id: string) => (id === 'c1' ? 'general' : undefined) };
const link = (url: string, words = url) => `<a href="${url}" rel="noopener noreferrer nofollow">${words}</a>`;

const table: [what: string, text: string, html: string][] = [
  ['marks', '**b** *i* _i_ ~~s~~', '<strong>b</strong> <em>i</em> <em>i</em> <del>s</del>'],
  ['several marks on a line', '**a** **b c** ~~d~~ ~~e **f', '<strong>a</strong> <strong>b c</strong> <del>d</del> ~~e **f'],
  ['marks within marks', '**a *b* c** *d **e** f*', '<strong>a <em>b</em> c</strong> <em>d <strong>e</strong> f</em>'],
  ['code on one line', 'see ```a b```', 'see <pre>a b</pre>'],
  ['no marks inside words', 'a_b_c 2*3*4', 'a_b_c 2*3*4'],
  ['HTML as text', '<img src=x onerror="alert(1)">', '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'],
  ['names', 'for <@ada>, <#c1>, <#c2>, <!here>, <@&buyers>', 'for @Ada &lt;b&gt;, #general, #…, @here, @buyers'],
  ['code', '`**x** <b>` and\n```js\n_y_\n```\nafter', '<code>**x** &lt;b&gt;</code> and\n<pre>_y_\n</pre>after'],
  ['escaped signs', '\\*x\\* \\<@ada> \\_y', '*x* &lt;@ada&gt; _y'],
  ['links', '[a *b*](https://x.io/?a=1&b=2) https://y.io/a_b_c.', `${link('https://x.io/?a=1&amp;b=2', 'a *b*')} ${link('https://y.io/a_b_c')}.`],
  ['no links to anything but the web', '[x](javascript:alert(1)) [y](data:text/html,z)', '[x](javascript:alert(1)) [y](data:text/html,z)'],
  ['no way out of an attribute', '[x](https://y.io/"onclick=alert(1)) https://z.io/"onclick=1', `[x](${link('https://y.io/')}&quot;onclick=alert(1)) ${link('https://z.io/')}&quot;onclick=1`],
  ['characters that hold places', '\ue0000\ue001 `x`', '0 <code>x</code>'],
];
for (const [what, text, html] of table) test(`shows ${what}`, () => { assert.equal(toHtml(text, names), html); });

for (const part of ['**a ', '~~a ', '[', '*a ', '_a ', '`', '```', '[a](http://b ', 'http://! ']) {
  test(`reads a long text of ${part} once`, { timeout: 20_000 }, () => { toHtml(`\`\`\`${'a'.repeat(300_000)} ${part.repeat(300_000)}`, names); });
}
