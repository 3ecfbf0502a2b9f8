// Bytes over tus 1.0. Loaded with the first upload to a server.
import { DetailedError, Upload, type UploadOptions } from 'tus-js-client';
import { CorridorError, fromRefusal } from '../core/errors.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Sending } from '../transport/transport.ts';

/** Proxies want requests to end. The server keeps what arrives of one that does not. */
const chunkBytes = 16 * 2 ** 20;
/** A connection that takes nothing for so long is none. */
const stallMs = 30_000;

/** tus-js-client reads blobs in browsers alone: in Node it is given their bytes, a piece at a time. */
const blobReader: NonNullable<UploadOptions['fileReader']> = {
  openFile: (input) => {
    const blob = input as unknown as Blob;
    const slice = async (start: number, end: number) => {
      const bytes = Buffer.from(await blob.slice(start, end).arrayBuffer());
      return { value: Object.assign(bytes, { size: bytes.length }) as unknown as Blob, done: end >= blob.size };
    };
    return Promise.resolve({ size: blob.size, slice, close: () => undefined });
  },
};

/** Sends what the server does not have yet; resolves when it has all, and has taken it. One attempt. */
export function sendByTus(uploadUrl: string, blob: Blob, { onSent, signal, token }: Sending & { token: () => Promise<string> }): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let stall: ReturnType<typeof setTimeout> | undefined;
    const watch = () => { clearTimeout(stall); stall = setTimeout(() => { over(new CorridorError('offline', 'The upload does not move')); }, stallMs); };
    const over = (error?: CorridorError) => {
      clearTimeout(stall);
      signal.removeEventListener('abort', onAbort);
      if (!error) { resolve(); return; }
      void upload.abort().catch(() => undefined);
      reject(error);
    };
    const onAbort = () => { over(new CorridorError('offline', 'Stopped')); };
    const upload = new Upload(blob, {
      uploadUrl, chunkSize: chunkBytes, retryDelays: null, storeFingerprintForResuming: false,
      ...(typeof XMLHttpRequest === 'undefined' && { fileReader: blobReader }),
      async onBeforeRequest(request) {
        request.setHeader('Authorization', `Bearer ${await token()}`);
        signal.throwIfAborted();   // what has not left yet cannot be aborted, and would leave now
      },
      onProgress(sent) {
        onSent(sent);
        if (sent < blob.size) watch();
        else clearTimeout(stall);   // what the server does with it may take its time
      },
      onSuccess() { over(); },
      onError(error) { over(refusalOf(error)); },
    });
    signal.addEventListener('abort', onAbort, { once: true });
    watch();
    upload.start();
  });
}

/** The server's own words, where they have arrived. */
function refusalOf(error: Error): CorridorError {
  if (error instanceof CorridorError) return error;
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  if (!answer) return new CorridorError('offline', 'The upload was interrupted', { cause: error });
  try {
    const { error: refusal } = JSON.parse(answer.getBody()) as { error?: Refusal };
    if (refusal?.code) return fromRefusal(refusal);
  } catch { /* a proxy's words */ }
  const status = answer.getStatus();
  if (status === 413) return new CorridorError('too-large', 'A proxy on the way refuses what is that large', { cause: error });
  return new CorridorError(status === 401 ? 'unauthenticated' : 'unavailable', `The upload was answered with ${status}`, { cause: error });
}
