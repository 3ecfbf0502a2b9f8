import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { CallError } from '../../errors.ts';

/** Says whether bytes are known to do harm. Throws `unavailable` where it cannot be asked now, and `too-large` for more than it takes. */
export interface Scanner {
  scan(stream: Readable): Promise<{ isClean: true } | { isClean: false; signature: string }>;
  version(): Promise<string>;
}

/** `idleMs`: how long the scanner may be silent; it reads at its own pace and answers when it has looked at all of it. */
export interface ClamdOptions { idleMs?: number; atOnce?: number }

type Address = { path: string } | { host: string; port: number };

/** `host:port`, `[address]:port`, or the path of a Unix socket. Undefined where it is neither. */
export function clamdAddress(text: string): Address | undefined {
  if (text.startsWith('/')) return { path: text };
  const [, bracketed, plain, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host !== undefined && Number(port) > 0 && Number(port) < 65_536 ? { host, port: Number(port) } : undefined;
}

/** ClamAV's daemon, asked over a connection for each file (its man page: INSTREAM). */
export function createClamd(address: Address, { idleMs = 120_000, atOnce = 4 }: ClamdOptions = {}): Scanner {
  const turn = turns(atOnce);
  const unavailable = (cause: unknown) => new CallError('unavailable', 'The virus scanner does not answer', undefined, { cause });

  /** One command and its answer. */
  function ask(command: string, body?: Readable): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      const socket = connect(address);
      let answer = '', isSending = false;
      const end = (settle: () => void) => { socket.destroy(); body?.destroy(); settle(); };
      socket.setTimeout(idleMs, () => { end(() => { reject(unavailable(new Error('silent for too long'))); }); });
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => {
        answer += text;
        if (answer.includes('\0')) end(() => { resolve(answer.slice(0, answer.indexOf('\0'))); });
      });
      const lost = (error: Error) => { end(() => { reject(isSending ? new CutShort('closed while it was read to', { cause: error }) : unavailable(error)); }); };
      socket.on('error', lost);
      socket.on('close', () => { lost(new Error('closed without an answer')); });
      socket.on('connect', () => {
        socket.write(`z${command}\0`);
        if (!body) return;
        isSending = true;
        send(socket, body).then(() => { isSending = false; }, (error: Error) => { end(() => { reject(error); }); });
      });
    });
  }

  return {
    async scan(stream) {
      const answer = await turn(() => ask('INSTREAM', stream)).catch(async (error: unknown) => {
        if (!(error instanceof CutShort)) throw error;
        await ask('PING'); // it is there, so it did not want to read on
        return 'INSTREAM size limit exceeded';
      });
      if (/^stream: OK$/.test(answer)) return { isClean: true };
      const signature = /^stream: (.+) FOUND$/.exec(answer)?.[1];
      if (signature !== undefined) return { isClean: false, signature };
      if (/size limit exceeded/i.test(answer)) throw new CallError('too-large', 'The file is larger than the virus scanner takes');
      throw unavailable(new Error(answer));
    },
    version: () => ask('VERSION'),
  };
}

/** clamd closes in the middle of a file that is larger than it takes; the reset that follows can overtake the answer that says so. */
class CutShort extends Error { override readonly name = 'CutShort'; }

/** Pieces, each after its length, then an empty one. Ends early where clamd has closed. An error of the source is thrown as it is. */
async function send(socket: Socket, body: Readable): Promise<void> {
  const length = (bytes: number) => { const head = Buffer.alloc(4); head.writeUInt32BE(bytes); return head; };
  for await (const piece of body as AsyncIterable<Buffer>) {
    if (socket.destroyed || !socket.writable) return;
    socket.write(length(piece.length));
    if (!socket.write(piece)) await drained(socket);
  }
  if (socket.writable) socket.write(length(0));
}
const drained = (socket: Socket) => new Promise<void>((resolve) => {
  const done = () => { socket.off('drain', done).off('close', done).off('error', done); resolve(); };
  socket.on('drain', done).on('close', done).on('error', done);
});

/** Lets so many run at once; the others wait in order. */
function turns(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= most) await new Promise<void>((go) => { waiting.push(go); });
    else running += 1;
    try { return await run(); }
    finally {
      const next = waiting.shift();
      if (next) next(); else running -= 1;
    }
  };
}
