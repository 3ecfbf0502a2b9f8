import { expect } from 'chai';
import { Names } from './message-composer.names.ts';

describe('names in a text that is being written', () => {
  const nameOf = (id: string, sign: string) => ({ '@ada': 'Ada Nilsen', '@ada.n': 'Ada Nilsen', '#orders': 'orders' })[sign + id] ?? id;
  let names: Names;
  let text: string;
  beforeEach(() => {
    names = new Names();
    text = '';
  });
  /** Types in the place of what lies between. */
  function type(words: string, start = text.length, end = start, isUndo = false): string {
    text = text.slice(0, start) + words + text.slice(end);
    names.change(text, start + words.length, isUndo);
    return names.stored(text);
  }
  function choose(form: string, shown: string, start = text.length, end = start): string {
    names.expect(start, shown, form);
    return type(`${shown} `, start, end);
  }

  it('are ids where it is stored, also of two people of one name', () => {
    type('Hi @ad');
    choose('<@ada>', '@Ada Nilsen', 3, 6);
    type('and ');
    expect(choose('<@ada.n>', '@Ada Nilsen')).to.equal('Hi <@ada> and <@ada.n> ');
    expect(type('Dear ', 0, 2)).to.equal('Dear  <@ada> and <@ada.n> ');
    expect(type('', 6, 18)).to.equal('Dear  and <@ada.n> ');
    expect(text).to.equal('Dear  and @Ada Nilsen ');
  });

  it('keep their places when the same characters are written beside them', () => {
    choose('<@ada>', '@Ada Nilsen');
    expect(type('@', 0)).to.equal('@<@ada> ');
    expect(type('n', text.length - 1)).to.equal('@<@ada>n ');
    expect(type('@Ada Nilsen ', 0)).to.equal('@Ada Nilsen @<@ada>n ');
  });

  it('are words again once they are changed by hand, until that is undone', () => {
    choose('<@ada>', '@Ada Nilsen');
    expect(type('', 10, 11)).to.equal('@Ada Nilse ');
    expect(type('n', 10)).to.equal('@Ada Nilsen ');
    type('', 10, 11);
    expect(type('n', 10, 10, true)).to.equal('@Ada Nilsen ');
    text = '';
    names = new Names();
    choose('<@ada>', '@Ada Nilsen');
    type('', 10, 11);
    text = '@Ada Nilsen ';
    names.change(text, text.length, true);
    expect(names.stored(text)).to.equal('<@ada> ');
  });

  it('come from a stored text and go back into the same', () => {
    const stored = 'See <#orders>, <@ada> and <@ada.n>, <!here> <@nobody%20else> <b>';
    text = names.show(stored, nameOf);
    expect(text).to.equal('See #orders, @Ada Nilsen and @Ada Nilsen, @here @nobody else <b>');
    expect(names.stored(text)).to.equal(stored);
    expect(names.stored('@Ada Nilsen')).to.equal('@Ada Nilsen');
  });
});
