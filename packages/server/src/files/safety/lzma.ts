import { setImmediate } from 'node:timers/promises';

/** LZMA after Igor Pavlov's specification (7-zip.org/sdk.html), for the directories of 7z archives, which are packed so. Small inputs only: all of it is in memory. */

const literalStates = 7, matchStates = 12, posStatesMost = 16, lenLow = 8, alignBits = 4;
const half = 1024;
const probabilities = (count: number) => new Uint16Array(count).fill(half);

class RangeDecoder {
  readonly #input: Buffer;
  #at = 5;
  #range = 0xffffffff;
  #code: number;
  constructor(input: Buffer) {
    this.#input = input;
    this.#code = input.length >= 5 ? input.readUInt32BE(1) : 0;
  }

  bit(model: Uint16Array, at: number): 0 | 1 {
    const probability = model[at]!, bound = (this.#range >>> 11) * probability;
    let bit: 0 | 1;
    if (this.#code < bound) {
      this.#range = bound;
      model[at] = probability + ((2048 - probability) >>> 5);
      bit = 0;
    } else {
      this.#range -= bound;
      this.#code -= bound;
      model[at] = probability - (probability >>> 5);
      bit = 1;
    }
    this.#normalise();
    return bit;
  }

  direct(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left -= 1) {
      this.#range >>>= 1;
      const isOne = this.#code >= this.#range;
      if (isOne) this.#code -= this.#range;
      value = value * 2 + (isOne ? 1 : 0);
      this.#normalise();
    }
    return value;
  }

  tree(model: Uint16Array, from: number, bits: number): number {
    let node = 1;
    for (let left = bits; left > 0; left -= 1) node = (node << 1) | this.bit(model, from + node);
    return node - (1 << bits);
  }

  reverseTree(model: Uint16Array, from: number, bits: number): number {
    let node = 1, value = 0;
    for (let at = 0; at < bits; at += 1) {
      const bit = this.bit(model, from + node);
      node = (node << 1) | bit;
      value |= bit << at;
    }
    return value;
  }

  #normalise(): void {
    if (this.#range >= 2 ** 24) return;
    if (this.#at >= this.#input.length) throw new RangeError('LZMA: the input ends too early');
    this.#range = (this.#range * 256) >>> 0;
    this.#code = (this.#code * 256 + this.#input[this.#at]!) >>> 0;
    this.#at += 1;
  }
}

class Lengths {
  readonly #choice = probabilities(2);
  readonly #low = probabilities(posStatesMost * lenLow);
  readonly #mid = probabilities(posStatesMost * lenLow);
  readonly #high = probabilities(256);
  read(range: RangeDecoder, posState: number): number {
    if (range.bit(this.#choice, 0) === 0) return range.tree(this.#low, posState * lenLow, 3);
    if (range.bit(this.#choice, 1) === 0) return 8 + range.tree(this.#mid, posState * lenLow, 3);
    return 16 + range.tree(this.#high, 0, 8);
  }
}

const sliceBytes = 64 * 1024;

/** `properties`: the five bytes of the coder. Throws a RangeError for what is no LZMA of `size` bytes. */
export async function unpackLzma(properties: Buffer, input: Buffer, size: number): Promise<Buffer> {
  const packed = properties[0]!;
  if (packed >= 9 * 5 * 5) throw new RangeError('LZMA: wrong properties');
  const lc = packed % 9, lp = Math.floor(packed / 9) % 5, pb = Math.floor(packed / 45);
  const range = new RangeDecoder(input), out = Buffer.alloc(size);
  const literals = probabilities(0x300 << (lc + lp)), isMatch = probabilities(matchStates * posStatesMost), isRep = probabilities(matchStates), isRep0Long = probabilities(matchStates * posStatesMost);
  const isRepG = [probabilities(matchStates), probabilities(matchStates), probabilities(matchStates)] as const;
  const slots = probabilities(4 * 64), special = probabilities(128), align = probabilities(1 << alignBits);
  const matchLength = new Lengths(), repLength = new Lengths();
  let at = 0, state = 0, rep0 = 0, rep1 = 0, rep2 = 0, rep3 = 0;

  const literal = () => {
    const previous = at > 0 ? out[at - 1]! : 0, from = 0x300 * (((at & ((1 << lp) - 1)) << lc) + (previous >>> (8 - lc)));
    let symbol = 1;
    if (state >= literalStates) {
      let match = out[at - rep0 - 1]!;
      do {
        const matchBit = (match >>> 7) & 1;
        match = (match << 1) & 0xff;
        const bit = range.bit(literals, from + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | range.bit(literals, from + symbol);
    out[at] = symbol & 0xff;
    at += 1;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  };
  const distance = (length: number): number => {
    const slot = range.tree(slots, Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1, high = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + range.reverseTree(special, high - slot, bits);
    return high + range.direct(bits - alignBits) * 2 ** alignBits + range.reverseTree(align, 0, alignBits);
  };

  /** Answers whether its end is marked. */
  const unpackTo = (end: number): boolean => {
    while (at < end) {
      const posState = at & ((1 << pb) - 1);
      if (range.bit(isMatch, state * posStatesMost + posState) === 0) {
        literal();
        continue;
      }
      let length: number;
      if (range.bit(isRep, state) === 1) {
        if (range.bit(isRepG[0], state) === 0) {
          if (range.bit(isRep0Long, state * posStatesMost + posState) === 0) {
            if (rep0 >= at) throw new RangeError('LZMA: wrong distance');
            state = state < literalStates ? 9 : 11;
            out[at] = out[at - rep0 - 1]!;
            at += 1;
            continue;
          }
        } else if (range.bit(isRepG[1], state) === 0) [rep0, rep1] = [rep1, rep0];
        else if (range.bit(isRepG[2], state) === 0) [rep0, rep1, rep2] = [rep2, rep0, rep1];
        else [rep0, rep1, rep2, rep3] = [rep3, rep0, rep1, rep2];
        length = repLength.read(range, posState);
        state = state < literalStates ? 8 : 11;
      } else {
        [rep1, rep2, rep3] = [rep0, rep1, rep2];
        length = matchLength.read(range, posState);
        state = state < literalStates ? 7 : 10;
        rep0 = distance(length);
        if (rep0 === 0xffffffff) return true;
      }
      if (rep0 >= at) throw new RangeError('LZMA: wrong distance');
      for (let left = Math.min(length + 2, size - at); left > 0; left -= 1, at += 1) out[at] = out[at - rep0 - 1]!;
    }
    return false;
  };

  for (let isOver = false; at < size && !isOver;) {
    isOver = unpackTo(Math.min(size, at + sliceBytes));
    await setImmediate(); // others wait
  }
  if (at < size) throw new RangeError('LZMA: the output ends too early');
  return out;
}
