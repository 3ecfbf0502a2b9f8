import { finished } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

/** Goes through a zip's entries in their order; `visit` answers false to end. Throws where the file is no zip that can be read. */
export async function eachEntry(file: string, signal: AbortSignal, visit: (entry: Entry, zip: ZipFile) => Promise<boolean> | boolean): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      if (!await visit(entry, zip)) return;
    }
  } finally { zip.close(); }
}

/** The beginning of an entry's content, whatever its header says it has. */
export async function contentOf(zip: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry), chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if ((bytes += chunk.length) >= most) break;
  }
  stream.destroy();
  await finished(stream).catch(() => undefined);
  return Buffer.concat(chunks).subarray(0, most);
}
