import { expect } from 'chai';
import { type Change, goOn, isInFence, link, mark, markLines } from './message-composer.markup.ts';

/** `«…»` is the selection, `|` a caret. */
function read(marked: string): [string, readonly [number, number]] {
  const text = marked.replace(/[«»|]/g, '');
  const start = marked.search(/[«|]/);
  return [text, [start, marked.includes('»') ? marked.indexOf('»') - 1 : start]];
}
function changed(marked: string, act: (text: string, selection: readonly [number, number]) => Change): string {
  const [text, selection] = read(marked);
  const { start, end, insert, select } = act(text, selection);
  const after = text.slice(0, start) + insert + text.slice(end);
  const [from, to] = select;
  return from === to ? `${after.slice(0, from)}|${after.slice(from)}` : `${after.slice(0, from)}«${after.slice(from, to)}»${after.slice(to)}`;
}

describe('markup of what is selected', () => {
  const bold = (text: string) => changed(text, (...at) => mark(...at, '**'));
  const italic = (text: string) => changed(text, (...at) => mark(...at, '*'));
  const code = (text: string) => changed(text, (...at) => mark(...at, '`'));

  it('goes around the words, not around the blanks beside them, and away again', () => {
    expect(bold('a «word » b')).to.equal('a **«word»**  b');
    expect(bold('a **«word»** b')).to.equal('a «word» b');
    expect(bold('a «**word**» b')).to.equal('a «word» b');
    expect(bold('a |')).to.equal('a **|**');
    expect(bold('a **|**')).to.equal('a |');
  });

  it('tells one star from two', () => {
    expect(italic('**«word»**')).to.equal('***«word»***');
    expect(italic('***«word»***')).to.equal('**«word»**');
    expect(italic('«**word**»')).to.equal('*«**word**»*');
    expect(italic('*«word»*')).to.equal('«word»');
  });

  it('makes a block of several lines of code', () => {
    expect(code('see «a\nb»')).to.equal('see \n```\n«a\nb»\n```');
    expect(code('«x»')).to.equal('`«x»`');
  });

  it('makes a link and selects what it still lacks', () => {
    expect(changed('«order»', link)).to.equal('[order](«https://»)');
    expect(changed('«https://a.example»', link)).to.equal('[|](https://a.example)');
    expect(changed('x |', link)).to.equal('x [|](https://)');
  });

  it('makes lists and quotes of whole lines, one of the other, and plain again', () => {
    const lines = (text: string, sign: '- ' | '1. ' | '> ') => changed(text, (...at) => markLines(...at, sign));
    expect(lines('x\na«b\nc»d\ny', '- ')).to.equal('x\n«- ab\n- cd»\ny');
    expect(lines('«- a\n- b»', '1. ')).to.equal('«1. a\n2. b»');
    expect(lines('«1. a\n2. b»', '1. ')).to.equal('«a\nb»');
    expect(lines('«- a\n\n- b»', '> ')).to.equal('«> - a\n\n> - b»');
    expect(lines('a|b', '- ')).to.equal('- a|b');
    expect(lines('- a|b', '- ')).to.equal('a|b');
    expect(lines('|', '> ')).to.equal('> |');
  });

  it('goes on with a list or a quote, counts, and ends it where nothing was written', () => {
    const next = (text: string) => changed(text, (text, [at]) => goOn(text, at) ?? { start: at, end: at, insert: '', select: [at, at] });
    expect(next('- a|')).to.equal('- a\n- |');
    expect(next('x\n  9. a|')).to.equal('x\n  9. a\n  10. |');
    expect(next('> a|b')).to.equal('> a\n> |b');
    expect(next('- a\n- |')).to.equal('- a\n|');
    for (const text of ['a|', '-a|', '```\n- a|']) expect(next(text)).to.equal(text);
  });

  it('knows where code is open', () => {
    expect(isInFence('```\na', 5)).to.equal(true);
    expect(isInFence('```\na\n```\nb', 11)).to.equal(false);
    expect(isInFence('a ```', 5)).to.equal(false);
  });
});
