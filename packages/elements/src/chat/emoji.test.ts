import { expect } from 'chai';
import { emojiGroups, emojiOfCode, findEmoji, habits, learn, toned } from './emoji.ts';
import { isEmojiOnly } from './message-text.ts';

describe('emoji', () => {
  beforeEach(() => localStorage.removeItem('corridor:emoji'));

  it('are known by their short names', () => {
    for (const [code, emoji] of [['smile', '😄'], ['+1', '👍'], ['thumbsup', '👍'], ['tada', '🎉'], ['de', '🇩🇪'], ['heart', '❤️']] as const) expect(emojiOfCode(code)?.emoji, code).to.equal(emoji);
    expect(emojiOfCode('no-such')).to.equal(undefined);
  });

  it('are found by beginnings of names and of what they are about, the nearest first', () => {
    const found = (query: string) => findEmoji(query).map(({ emoji }) => emoji);
    expect(found('smile')[0]).to.equal('😄');
    expect(found(':tad')[0]).to.equal('🎉');
    expect(found('party')).to.include('🎉').and.to.include('🥳');
    expect(found('red hea')).to.include('❤️');
    expect(found('flag norw')).to.eql(['🇳🇴']);
    expect(found(' ')).to.eql([]);
    expect(found('zzzz')).to.eql([]);
  });

  it('have the skin tone that was chosen, where they have any', () => {
    const named = (name: string) => emojiGroups().flat().find((one) => one.name === name)!;
    expect(toned(named('thumbs up'), 3)).to.equal('👍🏽');
    expect(toned(named('index pointing up'), 1)).to.equal('☝🏻');
    expect(toned(named('people holding hands'), 5)).to.equal('🧑🏿‍🤝‍🧑🏿');
    expect(toned(named('handshake'), 5)).to.equal('🤝🏿');
    expect(toned(named('red heart'), 5)).to.equal('❤️');
    for (const one of emojiGroups().flat()) for (const tone of [0, 4] as const) expect(isEmojiOnly(toned(one, tone)), one.name).to.equal(true);
  });

  it('are remembered, the last one first, and each once', () => {
    for (const used of ['👍', '🎉', '👍']) learn({ used });
    learn({ tone: 2 });
    expect(habits()).to.eql({ tone: 2, recent: ['👍', '🎉'] });
    localStorage.setItem('corridor:emoji', '{"tone":9,"recent":[1,"👍"]}');
    expect(habits()).to.eql({ tone: 0, recent: ['👍'] });
    localStorage.setItem('corridor:emoji', 'null}');
    expect(habits()).to.eql({ tone: 0, recent: [] });
  });
});
