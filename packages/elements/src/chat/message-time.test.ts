import { expect } from 'chai';
import { clockTime, dayKey, dayLabel, fullTime, messageTime } from './message-time.ts';

/** An instant by the reader's own clock, wherever the test runs. */
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
const now = new Date(2026, 10, 21, 12, 0).getTime();

describe('message times', () => {
  it('are relative within a day and times of day after', () => {
    expect(messageTime(at(2026, 10, 21, 12, 0), now, 'en-GB')).to.equal('now');
    expect(messageTime(at(2026, 10, 21, 11, 55), now, 'en-GB')).to.match(/^5 min/);
    expect(messageTime(at(2026, 10, 20, 13, 0), now, 'en-GB')).to.match(/^23 h/);
    expect(messageTime(at(2026, 10, 20, 11, 59), now, 'en-GB')).to.equal('11:59');
  });

  it('are "now" for a clock that is ahead', () => {
    expect(messageTime(at(2026, 10, 21, 12, 5), now, 'en')).to.equal('now');
  });

  it('follow the language', () => {
    expect(messageTime(at(2026, 10, 21, 11, 55), now, 'de')).to.include('Min');
    expect(fullTime(at(2026, 10, 20, 16, 52), 'en-GB')).to.match(/Friday.*20 November 2026.*16:52/);
    expect(clockTime(at(2026, 10, 20, 16, 52), 'en-US')).to.equal('4:52');
  });

  it('name today, yesterday and other days by the calendar, not by hours', () => {
    expect(dayLabel(at(2026, 10, 21, 0, 1), now, 'en-GB')).to.equal('Today');
    expect(dayLabel(at(2026, 10, 20, 0, 1), now, 'en-GB')).to.equal('Yesterday');
    expect(dayLabel(at(2026, 10, 19, 23, 59), now, 'en-GB')).to.match(/Thursday.*19 November$/);
    expect(dayLabel(at(2025, 10, 19, 12, 0), now, 'en-GB')).to.include('2025');
    expect(dayKey(at(2026, 10, 20, 23, 59))).not.to.equal(dayKey(at(2026, 10, 21, 0, 0)));
  });
});
