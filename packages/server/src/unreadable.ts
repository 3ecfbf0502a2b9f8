import type { ErrorCode } from '@corridor/sdk/protocol';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server } from 'node:http';

const answers: Record<string, [number, ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'too-large', 'The address and headers are longer than this server takes; a token that names too many `groups` is the usual cause'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'timeout', 'The request took too long to arrive'],
};

/** Answers what is not even HTTP in the shape of every other error, instead of hanging up. */
export function refuseUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) { socket.destroy(); return; }
    const [status, code, message] = answers[error.code ?? ''] ?? [400, 'invalid-input', 'This is not an HTTP request'];
    const body = JSON.stringify({ error: { code, message } });
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nX-Request-Id: ${randomUUID()}\r\nContent-Type: application/json\r\n`
      + `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  });
}
