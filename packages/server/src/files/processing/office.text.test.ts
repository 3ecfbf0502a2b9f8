import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { zipOf } from '../safety/safety.testing.ts';
import { readOfficeText } from './office.text.ts';

const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-office-'));
after(() => fs.rm(folder, { recursive: true }));

async function documentOf(parts: Record<string, string>): Promise<string> {
  const file = path.join(folder, 'offer.docx');
  await fs.writeFile(file, await zipOf(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, Buffer.from(xml)]))));
  return file;
}
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const never = new AbortController().signal;

test('the words of a document are read in their order, with what it says of itself', async () => {
  const file = await documentOf({ 'word/document.xml': `<w:document><w:body>${paragraph('first')}${paragraph('second &amp; third')}</w:body></w:document>`, 'docProps/core.xml': '<x><dc:title>Offer</dc:title></x>' });
  assert.deepEqual(await readOfficeText(file, never), { facts: { title: 'Offer' }, text: 'first\nsecond & third' });
});

test('a document nested deeper than any is not read: its end would be long in coming', async () => {
  for (const part of ['word/document.xml', 'docProps/core.xml']) await assert.rejects(readOfficeText(await documentOf({ [part]: '<w:p>'.repeat(2000) }), never), /nested deeper/);
});

test('others are served while a large document is read, and no more of it is read than is kept', async () => {
  const file = await documentOf({ 'word/document.xml': paragraph('').repeat(40_000) + paragraph('x').repeat(400_000) + '</not><well>formed' });
  let turns = 0, isOver = false;
  const count = () => { turns++; if (!isOver) setImmediate(count); };
  setImmediate(count);
  assert.equal((await readOfficeText(file, never)).text.length > 100_000, true);
  isOver = true;
  assert.ok(turns > 100, String(turns));
});
