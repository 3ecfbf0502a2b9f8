import { fold, tokensOf } from '@corridor/sdk/protocol';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect } from '../database.ts';
import { cloneDatabase } from '../testing/database.ts';

let source: Awaited<ReturnType<typeof cloneDatabase>>, database: ReturnType<typeof connect>;
before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'app', 1);
});
after(async () => {
  await database.destroy();
  await source.stop();
});

async function indexed(text: string): Promise<string[]> {
  const { rows } = await database.raw<{ rows: [{ words: string[]; folded: string }] }>('select tsvector_to_array(search_words(?)) as words, search_fold(?) as folded', [text, text]);
  assert.equal(rows[0].folded, fold(text), JSON.stringify(text));
  return rows[0].words;
}

const pieces = [
  'PO', '1042', '7', '-', '_', '.', ',', ' ', ' ', 'a', 'B', 'é', 'ß', 'Straße', 'ł', 'İ', '#', '@', 'x@y.de', 'https://', '/', 'getUser', 'v2', '(', '\'', '"', '&', ':', '!', '<b>', '=', '%', '+', '~', 'Ж', '日本', '😀', '\n', 'ﬁ', 'و', ' हिन्दी ', '€', '1st', '،', '「', '™', '·', '—', '¿', 'e5', 'don\'t', '…',
];

test('the index holds all that a text is found by in the protocol', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), async (parts) => {
    const text = parts.join(''), found = await indexed(text);
    const missing = tokensOf(text).map((token) => token.text).filter((word) => !found.includes(word));
    assert.deepEqual(missing, [], `${JSON.stringify(text)} is indexed as ${JSON.stringify(found)}`);
  }), { numRuns: 1000 });
});
