import { expect } from 'chai';
import { nameParts } from './file-words.ts';

describe('names of files', () => {
  it('keep their ending to be read', () => {
    expect(nameParts('Frame contract Halden Steel 2026.pdf')).to.eql(['Frame contract Halden Stee', 'l 2026.pdf']);
    expect(nameParts('a.md')).to.eql(['a.', 'md']);
  });

  it('are not torn within joined letters, accents or emoji', () => {
    expect(nameParts('صورة المستودع قبل التسليم النهائي.png')).to.eql(['صورة المستودع قبل التسليم النهائي', '.png']);
    expect(nameParts('Plan de re\u0301vision.pdf')[1]).to.not.match(/^\p{M}/u);
    for (let length = 1; length < 14; length++) expect(nameParts(`Plan ${'x'.repeat(6)}🏗️${'y'.repeat(length)}`).join(' ')).to.match(/🏗️/u);
  });
});
