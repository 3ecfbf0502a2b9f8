import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const magicCookie = 0x2112a442, bindingRequest = 0x0001, bindingSuccess = 0x0101, headerBytes = 20;

/** A STUN Binding request without attributes (RFC 8489, section 5). */
function request(): Buffer {
  const message = Buffer.alloc(headerBytes);
  message.writeUInt16BE(bindingRequest, 0);
  message.writeUInt32BE(magicCookie, 4);
  randomBytes(12).copy(message, 8);
  return message;
}

const isAnswerTo = (asked: Buffer, answer: Buffer): boolean => answer.length >= headerBytes && answer.readUInt16BE(0) === bindingSuccess && answer.subarray(4, headerBytes).equals(asked.subarray(4));

interface Place { host: string; port: number; isTls: boolean; isTcp: boolean }

function placeOf(url: string): Place {
  const [, scheme = '', bracketed, name, port] = /^(\w+):(?:\[([^\]]+)\]|([^:?]+))(?::(\d+))?/.exec(url) ?? [], isTls = scheme.toLowerCase().endsWith('s');
  return { host: bracketed ?? name ?? '', port: Number(port ?? (isTls ? 5349 : 3478)), isTls, isTcp: isTls || /transport=tcp$/i.test(url) };
}

function overUdp({ host, port }: Place, repeatMs: number, signal: AbortSignal): Promise<boolean> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4'), asked = request(), ask = () => { socket.send(asked, port, host, (error) => { if (error) socket.emit('failed'); }); };
  const again = setInterval(ask, repeatMs); // one datagram may be lost
  return new Promise<boolean>((resolve) => {
    socket.on('message', (answer) => { if (isAnswerTo(asked, answer)) resolve(true); });
    for (const over of ['error', 'failed']) socket.on(over, () => { resolve(false); });
    signal.addEventListener('abort', () => { resolve(false); });
    ask();
  }).finally(() => { clearInterval(again); socket.close(); });
}

function overTcp({ host, port, isTls }: Place, signal: AbortSignal): Promise<boolean> {
  const asked = request(), socket: Socket = isTls ? connectTls({ host, port, servername: host }) : connect({ host, port });
  return new Promise<boolean>((resolve) => {
    let answer = Buffer.alloc(0);
    socket.once(isTls ? 'secureConnect' : 'connect', () => { socket.write(asked); });
    socket.on('data', (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes]);
      if (answer.length >= headerBytes) resolve(isAnswerTo(asked, answer));
    });
    for (const over of ['error', 'close']) socket.on(over, () => { resolve(false); });
    signal.addEventListener('abort', () => { resolve(false); });
  }).finally(() => { socket.destroy(); });
}

/** Whether a STUN or TURN server answers a Binding request at a `stun:` or `turn:` URI. TURN servers answer one without credentials. */
export async function probe(url: string, patienceMs = 2000): Promise<boolean> {
  const place = placeOf(url), signal = AbortSignal.timeout(patienceMs);
  return place.isTcp ? overTcp(place, signal) : overUdp(place, patienceMs / 4, signal);
}

export interface IceState { url: string; state: 'ready' | 'unreachable' }

/** How those servers are, asked at most every `everyMs`. */
export function createIceStates(urls: readonly string[], everyMs = 30_000): () => Promise<IceState[]> {
  let asked: Promise<IceState[]> | undefined, until = 0;
  return () => {
    if (!asked || performance.now() > until) {
      until = performance.now() + everyMs;
      asked = Promise.all(urls.map(async (url): Promise<IceState> => ({ url, state: await probe(url).catch(() => false) ? 'ready' : 'unreachable' })));
    }
    return asked;
  };
}
