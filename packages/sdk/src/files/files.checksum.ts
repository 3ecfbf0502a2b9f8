// Loaded with the first upload.
const sliceBytes = 2 ** 20;
/** What the browser sums up by itself has to be in memory as a whole. */
const mostInMemory = 8 * 2 ** 20;
/** Bytes a millisecond; a device that is slower has better things to do. */
const leastSpeed = 10_000;

/** SHA-256 in hex, read piece by piece with time for the page in between; undefined where that would take too long. */
export async function sha256(blob: Blob): Promise<string | undefined> {
  if (globalThis.crypto?.subtle && blob.size <= mostInMemory) return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())));
  const { sha256: sum } = await import('@noble/hashes/sha2.js'), hash = sum.create();
  let spent = 0;
  for (let start = 0; start < blob.size; start += sliceBytes) {
    const slice = new Uint8Array(await blob.slice(start, start + sliceBytes).arrayBuffer()), from = performance.now();
    hash.update(slice);
    spent += performance.now() - from;
    if (start >= 8 * sliceBytes && start / spent < leastSpeed) return undefined;
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  return toHex(hash.digest());
}

const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
