/** In px, from the start and the top. */
export interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** What is to be arranged: `tiles` in their order; `stage` is shown large; `own`, where it is one of the strip, keeps a place on each page. */
export interface Scene { readonly width: number; readonly height: number; readonly tiles: readonly string[]; readonly stage?: string | undefined; readonly own?: string | undefined; readonly page?: number }

/** Where each is that is on show; the others are on other pages. `paged`: the room that is turned over. */
export interface Arrangement { readonly boxes: ReadonlyMap<string, Box>; readonly pages: number; readonly page: number; readonly paged: Box }

export const gap = 8;
const wide = 16 / 9;
/** A narrower tile shows nobody's face. */
const leastWidth = 184;

interface Fit { readonly columns: number; readonly width: number; readonly height: number }

/** The largest tiles that so many can be of. An upright room takes upright ones. */
export function fit(width: number, height: number, count: number): Fit {
  let best: Fit = { columns: 1, width: 0, height: 0 };
  for (const ratio of height > width * 1.1 ? [wide, 4 / 3, 1, 3 / 4] : [wide]) {
    for (let columns = 1; columns <= count; columns++) {
      const rows = Math.ceil(count / columns), fits = Math.min((width - gap * (columns - 1)) / columns, ((height - gap * (rows - 1)) / rows) * ratio);
      if (fits * (fits / ratio) > best.width * best.height + 1) best = { columns, width: fits, height: fits / ratio };
    }
  }
  return best;
}

/** So many tiles in rows, the last one in the middle too. */
function inRows(tiles: readonly string[], { x, y, width, height }: Box, boxes: Map<string, Box>): void {
  const { columns, ...tile } = fit(width, height, tiles.length), rows = Math.ceil(tiles.length / columns), top = y + (height - rows * tile.height - (rows - 1) * gap) / 2;
  tiles.forEach((key, index) => {
    const row = Math.floor(index / columns), inRow = row < rows - 1 ? columns : tiles.length - row * columns, start = x + (width - inRow * tile.width - (inRow - 1) * gap) / 2;
    boxes.set(key, { x: start + (index % columns) * (tile.width + gap), y: top + row * (tile.height + gap), ...tile });
  });
}

const turned = (tiles: readonly string[], most: number, wanted: number): { shown: readonly string[]; pages: number; page: number } => {
  const pages = Math.max(1, Math.ceil(tiles.length / most)), page = Math.min(Math.max(0, wanted), pages - 1);
  return { shown: tiles.slice(page * most, (page + 1) * most), pages, page };
};

/** Grid where nothing is on the stage; else the stage with a strip of the others at its end, or below it where the room is upright. Where a strip finds no room the stage has all of it. */
export function arrange({ width, height, tiles, stage, own, page = 0 }: Scene): Arrangement {
  const boxes = new Map<string, Box>(), whole = { x: 0, y: 0, width, height };
  if (width <= 0 || height <= 0) return { boxes, pages: 1, page: 0, paged: whole };
  if (stage === undefined) {
    const least = Math.min(leastWidth, Math.floor((width - gap) / 2));
    let most = Math.max(1, tiles.length);
    while (most > 1 && fit(width, height, most).width < least) most--;
    const { shown, ...pages } = turned(tiles, most, page);
    inRows(shown, whole, boxes);
    return { boxes, ...pages, paged: whole };
  }
  const mine = own === undefined || own === stage ? [] : [own], others = tiles.filter((key) => key !== stage && key !== own), isBeside = width > height * 1.1;
  const tile = isBeside ? besideOf(width) : belowOf(width, height), length = isBeside ? height : width, step = (isBeside ? tile.height : tile.width) + gap, room = Math.floor((length + gap) / step);
  const isNarrow = isBeside ? width < 480 : height < 320;
  if (isNarrow || room <= mine.length || others.length + mine.length === 0) {
    boxes.set(stage, whole);
    return { boxes, pages: 1, page: 0, paged: whole };
  }
  const { shown, ...pages } = turned(others, room - mine.length, page), strip = [...shown, ...mine], start = Math.max(0, (length - strip.length * step + gap) / 2);
  const paged = isBeside ? { ...whole, x: width - tile.width, width: tile.width } : { ...whole, y: height - tile.height, height: tile.height };
  strip.forEach((key, index) => {
    const along = start + index * step;
    boxes.set(key, isBeside ? { x: paged.x, y: along, ...tile } : { x: along, y: paged.y, ...tile });
  });
  boxes.set(stage, isBeside ? { ...whole, width: paged.x - gap } : { ...whole, height: paged.y - gap });
  return { boxes, ...pages, paged };
}

type Size = Pick<Box, 'width' | 'height'>;
const besideOf = (width: number): Size => { const breadth = Math.min(248, Math.max(136, width * 0.2)); return { width: breadth, height: breadth / wide }; };
/** At least three of them go beside each other. */
const belowOf = (width: number, height: number): Size => { const breadth = Math.min(120, Math.max(76, height * 0.2)); return { width: Math.min(breadth * wide, (width - 2 * gap) / 3), height: breadth }; };

const steps = [90, 180, 360, 540, 720, 1080];

/** The height to ask for: the next step up, so that a tile that grows a little asks for nothing new. */
export const stepAbove = (height: number): number => steps.find((step) => step >= height) ?? steps.at(-1)!;
