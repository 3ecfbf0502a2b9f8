import { expect } from 'chai';
import { stretched } from './stretch.ts';
import { barsOf, peakCount, peaksOf, soundIn } from './waveform.ts';

const rate = 16_000;
const sine = (seconds: number, hertz: number, from = 0, to = seconds) => Float32Array.from({ length: seconds * rate }, (_, at) => (at >= from * rate && at < to * rate ? Math.sin((2 * Math.PI * hertz * at) / rate) * 0.4 : 0));

describe('a waveform', () => {
  it('has a hundred peaks, the loudest of them 100, also of a very short sound', () => {
    const peaks = peaksOf(sine(2, 220, 1, 2));
    expect([peaks.length, peaks[10], Math.max(...peaks)]).to.eql([peakCount, 0, 100]);
    expect(peaks[90]).to.be.above(95);
    expect(peaksOf(sine(1, 220).subarray(0, 30))).to.have.length(peakCount);
    expect(peaksOf(new Float32Array(rate))).to.eql(Array(peakCount).fill(0));
    expect(peaksOf(new Float32Array())).to.eql(Array(peakCount).fill(0));
  });

  it('knows where sound begins and ends, with a little of what is around it', () => {
    const { start, end } = soundIn(sine(4, 220, 1, 2), rate)!;
    expect(start / rate).to.be.closeTo(0.75, 0.05);
    expect(end / rate).to.be.closeTo(2.25, 0.05);
    expect(soundIn(new Float32Array(rate), rate)).to.equal(undefined);
  });

  it('shows each peak in as many bars as there is room for', () => {
    expect(barsOf([1, 9, 2, 3], 2)).to.eql([9, 3]);
    expect(barsOf([1, 9], 4)).to.eql([1, 1, 9, 9]);
  });
});

describe('a voice that speaks faster', () => {
  it('takes less time at the same pitch', () => {
    const turns = (samples: Float32Array) => samples.filter((value, at) => at > 0 && value >= 0 && samples[at - 1]! < 0).length;
    const original = sine(2, 220), faster = stretched(original, 2, rate);
    expect(faster.length).to.equal(rate);
    expect(turns(faster) / (faster.length / rate)).to.be.closeTo(turns(original) / 2, 8);
  });
});
