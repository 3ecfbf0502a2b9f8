import type { ErrorCode } from '@corridor/sdk';

/** The server's refusal of a file. */
export class ExportRefused extends Error {
  readonly refusal: { code: ErrorCode; message: string };
  constructor(refusal: { code: ErrorCode; message: string }) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** What file systems refuse, or read as a folder. */
const fileName = (name: string): string => [...name].map((character) => (character < ' ' || '\\/:*?"<>|'.includes(character) ? '-' : character)).join('').replace(/^\.+/, '').slice(-120);

/** Reads an answer as it comes and hands it to the browser as a file. Nothing is saved of one that breaks off or that `signal` ends. */
export async function download(response: Response, name: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
  if (!response.ok || !response.body) throw new ExportRefused(await refusalOf(response));
  const reader = response.body.getReader(), parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    onBytes((bytes += value.length));
  }
  signal.throwIfAborted();
  const url = URL.createObjectURL(new Blob(parts, { type: response.headers.get('content-type') ?? '' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: fileName(name) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may still be reading it
}

async function refusalOf(response: Response): Promise<{ code: ErrorCode; message: string }> {
  const body = (await response.json().catch(() => undefined)) as { error?: { code: ErrorCode; message: string } } | undefined;
  return body?.error ?? { code: 'unavailable', message: '' };
}
