import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerIn, fold, hasPhrases, longSnippetOf, parseQuestion, snippetOf, spanOf, tokensOf } from './search.words.ts';

const wordsOf = (text: string) => tokensOf(text).map((token) => token.text);

test('a word stands for itself without case and accents', () => {
  assert.deepEqual(['Ålesund', 'Straße', 'ŁÓDŹ', 'œuvre', 'Iİı'].map(fold), ['alesund', 'strasse', 'lodz', 'oeuvre', 'iii']);
});

test('a text can be found by its words, and by compounds whole and in pieces', () => {
  assert.deepEqual(wordsOf('PO-1042 is here'), ['po', '1042', 'is', 'here', 'po1042']);
  assert.deepEqual(wordsOf('getUserName'), ['getusername', 'get', 'user', 'name']);
  assert.deepEqual(wordsOf('INV20077'), ['inv20077', '20077']);
});

test('a question falls into words, phrases and filters', () => {
  const { terms, ...rest } = parseQuestion('from:"Ben Haug" in:#steel has:link before:2026-11-01 #Urgent record:order:PO-1 "side by side" has:hands PO-1042 deliv');
  assert.deepEqual(terms, [
    { text: 'hashands', isPrefix: false, parts: ['has', 'hands'] }, { text: 'po1042', isPrefix: false, parts: ['po', '1042'] }, { text: 'deliv', isPrefix: true },
  ]);
  assert.deepEqual(rest, {
    phrases: [['side', 'by', 'side']], from: ['Ben Haug'], in: ['steel'], has: ['link'], before: '2026-11-01', hashtags: ['urgent'], records: ['order:PO-1'], types: [], isHopeless: false,
  });
});

test('a last word that is followed by a blank is a whole one, and a lone sign is no question', () => {
  assert.equal(parseQuestion('ship ').terms[0]?.isPrefix, false);
  assert.deepEqual(['!', '"?"', 'from:ben ?!', '', 'from:ben'].map((typed) => parseQuestion(typed).isHopeless), [true, true, true, false, false]);
});

test('the word itself is a better answer than a form of it, and that than a longer word', () => {
  const question = parseQuestion('ship'), forms = new Map([['ship', ['ships']]]);
  const scores = ['a ship', 'two ships', 'a shipment', 'a boat'].map((text) => answerIn(text, question, forms)?.score);
  assert.deepEqual(scores, [3, 2, 1, undefined]);
});

test('a snippet holds the first hit, is cut between words, and never through a character', () => {
  const text = `${'before '.repeat(40)}needle ${'after '.repeat(60)}`;
  const parts = snippetOf(text, answerIn(text, parseQuestion('needle'))!.marks);
  assert.deepEqual(parts.filter(({ isHit }) => isHit), [{ text: 'needle', isHit: true }]);
  assert.match(parts.map((part) => part.text).join(''), /^… before .*needle after .* …$/);
  const faces = `${'😀'.repeat(300)}needle`;
  for (const { text: part } of snippetOf(faces, [{ start: 600, end: 606 }])) assert.ok(part.isWellFormed?.() ?? true);
  assert.deepEqual(snippetOf('as it is', []), [{ text: 'as it is', isHit: false }]);
});

test('a long text shows where most of a question stands, and phrases are found wherever they are', () => {
  const text = `${'pump '.repeat(3000)}the valve of the pump leaks, said Müller. ${'end '.repeat(3000)}`, question = parseQuestion('pump valve ');
  assert.deepEqual(longSnippetOf(text, question).filter(({ isHit }) => isHit).map((part) => part.text).includes('valve'), true);
  assert.deepEqual(longSnippetOf(text, parseQuestion('nothing')), []);
  assert.deepEqual(['"pump leaks" ', '"leaks pump" ', '"said muller end" ', '"alve of"'].map((typed) => hasPhrases(text, parseQuestion(typed))), [true, false, true, false]);
});

test('a type is a kind of file or the ending of a name', () => {
  assert.deepEqual([parseQuestion('type:PDF plan ').types, parseQuestion('type:.docx').types, parseQuestion('type:"two words"').types], [['pdf'], ['docx'], []]);
});

test('days are whole ones in UTC: before and after leave out the day named', () => {
  const day = 86_400_000, first = Date.parse('2026-11-01');
  assert.deepEqual(spanOf({ on: '2026-11-01' }), [first, first + day]);
  assert.deepEqual(spanOf({ after: '2026-11-01', before: '2026-11-05' }), [first + day, first + 4 * day]);
  assert.deepEqual(spanOf({ after: '2026-11-01T06:00:00Z' })[0], first + day / 4);
});

for (const part of ['a', '1', 'é', 'aB', 'a.', 'a b ']) {
  test(`reads a long text of ${part} once`, { timeout: 20_000 }, () => { assert.ok(tokensOf(part.repeat(300_000)).length > 0); });
}
