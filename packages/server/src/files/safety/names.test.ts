import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanName, extensionOf } from './names.ts';

describe('the name of a file', () => {
  it('stays as it is, in any language', () => {
    for (const name of ['report.pdf', 'Übersicht 2026.xlsx', '請求書.docx', 'فاتورة.pdf', '👩‍👩‍👧 holiday.jpg', '.profile', 'a.tar.gz', 'Q&A: what?.txt']) assert.equal(cleanName(name), name);
  });
  it('has no path before it', () => {
    assert.equal(cleanName('C:\\fakepath\\scan.pdf'), 'scan.pdf');
    assert.equal(cleanName('/home/ada/scan.pdf'), 'scan.pdf');
    assert.equal(cleanName('orders/2026/scan.pdf/'), 'scan.pdf');
  });
  it('is refused where it leads to another folder', () => {
    for (const name of ['../../etc/passwd', '..\\..\\boot.ini', 'a/../b.txt', '..', 'x/.. /y.txt']) assert.throws(() => cleanName(name), { code: 'invalid-input', details: { reason: 'unsafe-name' } });
  });
  it('is refused with a NUL in it', () => {
    assert.throws(() => cleanName('invoice.exe\0.pdf'), { code: 'invalid-input', details: { reason: 'unsafe-name' } });
  });
  it('does not hide what it ends in by turning the reading order around', () => {
    assert.equal(cleanName('invoice\u202efdp.exe'), 'invoicefdp.exe');
    assert.equal(cleanName('a\u200b\ufeff\u2066b\u0007.txt'), 'ab.txt');
  });
  it('is composed, so that it is found by whoever types it', () => { assert.equal(cleanName('Mu\u0308ller.txt'), 'Müller.txt'); });
  it('has no dots or spaces at its end, which Windows drops', () => {
    assert.equal(cleanName(' invoice.pdf . .'), 'invoice.pdf');
    assert.equal(cleanName('a \t\n b.txt'), 'a b.txt');
  });
  it('is not one of a device of Windows', () => {
    assert.equal(cleanName('CON'), '_CON');
    assert.equal(cleanName('nul.txt'), '_nul.txt');
    assert.equal(cleanName('com1.tar.gz'), '_com1.tar.gz');
    assert.equal(cleanName('console.txt'), 'console.txt');
  });
  it('has at most 255 bytes, the extension kept and no character cut in two', () => {
    const name = cleanName(`${'ä'.repeat(300)}.docx`);
    assert.equal(name, `${'ä'.repeat(125)}.docx`);
    assert.ok(Buffer.byteLength(cleanName('👩‍👩‍👧'.repeat(40))) <= 255);
    assert.match(cleanName('👩‍👩‍👧'.repeat(40)), /^(👩‍👩‍👧)+$/u);
  });
  it('is never empty', () => { for (const name of ['', ' ', '///', '\u202e', '. .']) assert.equal(cleanName(name), 'file'); });
  it('is clean once it was cleaned, whatever it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      let cleaned: string;
      try { cleaned = cleanName(name); } catch { return; }
      assert.equal(cleanName(cleaned), cleaned);
      assert.ok(cleaned.length > 0 && Buffer.byteLength(cleaned) <= 255 && !/[/\\\0]/.test(cleaned));  
    }));
  });
});

describe('an extension', () => {
  it('is what follows the last dot, in lower case', () => {
    assert.deepEqual(['a.PDF', 'a.tar.gz', 'a', '.profile', 'a.'].map(extensionOf), ['pdf', 'gz', '', '', '']);
  });
});
