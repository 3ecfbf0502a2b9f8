// Browsers record WebM as a live stream: of no known length, and without a way to seek in it. This writes it anew as a file, and may
// leave out silence at its ends; the sound itself stays as it was encoded. Element ids are those of the Matroska specification (RFC 9559).

const id = {
  segment: 0x18538067, cluster: 0x1f43b675, info: 0x1549a966, tracks: 0x1654ae6b, timestamp: 0xe7, simpleBlock: 0xa3, blockGroup: 0xa0, block: 0xa1,
  timestampScale: 0x2ad7b1, duration: 0x4489, muxingApp: 0x4d80, writingApp: 0x5741,
  seekHead: 0x114d9b74, seek: 0x4dbb, seekId: 0x53ab, seekPosition: 0x53ac,
  cues: 0x1c53bb6b, cuePoint: 0xbb, cueTime: 0xb3, cueTrackPositions: 0xb7, cueTrack: 0xf7, cueClusterPosition: 0xf1,
} as const;
const clusterLength = 1000; // ms
/** Opus needs this long to sound right after a cut; the least that is kept before what is wanted, in ms. */
const preRoll = 80;

interface Block { time: number; track: Uint8Array; flags: number; data: Uint8Array }

/**
 * The same sound as a file with a length and a seek index. `from` and `to` (ms) leave out what is before and after.
 * Undefined where this is no WebM of that kind, which then is best left as it is.
 */
export function asFile(bytes: Uint8Array, from = 0, to = Infinity): { bytes: Uint8Array<ArrayBuffer>; duration: number } | undefined {
  try {
    return write(read(bytes), from, to);
  } catch {
    return undefined;
  }
}

function read(bytes: Uint8Array) {
  let head: Uint8Array | undefined, tracks: Uint8Array | undefined;
  let scale = 1, clusterTime = 0, at = 0;
  const blocks: Block[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const take = (start: number, end: number): void => {
    const trackLength = vintLength(bytes[start]!);
    blocks.push({ time: (clusterTime + view.getInt16(start + trackLength)) * scale, track: bytes.subarray(start, start + trackLength), flags: bytes[start + trackLength + 2]!, data: bytes.subarray(start + trackLength + 3, end) });
  };
  while (at < bytes.length) {
    const element = header(bytes, at), end = Math.min(element.start + element.size, bytes.length);
    if (at === 0) {
      if (element.id !== 0x1a45dfa3) throw new Error('no EBML');
      head = bytes.slice(0, end);
    }
    // What holds blocks, at any depth, is walked through; the rest is passed over.
    const isWalked = element.id === id.segment || element.id === id.cluster || element.id === id.info || element.id === id.blockGroup;
    if (element.id === id.tracks) tracks = bytes.slice(at, end);
    else if (element.id === id.timestampScale) scale = uint(bytes, element.start, end) / 1e6;
    else if (element.id === id.timestamp) clusterTime = uint(bytes, element.start, end);
    else if (element.id === id.simpleBlock || element.id === id.block) take(element.start, end);
    at = isWalked ? element.start : end;
  }
  if (!head || !tracks || !blocks.length) throw new Error('nothing recorded');
  return { head, tracks, blocks };
}

function write({ head, tracks, blocks }: ReturnType<typeof read>, from: number, to: number) {
  const kept = blocks.filter(({ time }) => time >= Math.max(0, from - preRoll) && time < to);
  if (!kept.length) throw new Error('nothing left');
  const begin = kept[0]!.time, frame = blocks.length > 1 ? (blocks.at(-1)!.time - blocks[0]!.time) / (blocks.length - 1) : 20;
  const duration = kept.at(-1)!.time - begin + frame;
  const groups: { time: number; blocks: Block[] }[] = [];
  for (const block of kept) {
    const time = Math.round(block.time - begin);
    if (!groups.length || time - groups.at(-1)!.time >= clusterLength) groups.push({ time, blocks: [] });
    groups.at(-1)!.blocks.push(block);
  }
  const clusters = groups.map(({ time, blocks }) => element(id.cluster, element(id.timestamp, number(time)), ...blocks.map((block) => {
    const relative = Math.round(block.time - begin) - time;
    return element(id.simpleBlock, block.track, Uint8Array.of(relative >> 8, relative & 0xff, block.flags | 0x80), block.data);
  })));
  const length = new Uint8Array(8), app = new TextEncoder().encode('Corridor');
  new DataView(length.buffer).setFloat64(0, duration);
  const info = element(id.info, element(id.timestampScale, number(1_000_000)), element(id.muxingApp, app), element(id.writingApp, app), element(id.duration, length));
  const seekHead = (position: number) => element(id.seekHead, element(id.seek, element(id.seekId, idBytes(id.cues)), element(id.seekPosition, number(position))));
  // All numbers are four bytes long, so the length of what points is known before what it points to.
  const cuesAt = seekHead(0).length + info.length + tracks.length;
  const cues = (first: number) => {
    let position = first;
    return element(id.cues, ...groups.map(({ time }, at) => {
      const point = element(id.cuePoint, element(id.cueTime, number(time)), element(id.cueTrackPositions, element(id.cueTrack, number(trackOf(kept[0]!))), element(id.cueClusterPosition, number(position))));
      position += clusters[at]!.length;
      return point;
    }));
  };
  const segment = [seekHead(cuesAt), info, tracks, cues(cuesAt + cues(0).length), ...clusters];
  return { bytes: join([head, element(id.segment, ...segment)]), duration: duration / 1000 };
}

const trackOf = ({ track }: Block): number => track[0]! & 0x7f;
const vintLength = (first: number): number => Math.clz32(first) - 23;

function header(bytes: Uint8Array, at: number) {
  const idLength = vintLength(bytes[at]!), sizeLength = vintLength(bytes[at + idLength]!);
  if (idLength > 4 || sizeLength > 8) throw new Error('no element');
  const start = at + idLength + sizeLength;
  let size = bytes[at + idLength]! & (0xff >> sizeLength), isUnknown = size === 0xff >> sizeLength;
  for (const byte of bytes.subarray(at + idLength + 1, start)) {
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { id: uint(bytes, at, at + idLength), start, size: isUnknown ? Infinity : size };
}

const uint = (bytes: Uint8Array, from: number, to: number): number => bytes.subarray(from, to).reduce((value, byte) => value * 256 + byte, 0);
const number = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const idBytes = (value: number): Uint8Array => number(value).subarray(Math.clz32(value) >> 3);

function element(elementId: number, ...parts: Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return join([idBytes(elementId), number((size | 0x10000000) >>> 0), ...parts]);
}

function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
