/** Why a server for ways of media is of no use. `refused`: it does not take our credentials; `unreachable`: it does not answer; `blocked`: it answers, and nothing comes through it. */
export type WayProblem = 'refused' | 'unreachable' | 'blocked';

/** A connection of this page to itself. */
export interface Loop { readonly near: RTCDataChannel; readonly far: RTCDataChannel; close(): void }

export class WayError extends Error {
  override readonly name = 'WayError';
  readonly problem: WayProblem;
  constructor(problem: WayProblem) {
    super(problem);
    this.problem = problem;
  }
}

const patienceMs = 8000;
/** What TURN servers refuse credentials or more use with (RFC 8656, section 19). */
const isRefusal = (code: number) => code >= 400 && code < 600;

interface Heard { candidates: number; codes: number[] }

function listen(connection: RTCPeerConnection): { heard: Heard; isComplete: Promise<void> } {
  const heard: Heard = { candidates: 0, codes: [] };
  connection.addEventListener('icecandidateerror', ({ errorCode }) => { heard.codes.push(errorCode); });
  const isComplete = new Promise<void>((resolve) => {
    connection.addEventListener('icecandidate', ({ candidate }) => { if (candidate === null) resolve(); else if (candidate.candidate) heard.candidates++; });
  });
  return { heard, isComplete };
}

const patience = (signal: AbortSignal) => new Promise<'late'>((resolve, reject) => {
  const timer = setTimeout(() => { resolve('late'); }, patienceMs);
  signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason as Error); }, { once: true });
});

/** Whether a STUN server answers. Throws a `WayError`. */
export async function askStun(urls: readonly string[], signal: AbortSignal): Promise<void> {
  const connection = new RTCPeerConnection({ iceServers: [{ urls: [...urls] }] });
  try {
    connection.createDataChannel('');
    const { heard, isComplete } = listen(connection), reflexive = new Promise<void>((resolve) => { connection.addEventListener('icecandidate', ({ candidate }) => { if (candidate?.type === 'srflx') resolve(); }); });
    await connection.setLocalDescription();
    // Where the address that the server sees is this device's own, it answers without a candidate; silence is told as an error.
    const how = await Promise.race([reflexive, isComplete, patience(signal)]);
    if (how === 'late' || (heard.codes.length > 0 && !connection.localDescription?.sdp.includes('typ srflx'))) throw new WayError('unreachable');
  } finally { connection.close(); }
}

/** Goes from this page through a TURN server and back: one half of a call on both sides of it. Throws a `WayError`. */
export async function openLoop(iceServers: readonly RTCIceServer[], signal: AbortSignal): Promise<Loop> {
  const setup: RTCConfiguration = { iceServers: [...iceServers], iceTransportPolicy: 'relay' }, [from, to] = [new RTCPeerConnection(setup), new RTCPeerConnection(setup)], close = () => { from.close(); to.close(); };
  try {
    const both = [from, to].map(listen), [near, far] = [from, to].map((one) => one.createDataChannel('', { negotiated: true, id: 0 })) as [RTCDataChannel, RTCDataChannel];
    const isOpen = Promise.all([near, far].map((channel) => new Promise<void>((resolve) => { channel.addEventListener('open', () => { resolve(); }, { once: true }); })));
    for (const [mine, other] of [[from, to], [to, from]] as const) mine.addEventListener('icecandidate', ({ candidate }) => { if (candidate) void other.addIceCandidate(candidate).catch(() => undefined); });
    await from.setLocalDescription();
    await to.setRemoteDescription(from.localDescription!);
    await to.setLocalDescription();
    await from.setRemoteDescription(to.localDescription!);
    const nowhere = Promise.all(both.map(({ isComplete }) => isComplete)).then<void[] | 'nowhere'>(() => (both.every(({ heard }) => heard.candidates === 0) ? 'nowhere' : isOpen));
    const how = await Promise.race([isOpen, nowhere, patience(signal)]);
    if (how !== 'late' && how !== 'nowhere') return { near, far, close };
    const codes = both.flatMap(({ heard }) => heard.codes);
    throw new WayError(both.some(({ heard }) => heard.candidates > 0) ? 'blocked' : codes.some(isRefusal) ? 'refused' : 'unreachable');
  } catch (error) {
    close();
    throw error;
  }
}

/** There and back, in ms: the least of some. */
export async function roundTrip({ near, far }: Loop, signal: AbortSignal): Promise<number> {
  far.onmessage = ({ data }: MessageEvent<string>) => { far.send(data); };
  let least = Infinity;
  for (let time = 0; time < 5; time++) {
    signal.throwIfAborted();
    const begin = performance.now();
    await new Promise<void>((resolve, reject) => {
      near.onmessage = () => { resolve(); };
      near.onclose = () => { reject(new WayError('blocked')); };
      near.send('');
    });
    least = Math.min(least, performance.now() - begin);
  }
  near.onmessage = near.onclose = far.onmessage = null;
  return least;
}

const chunk = new Uint8Array(16 * 1024), mostWaiting = 256 * 1024, measuredMs = 3000, mostBytes = 12 * 2 ** 20;

/** How much comes through, in bit/s: up and down the line of this device at once, as in a call. Sends for three seconds, or 12 MiB. */
export function measureBitrate({ near, far }: Loop, signal: AbortSignal): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    let sent = 0, received = 0, first = 0, last = 0;
    const done = () => {
      clearTimeout(timer);
      near.onbufferedamountlow = far.onmessage = null;
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(last > first ? (received * 8000) / (last - first) : 0);
    };
    const timer = setTimeout(done, measuredMs), pump = () => {
      while (near.readyState === 'open' && near.bufferedAmount < mostWaiting && sent < mostBytes) {
        near.send(chunk);
        sent += chunk.length;
      }
    };
    signal.addEventListener('abort', done, { once: true });
    near.bufferedAmountLowThreshold = mostWaiting / 2;
    near.onbufferedamountlow = pump;
    far.onmessage = ({ data }: MessageEvent<ArrayBuffer | Blob>) => {
      last = performance.now();
      if (first === 0) { first = last; return; } // its own time is not known
      received += data instanceof Blob ? data.size : data.byteLength;
      if (received >= mostBytes - chunk.length) done();
    };
    pump();
  });
}
