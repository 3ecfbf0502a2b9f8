import { expect } from 'chai';
import { FileSelection } from './file-selection.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const key = (name: string, more: Partial<Pick<KeyboardEvent, 'shiftKey' | 'ctrlKey'>> = {}) => ({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, ...more });

describe('the selection of files', () => {
  let selection: FileSelection;
  beforeEach(() => { selection = new FileSelection(); });
  const chosen = () => [...selection.chosen].join('');

  it('chooses one, one more, and all in between', () => {
    selection.choose('b');
    selection.toggle('e');
    expect(chosen()).to.equal('be');
    selection.extend('c', ids);
    expect(chosen()).to.equal('cde');
    selection.toggle('d');
    expect(chosen()).to.equal('ce');
  });

  it('goes by keys, and stops at the ends', () => {
    selection.move(key('ArrowDown'), ids, 1, 3);
    expect(chosen()).to.equal('a');
    selection.move(key('ArrowUp'), ids, 1, 3);
    expect(chosen()).to.equal('a');
    selection.move(key('PageDown'), ids, 1, 3);
    expect(chosen()).to.equal('d');
    selection.move(key('End', { shiftKey: true }), ids, 1, 3);
    expect(chosen()).to.equal('def');
  });

  it('moves without choosing with Ctrl, then chooses with Space', () => {
    selection.choose('a');
    selection.move(key('ArrowDown', { ctrlKey: true }), ids, 1, 3);
    expect([chosen(), selection.active]).to.eql(['a', 'b']);
    selection.move(key('ArrowDown', { ctrlKey: true }), ids, 1, 3);
    selection.move(key(' '), ids, 1, 3);
    expect(chosen()).to.equal('ac');
  });

  it('goes through tiles in both directions of writing', () => {
    selection.choose('b');
    selection.move(key('ArrowDown'), ids, 3, 2);
    expect(chosen()).to.equal('e');
    selection.move(key('ArrowLeft'), ids, 3, 2);
    expect(chosen()).to.equal('d');
    selection.move(key('ArrowLeft'), ids, 3, 2, false);
    expect(chosen()).to.equal('e');
    selection.move(key('ArrowDown'), ids, 3, 2);
    expect(chosen()).to.equal('e');
  });

  it('forgets what is gone, and goes on where it was', () => {
    selection.choose('c');
    selection.keep(['a', 'b', 'd'], ids);
    expect([chosen(), selection.active]).to.eql(['', 'd']);
  });
});
