import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { file, source } from './emoji.mjs';

test('the elements have the emoji of the packages they come from', () => {
  assert.equal(fs.readFileSync(file, 'utf8'), source);
});
