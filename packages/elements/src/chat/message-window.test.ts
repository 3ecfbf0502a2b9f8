import { expect } from 'chai';
import type { Message } from '@corridor/sdk';
import { indexOfSeq, MessageWindow, storedCount } from './message-window.ts';

const message = (seq: number, id = `m${seq}`): Message => ({
  id, seq, changedSeq: seq, channelId: 'c', senderId: 'ada', text: `${seq}`, sentAt: '2026-11-20T10:00:00.000Z', reactions: {}, status: seq ? 'sent' : 'pending',
});
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const shown = (window: MessageWindow, messages: readonly Message[]) => messages.slice(window.from, window.to).map(({ seq }) => seq);

describe('the window of rows', () => {
  it('finds a message by its number, and where a missing one would be', () => {
    const messages = [...run(11, 20), message(0, 'new')];
    expect([indexOfSeq(messages, 11), indexOfSeq(messages, 15), indexOfSeq(messages, 3), indexOfSeq(messages, 99)]).to.eql([0, 4, 0, 10]);
    expect(storedCount(messages)).to.equal(10);
  });

  it('begins at the end', () => {
    const window = new MessageWindow();
    const messages = run(1, 500);
    window.update(messages, true);
    expect(shown(window, messages)).to.eql(run(441, 500).map(({ seq }) => seq));
  });

  it('stays with its messages when older ones arrive', () => {
    const window = new MessageWindow();
    window.update(run(101, 200), true);
    const messages = run(1, 200);
    window.update(messages, false);
    expect(shown(window, messages)[0]).to.equal(141);
    expect(window.isAtEnd).to.equal(true);
  });

  it('stays with its messages when newer ones arrive, unless it follows them', () => {
    const window = new MessageWindow();
    window.update(run(1, 100), true);
    const messages = run(1, 130);
    window.update(messages, false);
    expect(shown(window, messages).at(-1)).to.equal(100);
    window.update(messages, true);
    expect(shown(window, messages).at(-1)).to.equal(130);
  });

  it('stays where it is when a pending message gets its number', () => {
    const window = new MessageWindow();
    window.update([message(0, 'a'), message(0, 'b')], true);
    const messages = [message(1, 'a'), message(0, 'b')];
    window.update(messages, false);
    expect(shown(window, messages)).to.eql([1, 0]);
  });

  it('walks up and down by thirds and stops at both ends', () => {
    const window = new MessageWindow();
    const messages = run(1, 100);
    window.update(messages, true);
    expect(window.moveDown()).to.equal(false);
    expect(window.moveUp()).to.equal(true);
    expect([window.from, window.to]).to.eql([20, 80]);
    expect(window.moveUp()).to.equal(true);
    expect(window.moveUp()).to.equal(false);
    expect([window.from, window.to]).to.eql([0, 60]);
    expect(window.moveDown()).to.equal(true);
    expect([window.from, window.to]).to.eql([20, 80]);
  });

  it('goes to the end when another part of the history takes the place of its own', () => {
    const window = new MessageWindow();
    window.update(run(500, 600), true);
    const messages = run(1, 100);
    expect(window.update(messages, false)).to.equal(false);
    expect(window.isAtEnd).to.equal(true);
    window.showAround(10);
    expect([window.from, window.to]).to.eql([0, 60]);
  });

  it('does not move for a message that has rows on both sides', () => {
    const window = new MessageWindow();
    window.update(run(1, 200), true);
    window.showAround(100);
    expect([window.from, window.to]).to.eql([70, 130]);
    window.showAround(110);
    expect([window.from, window.to]).to.eql([70, 130]);
    window.showAround(129);
    expect([window.from, window.to]).to.eql([99, 159]);
  });

  it('shows all where there are few', () => {
    const window = new MessageWindow();
    const messages = run(1, 5);
    window.update(messages, false);
    expect([window.from, window.to]).to.eql([0, 5]);
    window.update(run(1, 6), false);
    expect([window.from, window.to]).to.eql([0, 6]);
  });
});
