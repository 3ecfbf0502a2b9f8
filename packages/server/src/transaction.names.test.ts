import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

test('no two statements have one name: a connection that has prepared one of them refuses the other', () => {
  const texts = new Map<string, Map<string, string>>();
  for (const file of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts') && !/\.test(ing)?\.ts$/.test(one))) {
    const source = readFileSync(path.join(import.meta.dirname, file), 'utf8');
    for (const [, name, text] of source.matchAll(/query(?:<[^(]*>)?\(\s*'([a-z\d-]+)',\s*(`[^`]*`|'(?:[^'\\]|\\.)*')/g)) texts.set(name!, (texts.get(name!) ?? new Map<string, string>()).set(text!.replaceAll(/\s+/g, ' '), file));
  }
  assert.ok(texts.size > 100, `${texts.size} statements were found`);
  assert.deepEqual([...texts].filter(([, of]) => of.size > 1).map(([name, of]) => [name, [...of.values()]]), []);
});
