import type { ErrorCode } from '@corridor/sdk/protocol';
import { CallError } from './errors.ts';

/** A refusal that has an HTTP status of its own. */
export class HttpError extends CallError {
  readonly status: number;
  constructor(status: number, code: ErrorCode, message: string) {
    super(code, message);
    this.status = status;
  }
}

/** What Node calls a packed body that is broken: gzip and deflate, Brotli. */
const unpacking = /^(Z_|ERR__ERROR_|ERR_BROTLI_)/;

const foreign: Record<number, [ErrorCode, string]> = {
  400: ['invalid-input', 'The body is not valid JSON'],
  413: ['too-large', 'The body is larger than this server takes'],
  415: ['invalid-input', 'The body has an encoding that is not known here'],
};

/** What Koa's parsers throw, in our words: theirs may repeat the body. Undefined for anything else. */
export function fromParser(error: unknown): HttpError | undefined {
  const { status, code } = error as { status?: unknown; code?: unknown };
  if (error instanceof CallError) return undefined;
  if (code === 'ECONNABORTED' || code === 'ECONNRESET') return new HttpError(400, 'invalid-input', 'The request ended before it was complete');
  if (typeof code === 'string' && unpacking.test(code)) return new HttpError(400, 'invalid-input', 'The body cannot be unpacked');
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return new HttpError(status, ...(foreign[status] ?? ['invalid-input', 'The request cannot be read']));
}
