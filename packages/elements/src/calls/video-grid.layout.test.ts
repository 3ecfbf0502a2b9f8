import { expect } from 'chai';
import { arrange, fit, gap, stepAbove } from './video-grid.layout.ts';

const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

describe('the layout of a call', () => {
  it('shows from one to fifty people in tiles of 16:9 that do not overlap and stay inside', () => {
    for (const [width, height] of [[1280, 720], [800, 600], [384, 236], [1000, 300]] as const) {
      for (let count = 1; count <= 50; count++) {
        const tiles = people(count), seen = new Set<string>(), { pages } = arrange({ width, height, tiles });
        for (let page = 0; page < pages; page++) {
          const boxes = [...arrange({ width, height, tiles, page }).boxes];
          for (const [key, { x, y, width: wide, height: high }] of boxes) {
            seen.add(key);
            expect(wide / high).to.be.closeTo(16 / 9, 0.01);
            expect([x >= -0.01, y >= -0.01, x + wide <= width + 0.01, y + high <= height + 0.01]).to.eql([true, true, true, true]);
          }
          for (const [key, one] of boxes) for (const [other, two] of boxes) {
            if (key < other) expect(one.x + one.width <= two.x || two.x + two.width <= one.x || one.y + one.height <= two.y || two.y + two.height <= one.y, `${key} and ${other} of ${count}`).to.equal(true);
          }
        }
        expect(seen.size).to.equal(count);
      }
    }
  });

  it('turns pages instead of making faces too small to know', () => {
    const { boxes, pages } = arrange({ width: 800, height: 450, tiles: people(50) });
    expect(pages).to.be.greaterThan(1);
    for (const { width } of boxes.values()) expect(width).to.be.at.least(184);
    expect(arrange({ width: 800, height: 450, tiles: people(50), page: 99 }).page).to.equal(pages - 1);
  });

  it('fills an upright room with upright tiles', () => {
    const { width, height } = fit(300, 600, 1);
    expect(height).to.be.greaterThan(width);
    expect(fit(600, 300, 1).width).to.be.greaterThan(fit(600, 300, 1).height);
  });

  it('gives what is on the stage most of the room, the others beside it and me on each page', () => {
    const scene = { width: 1000, height: 400, tiles: ['screen', ...people(9)], stage: 'screen', own: 'me' }, first = arrange(scene), last = arrange({ ...scene, page: first.pages - 1 });
    expect(first.boxes.get('screen')).to.include({ x: 0, y: 0, width: 1000 - 200 - gap, height: 400 });
    expect(first.pages).to.be.greaterThan(1);
    for (const { boxes } of [first, last]) expect(boxes.get('me')!.x).to.equal(800);
    expect([...first.boxes.keys()].filter((key) => last.boxes.has(key)).sort()).to.eql(['me', 'screen']);
  });

  it('puts the others below the stage in an upright room, three beside each other', () => {
    const { boxes } = arrange({ width: 300, height: 600, tiles: ['screen', 'a', 'b'], stage: 'screen', own: 'me' });
    const tops = ['a', 'b', 'me'].map((key) => boxes.get(key)!.y);
    expect(new Set(tops).size).to.equal(1);
    expect(boxes.get('screen')!.height).to.be.lessThan(tops[0]!);
  });

  it('leaves a small room to one', () => {
    expect([...arrange({ width: 300, height: 150, tiles: people(4), stage: 'p1' }).boxes.keys()]).to.eql(['p1']);
  });

  it('asks for the next step above a tile', () => {
    expect([60, 90, 91, 200, 700, 2000].map(stepAbove)).to.eql([90, 90, 180, 360, 720, 1080]);
  });
});
