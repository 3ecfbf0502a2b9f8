import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { decodeText, mostText, plainText } from './text.ts';
import type { Source, Workshop } from './types.ts';
import { eachEntry } from './zip.ts';

/** What is looked at of what a packed archive unpacks to. */
const mostUnpacked = 512 * 2 ** 20, mostNames = 10_000;

async function namesInZip(file: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  await eachEntry(file, signal, ({ fileName }) => {
    if (!fileName.endsWith('/')) names.push(fileName);
    return names.length < mostNames;
  });
  return names;
}

const block = 512;
const zeroEnded = (bytes: Buffer) => { const end = bytes.indexOf(0); return decodeText(end < 0 ? bytes : bytes.subarray(0, end)); };

/** POSIX ustar with GNU's and pax' long names; ends quietly where the archive does not go on as one. */
async function namesInTar(stream: AsyncIterable<Buffer>, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  let rest: Buffer = Buffer.alloc(0), skip = 0, total = 0, longName: string | undefined, kept: { type: string; size: number } | undefined;
  for await (const chunk of stream) {
    signal.throwIfAborted();
    if ((total += chunk.length) > mostUnpacked) return names;
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      if (skip > 0) {
        const skipped = Math.min(skip, rest.length);
        rest = rest.subarray(skipped);
        if ((skip -= skipped) > 0) break;
      }
      if (kept) {
        if (rest.length < kept.size) break;
        const content = rest.subarray(0, kept.size);
        longName = kept.type === 'L' ? zeroEnded(content) : /\d+ path=(.*)\n/.exec(content.toString())?.[1] ?? longName;
        skip = Math.ceil(kept.size / block) * block;
        kept = undefined;
        continue;
      }
      if (rest.length < block) break;
      const header = rest.subarray(0, block), size = Number.parseInt(zeroEnded(header.subarray(124, 136)).trim() || '0', 8), type = String.fromCharCode(header[156]!);
      if (header[0] === 0 || !Number.isSafeInteger(size) || size < 0) return names;
      rest = rest.subarray(block);
      if ((type === 'L' || type === 'x') && size <= 64 * 1024) { kept = { type, size }; continue; }
      const prefix = header.toString('latin1', 257, 262) === 'ustar' ? zeroEnded(header.subarray(345, 500)) : '';
      const name = longName ?? (prefix ? `${prefix}/` : '') + zeroEnded(header.subarray(0, 100));
      longName = undefined;
      if ((type === '0' || type === '\0' || type === '7') && names.push(name) >= mostNames) return names;
      skip = Math.ceil(size / block) * block;
    }
  }
  return names;
}

/** The names inside an archive, one a line: of zip and tar, packed by gzip or not. Others are known by their own name alone. */
export async function readArchive({ path: file, mediaType, name }: Source, { signal }: Workshop): Promise<string> {
  const isTar = mediaType === 'application/x-tar', isGzip = mediaType === 'application/gzip';
  let names: string[] = [];
  if (mediaType === 'application/zip') names = await namesInZip(file, signal);
  else if (isTar) names = await namesInTar(createReadStream(file), signal);
  else if (isGzip && /\.(tar\.gz|tgz)$/i.test(name)) {
    const stream = createReadStream(file), unpacked = stream.pipe(createGunzip());
    stream.once('error', (error) => { unpacked.destroy(error); });
    try { names = await namesInTar(unpacked, signal); } finally { stream.destroy(); unpacked.destroy(); }
  }
  return plainText(names.join('\n').slice(0, mostText));
}
