import { expect } from 'chai';
import { startOfDay, messageTime } from './message-time.ts';

/** An instant by the reader's own clock, wherever the test runs. */
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
const now = new Date(2026, 10, 21, 12, 0).getTime();

describe('message times', () => {
  it('are relative within a day and times of day after', () => {
    expect(messageTime('en-GB', at(2026, 10, 21, 12, 0), now)).to.equal('now');
    expect(messageTime('en-GB', at(2026, 10, 21, 11, 55), now)).to.match(/^5 min/);
    expect(messageTime('en-GB', at(2026, 10, 20, 13, 0), now)).to.match(/^23 h/);
    expect(messageTime('en-GB', at(2026, 10, 20, 11, 59), now)).to.equal('11:59');
  });

  it('are "now" for a clock that is ahead', () => {
    expect(messageTime('en', at(2026, 10, 21, 12, 5), now)).to.equal('now');
  });

  it('follow the language', () => {
    expect(messageTime('de', at(2026, 10, 21, 11, 55), now)).to.include('Min');
  });

  it('group by the reader\'s calendar, not by hours', () => {
    expect(startOfDay(at(2026, 10, 20, 23, 59))).not.to.equal(startOfDay(at(2026, 10, 21, 0, 0)));
    expect(startOfDay(at(2026, 10, 21, 23, 59))).to.equal(startOfDay(at(2026, 10, 21, 0, 0)));
  });
});
