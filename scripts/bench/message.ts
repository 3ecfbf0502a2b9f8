// One message from send to the other person: to their client in Node, and to their screen in Chromium.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Corridor, createCorridor } from '@corridor/sdk';
import { io } from 'socket.io-client';
import { findBrowser } from '../browser.mjs';
import { build } from '../build.mjs';
import { type Figure, figure, median, quantile } from './figure.ts';
import { startCorridor, startFloor, token } from './processes.ts';
import { openScreens } from './screens.ts';

const perSecond = 40;
const perRound = 200;
const rounds = 5;
const channels = 8;

/** Something that carries a text from one person to another and tells when it arrived. */
export interface Way {
  send(text: string): void;
  /** Calls back with the text and the moment of its arrival, in milliseconds since the epoch. */
  onArrival(listener: (text: string, at: number) => void): void;
}

/** An open loop: messages leave on schedule whether or not the last one has arrived, and waiting in a queue counts. */
async function round(way: Way): Promise<number[]> {
  const sent = new Map<string, number>();
  const times: number[] = [];
  const all = new Promise<void>((resolve) => {
    way.onArrival((text, at) => {
      const due = sent.get(text);
      if (due === undefined) return;
      sent.delete(text);
      times.push(at - due);
      if (times.length === perRound) resolve();
    });
  });
  const begin = now();
  for (let i = 0; i < perRound; i++) {
    const due = begin + (i * 1000) / perSecond;
    if (due > now()) await pause(due - now());
    const text = randomUUID();
    sent.set(text, now());
    way.send(text);
  }
  await Promise.race([
    all,
    pause(20_000).then(() => {
      throw new Error(`${perRound - times.length} of ${perRound} messages did not arrive`);
    }),
  ]);
  return times;
}

const now = () => performance.timeOrigin + performance.now();

/** Rounds take turns, so that whatever else the machine does meets both. The first one only warms up. */
async function compare(name: string, corridor: Way, floor: Way): Promise<Figure[]> {
  const found = { corridor: [] as number[][], floor: [] as number[][] };
  for (let i = 0; i <= rounds; i++) {
    const [a, b] = [await round(corridor), await round(floor)];
    if (!i) continue;
    found.corridor.push(a);
    found.floor.push(b);
  }
  const at = (lists: number[][], share: number) => median(lists.map((list) => quantile(list, share)));
  return [0.5, 0.99].map((share) =>
    figure(`to the other ${name}, p${share * 100}`, 'ms', at(found.corridor, share), at(found.floor, share)),
  );
}

export async function message(): Promise<Figure[]> {
  await build({ goesOn: true });
  const screens = findBrowser() ? await openScreens() : undefined;
  const server = await startCorridor(screens?.origin);
  const bare = await startFloor();
  const clients: Corridor[] = [];
  try {
    const connect = async (user: string) => {
      const client = createCorridor({ url: server.url, token: async () => token(user), storage: 'memory' });
      clients.push(client);
      await client.connect();
      return client;
    };
    const [ada, ben] = [await connect('ada'), await connect('ben')];
    const open = async () => (await ada.chat.createChannel({ kind: 'group', name: 'Bench', members: ['ben'] })).id;
    const ids = await Promise.all(Array.from({ length: channels }, open));

    let turn = 0;
    const corridor: Way = {
      send: (text) => void ada.chat.send(ids[turn++ % channels]!, { text }),
      onArrival: (listener) =>
        ben.on('chat.message', ({ text }) => {
          listener(text, now());
        }),
    };
    const [speaker, hearer] = [io(bare.url, { transports: ['websocket'] }), io(bare.url, { transports: ['websocket'] })];
    const floor: Way = {
      send: (text) => void speaker.emitWithAck('say', { text }),
      onArrival: (listener) =>
        hearer.on('said', ({ text }: { text: string }) => {
          listener(text, now());
        }),
    };
    const figures = await compare('client', corridor, floor);
    if (!screens) {
      console.log('  no browser found, so no figures to the screen');
      return figures;
    }
    const channelId = await open(); // one that is read to its end, for the list opens where reading stopped
    const seen = await screens.open({ server: server.url, token: () => token('ben'), channelId, floor: bare.url });
    figures.push(
      ...(await compare(
        'screen',
        { send: (text) => void ada.chat.send(channelId, { text }), onArrival: seen.corridor },
        { send: floor.send, onArrival: seen.floor },
      )),
    );
    speaker.close();
    hearer.close();
    return figures;
  } finally {
    for (const client of clients) client.close();
    await screens?.close();
    await bare.stop();
    await server.stop();
  }
}
