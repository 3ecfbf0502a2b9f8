import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unpackLzma } from './lzma.ts';

test('others are served while the directory of an archive is unpacked', async () => {
  const bytes = 2 ** 20;
  let turns = 0, isOver = false;
  const count = () => { turns++; if (!isOver) setImmediate(count); };
  setImmediate(count);
  const zeros = await unpackLzma(Buffer.from([93, 0, 0, 16, 0]), Buffer.alloc(bytes), bytes); // a coder that reads zeros alone writes them
  isOver = true;
  assert.ok(zeros.equals(Buffer.alloc(bytes)));
  assert.ok(turns >= 10, String(turns));
});
