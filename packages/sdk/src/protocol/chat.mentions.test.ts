import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mentionsIn } from './chat.mentions.ts';

const texts: [string, string[]][] = [
  ['nobody here, a < b and @ada', []],
  ['<@ada> and <@ben>, <@ada>', ['@ada', '@ben']],
  ['<@&buyers>: <!channel> <!here>', ['&buyers', '!channel', '!here']],
  ['<@ada%40acme.example>', ['@ada@acme.example']],
  ['<@%E0%A4%A> is no id, <#orders> no person', []],
  ['`<@ada>` and ``a ` <@ben>`` but <@chloe>', ['@chloe']],
  ['```\n<@ada>\n```\n<@ben>', ['@ben']],
  ['~~~ts\n<@ada>\n~~~\n<@ben>', ['@ben']],
  ['```\n<@ada> in a block that never ends', []],
  ['```\n~~~\n<@ada>\n```\n<@ben>', ['@ben']],
  ['``` <@ada> ``` is inline, <@ben>', ['@ben']],
  ['a ` alone and <@ada>', ['@ada']],
  ['it costs `5` for <@ada> and `6`', ['@ada']],
  ['<!everyone> is nobody', []],
];

for (const [text, found] of texts) it(`finds ${found.join(' ') || 'nobody'} in ${JSON.stringify(text)}`, () => { assert.deepEqual(mentionsIn(text), found); });

it('finds each once, and at most as many as asked', () => {
  assert.equal(mentionsIn(Array.from({ length: 300 }, (_, i) => `<@u${i}>`).join(' ')).length, 100);
});

it('reads a line once, however many marks begin it', { timeout: 20_000 }, () => {
  assert.deepEqual(mentionsIn(`<@ada>\n${'`'.repeat(300_000)}${'x'.repeat(300_000)}\`\n<@ben>`), ['@ada', '@ben']);
});
