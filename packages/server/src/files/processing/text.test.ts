import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { decodeText, mostText, plainText, readText, shortText } from './text.ts';

test('a text is read in the encoding it is in', () => {
  const words = 'Prüfung für Señor Łukasz – 12 €';
  assert.equal(decodeText(Buffer.from(words)), words);
  assert.equal(decodeText(Buffer.from(`\ufeff${words}`)), words);
  assert.equal(decodeText(Buffer.from(`\ufeff${words}`, 'utf16le')), words);
  assert.equal(decodeText(Buffer.from(`\ufeff${words}`, 'utf16le').swap16()), words);
  assert.equal(decodeText(Buffer.from(words, 'utf16le')), words);
  assert.equal(decodeText(Buffer.from(words, 'utf16le').swap16()), words);
  assert.equal(decodeText(Buffer.from('Pr\xfcfung f\xfcr Se\xf1or \x96 12 \x80', 'latin1')), 'Prüfung für Señor – 12 €');
  assert.equal(decodeText(Buffer.from('für').subarray(0, 2), true), 'f', 'half a character at the cut is left out');
});

test('a text keeps its lines and loses what a database refuses', () => {
  assert.equal(plainText('a\0b\r\nc\td\ud800\x1b[1m\n'), 'a b\nc\td\ufffd [1m');
  assert.equal(plainText('x'.repeat(2 * mostText)).length, mostText);
  assert.ok(plainText(`${'x'.repeat(mostText - 1)}😀😀`).isWellFormed());
  assert.equal(shortText('  Angebot\n\u202e4711 '), 'Angebot 4711');
  assert.equal(shortText(' \n'), undefined);
});

test('only the beginning of a large file is read', async () => {
  const file = path.join(await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-text-')), 'long.txt');
  await fs.writeFile(file, `first ${'ü'.repeat(5 * mostText)}`);
  const text = await readText(file);
  assert.ok(text.startsWith('first ü') && text.length === mostText && !text.includes('Ã'));
  await fs.rm(path.dirname(file), { recursive: true });
});
