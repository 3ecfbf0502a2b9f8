import { expect } from 'chai';
import { wordDiff } from './word-diff.ts';

const shown = (before: string, after: string) => wordDiff(before, after).map(({ text, kind }) => `${{ same: '', added: '+', removed: '-' }[kind]}${text}`).join('|');

describe('wordDiff', () => {
  it('says which words were taken out and put in', () => {
    expect(shown('Steel is up 2 %', 'Steel is up 3 %')).to.equal('Steel is up |-2|+3| %');
    expect(shown('By 20', 'By 20, strapped')).to.equal('By 20|+, strapped');
    expect(shown('the old old price', 'the old price')).to.equal('the old |-old |price');
    expect(shown('same', 'same')).to.equal('same');
    expect(shown('', 'new')).to.equal('+new');
    expect(shown('gone', '')).to.equal('-gone');
  });

  it('gives back both texts from its parts, whatever they are', () => {
    const words = ['a', 'bc', ' ', '\n', 'ä', '👍🏽', '**', 'قطعة', '1'];
    let seed = 7;
    const any = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    const text = () => Array.from({ length: any(30) }, () => words[any(words.length)]).join('');
    for (let round = 0; round < 300; round++) {
      const [before, after] = [text(), text()];
      const parts = wordDiff(before, after);
      expect(parts.filter(({ kind }) => kind !== 'added').map((part) => part.text).join('')).to.equal(before);
      expect(parts.filter(({ kind }) => kind !== 'removed').map((part) => part.text).join('')).to.equal(after);
    }
  });

  it('takes long texts that have nothing in common for rewritten', () => {
    const parts = wordDiff('a '.repeat(5000), 'b\n'.repeat(5000));
    expect(parts.map(({ kind }) => kind)).to.eql(['removed', 'added']);
  });
});
