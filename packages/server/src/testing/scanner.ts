import { createServer, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Answers as clamd does, and finds whatever has the word `harmful` in it. It is away until `open`. */
export interface PretendedScanner { address: string; /** How many files it has looked at. */ scanned(): number; open(): Promise<void>; close(): Promise<void> }

export function pretendScanner(): PretendedScanner {
  const address = path.join(os.tmpdir(), `scanner-${randomUUID()}.sock`), sockets = new Set<Socket>();
  let scanned = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined).on('close', () => { sockets.delete(socket); });
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      if (received.toString('latin1').startsWith('zVERSION\0')) socket.end('ClamAV 1.0 pretended\0');
      if (!received.toString('latin1').startsWith('zINSTREAM\0') || !received.subarray(-4).equals(Buffer.alloc(4))) return;
      scanned += 1;
      socket.end(received.includes('harmful') ? 'stream: Pretended.Harm FOUND\0' : 'stream: OK\0');
    });
  });
  return {
    address, scanned: () => scanned,
    async open() {
      await rm(address, { force: true });
      await new Promise<void>((resolve) => { server.listen(address, resolve); });
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    },
  };
}
