// What Janus has written of a stretch of time becomes one WebM: pictures as a grid, voices mixed, each where its time is.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Runs one of the system's programs within limits, and answers what it prints. */
export type Run = (program: 'ffmpeg' | 'ffprobe' | 'janus-pp-rec', args: readonly string[], limits: { seconds: number; folder: string }) => Promise<Buffer>;

/** A file of Janus': packets of one medium. `begin`: when the first one came, in microseconds; `of`: whose medium it is. */
export interface Written { readonly file: string; readonly begin: number; readonly kind: 'audio' | 'video'; readonly of: string }

/** As in what browsers record, so that stretches of both can follow one another. */
const width = 1280, height = 720, framesPerSecond = 15, gap = 8;
const openSeconds = 1800, mixSeconds = 6 * 3600;

interface Piece { readonly file: string; readonly reader: string; readonly kind: Written['kind']; readonly of: string; readonly from: number; readonly until: number }

/** Tiles of 16:9, each at whole and even pixels. */
export function tilesOf(count: number): { x: number; y: number; width: number; height: number }[] {
  const columns = Math.ceil(Math.sqrt(count)), rows = Math.ceil(count / Math.max(1, columns)), even = (value: number) => Math.floor(value / 2) * 2;
  const tile = { width: even((width - gap * (columns - 1)) / columns), height: even((height - gap * (rows - 1)) / rows) };
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns), inRow = Math.min(columns, count - row * columns), indent = (width - inRow * tile.width - (inRow - 1) * gap) / 2;
    return { x: even(indent + (index % columns) * (tile.width + gap)), y: row * (tile.height + gap), ...tile };
  });
}

/** Packets become a file that ffmpeg reads; undefined where there is nothing in them. */
async function openPiece({ file, begin, kind, of }: Written, first: number, index: number, { folder, run }: { folder: string; run: Run }): Promise<Piece | undefined> {
  const isSound = kind === 'audio', reader = isSound ? 'ogg' : 'matroska', output = path.join(folder, `piece-${index}.${isSound ? 'opus' : 'webm'}`);
  try {
    await run('janus-pp-rec', ['-d', '0', file, output], { seconds: openSeconds, folder });
    const said = JSON.parse((await run('ffprobe', ['-v', 'error', '-protocol_whitelist', 'file,pipe', '-show_entries', 'format=start_time,duration', '-of', 'json', '-f', reader, '-i', output], { seconds: 60, folder })).toString()) as { format?: { start_time?: string; duration?: string } };
    const late = Math.max(0, Number(said.format?.start_time ?? 0)) || 0, seconds = Number(said.format?.duration ?? 0), from = (begin - first) / 1e6;
    return seconds > 0 ? { file: output, reader, kind, of, from: from + late, until: from + seconds } : undefined;
  } catch { return undefined; } // without a whole picture, such as of a camera that was on for a moment
}

/** From its version 7.1 on ffmpeg reads any option from a file, and from 8 on not this one by its old name. */
async function readsOptions(run: Run, folder: string): Promise<boolean> {
  const [, major = '0', minor = '0'] = /version n?(\d+)\.(\d+)/.exec((await run('ffmpeg', ['-version'], { seconds: 60, folder })).toString()) ?? [];
  return Number(major) > 7 || (major === '7' && Number(minor) > 0);
}

/** One picture of all and one sound of all; undefined where there is nothing to see or hear. */
export async function makeStretch(written: readonly Written[], { folder, name, run }: { folder: string; name: string; run: Run }): Promise<string | undefined> {
  const first = Math.min(...written.map(({ begin }) => begin)), pieces: Piece[] = [];
  for (const [index, one] of written.entries()) {
    const piece = await openPiece(one, first, index, { folder, run });
    if (piece) pieces.push(piece);
  }
  if (pieces.length === 0) return undefined;
  const seconds = Math.max(...pieces.map(({ until }) => until)).toFixed(3), output = path.join(folder, name);
  const inputs = pieces.flatMap(({ file, reader }) => ['-protocol_whitelist', 'file,pipe', '-f', reader, '-i', file]);
  const script = path.join(folder, `${name}.filters`);
  await writeFile(script, mixOf(pieces, seconds)); // of a long call it is longer than an argument may be
  await run('ffmpeg', ['-nostdin', '-v', 'error', ...inputs, await readsOptions(run, folder) ? '-/filter_complex' : '-filter_complex_script', script, '-map', '[picture]', '-map', '[sound]', '-t', seconds,
    '-c:v', 'libvpx', '-b:v', '1500k', '-deadline', 'realtime', '-cpu-used', '8', '-g', String(framesPerSecond * 10), '-c:a', 'libopus', '-b:a', '96k', '-ac', '2', '-ar', '48000', '-f', 'webm', '-y', output], { seconds: mixSeconds, folder });
  return output;
}

/** ffmpeg's filters. Whoever comes later begins later; a place is empty while nothing is sent to it. */
function mixOf(pieces: readonly Piece[], seconds: string): string {
  const places = [...new Set(pieces.flatMap(({ kind, of }) => (kind === 'video' ? [of] : [])))].sort(), tiles = tilesOf(places.length);
  const pictures: string[] = [], sounds: string[] = [], mixed: string[] = [];
  let below = 'ground';
  for (const [index, { kind, of, from }] of pieces.entries()) {
    if (kind === 'audio') {
      sounds.push(`[${index}:a]aresample=48000,aformat=channel_layouts=stereo,asetpts=PTS-STARTPTS,adelay=${Math.round(from * 1000)}:all=1[a${index}]`);
      mixed.push(`[a${index}]`);
      continue;
    }
    const tile = tiles[places.indexOf(of)]!, size = `${tile.width}:${tile.height}`;
    pictures.push(`[${index}:v]scale=${size}:force_original_aspect_ratio=decrease:force_divisible_by=2,pad=${size}:(ow-iw)/2:(oh-ih)/2:0x1c2027,setsar=1,fps=${framesPerSecond},setpts=PTS-STARTPTS+${from.toFixed(3)}/TB[v${index}]`);
    pictures.push(`[${below}][v${index}]overlay=${tile.x}:${tile.y}:eof_action=pass[on${index}]`);
    below = `on${index}`;
  }
  const sound = mixed.length > 0 ? `${mixed.join('')}amix=inputs=${mixed.length}:normalize=0:duration=longest,apad=whole_dur=${seconds}[sound]` : `anullsrc=r=48000:cl=stereo,atrim=end=${seconds}[sound]`;
  return [`color=c=0x101216:s=${width}x${height}:r=${framesPerSecond}:d=${seconds}[ground]`, ...pictures, ...sounds, `[${below}]format=yuv420p[picture]`, sound].join(';');
}
