import { pino, type Logger } from 'pino';

/**
 * Structured logs, one JSON object a line. `info`: steps of the server's life; `warn`: recovered by itself; `error`: gave up;
 * `debug`: each request. Never a token, a message's text or a password: what could hold one is cut out here as well.
 */
export function createLog(level: string): Logger {
  return pino({
    name: 'corridor', level,
    redact: { paths: ['token', 'password', 'authorization', '*.token', '*.password', '*.authorization', '*.headers', '*.config', 'err.parameters', 'err.detail', 'err.cause.detail'], remove: true },
  });
}
