import { pino, type Logger } from 'pino';

/**
 * Structured logs, one JSON object a line. `info`: steps of the server's life; `warn`: recovered by itself; `error`: gave up;
 * `debug`: each request. Never a token, a message's text or a password: what could hold one is cut out here as well.
 */
export function createLog(level: string): Logger {
  return pino({
    name: 'corridor', level,
    redact: { paths: ['token', 'password', 'authorization', '*.token', '*.password', '*.authorization', '*.headers', '*.config', 'err.parameters', 'err.detail', 'err.cause.detail'], remove: true },
  }, output());
}

const mostHeld = 1_000_000;

/** Standard output. Where it cannot be written, as on a disk that is full, the server goes on: what is said meanwhile is held, up to a million characters, and comes once there is room. */
function output(): ReturnType<typeof pino.destination> {
  const output = pino.destination({ dest: 1, sync: false, maxLength: mostHeld });
  const { flushSync } = output;
  output.on('error', () => { output.flushSync = () => undefined; }); // at the end of the process it would try for ever
  output.on('write', () => { output.flushSync = flushSync; });
  return output;
}
