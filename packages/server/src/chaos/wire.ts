import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire between one person and a server, for every way in which a network fails. */
export interface Wire {
  readonly url: string;
  /** Connections end at once, and new ones are refused. */
  cut(): void;
  /** Nothing goes through and nobody is told: connections are taken and stay silent, and no end of either side reaches the other. */
  silence(): void;
  /** What the server says arrives this slowly. */
  slow(bytesPerSecond: number): void;
  /** `isForgotten`: what was open through the trouble is dropped, as by a router that has lost its table. Otherwise it goes on with all that was held. */
  mend(isForgotten?: boolean): void;
  close(): Promise<void>;
}

interface Pair { near: Socket; far: Socket | undefined; ended: boolean }

export async function openWire(target: string): Promise<Wire> {
  const { port, hostname } = new URL(target), pairs = new Set<Pair>();
  let state: 'open' | 'cut' | 'silent' = 'open', rate = Infinity;
  const drop = (pair: Pair) => {
    pairs.delete(pair);
    pair.near.destroy();
    pair.far?.destroy();
  };
  const ended = (pair: Pair) => {
    if (state === 'silent') pair.ended = true;
    else drop(pair);
  };
  const hold = (pair: Pair) => { pair.near.pause(); pair.far?.pause(); };
  const reach = (pair: Pair) => {
    const { near } = pair, far = pair.far = connect(Number(port), hostname);
    for (const socket of [near, far]) { socket.on('error', () => undefined); socket.on('close', () => { ended(pair); }); socket.on('end', () => { ended(pair); }); }
    near.on('data', (bytes) => { if (!far.destroyed) far.write(bytes); });
    far.on('data', (bytes) => {
      if (!near.destroyed) near.write(bytes);
      if (rate === Infinity) return;
      far.pause();
      setTimeout(() => { if (state === 'open') far.resume(); }, (bytes.length / rate) * 1000).unref();
    });
  };
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const pair: Pair = { near, far: undefined, ended: false };
    pairs.add(pair);
    if (state === 'open') { reach(pair); return; }
    near.on('error', () => undefined);
    near.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() { state = 'cut'; rate = Infinity; for (const pair of pairs) drop(pair); },
    silence() { if (state === 'cut') return; state = 'silent'; for (const pair of pairs) hold(pair); },
    slow(bytesPerSecond) { rate = bytesPerSecond; },
    mend(isForgotten = false) {
      state = 'open';
      rate = Infinity;
      for (const pair of pairs) {
        if (isForgotten || pair.ended || pair.near.destroyed) { drop(pair); continue; }
        if (!pair.far) reach(pair);
        pair.near.resume();
        pair.far?.resume();
      }
    },
    async close() {
      server.close();
      for (const pair of pairs) drop(pair);
      await once(server, 'close');
    },
  };
}
