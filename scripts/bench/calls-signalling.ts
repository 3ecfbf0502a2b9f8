// A thousand calls a minute through the server beside chat: each rings, is answered, signalled and ended, on a schedule that waits for nobody.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { build } from '../build.mjs';
import { statementsOfOneCall } from './calls-queries.ts';
import { type Figure, figure, quantile } from './figure.ts';
import { startCorridor, startFloor, token } from './processes.ts';

const callsAMinute = 1000;
const minutes = 1;
const messagesASecond = 500;
const pairs = 240;
const writers = 20;
/** Offer, answer and four candidates each way. */
const signalsACall = 10;

interface CallTold { id: string; status: string; participants: { id: string; userId: string; state: string }[] }

/** Somebody with a connection, who takes note of what is told. */
class Client {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, { isIt: (payload: never) => boolean; done: (at: number) => void }[]>();

  constructor(url: string, user: string) {
    this.#socket = io(url, { transports: ['websocket'], forceNew: true, auth: { token: token(user) } });
    this.#socket.onAny((name: string, payload) => {
      const list = this.#waiting.get(name) ?? [], at = performance.now(), met = list.filter(({ isIt }) => isIt(payload as never));
      if (met.length === 0) return;
      this.#waiting.set(name, list.filter((one) => !met.includes(one)));
      for (const { done } of met) done(at);
    });
  }

  connected = (): Promise<void> => new Promise((resolve, reject) => { if (this.#socket.connected) resolve(); else { this.#socket.once('connect', resolve); this.#socket.once('connect_error', reject); } });

  async ask<T>(name: string, input: object): Promise<T> {
    const ack = await this.#socket.timeout(20_000).emitWithAck('request', name, input) as { ok: T } | { error: { code: string; message: string } };
    if ('error' in ack) throw new Error(`${name}: ${ack.error.code}: ${ack.error.message}`);
    return ack.ok;
  }

  /** When the next such event arrives. */
  hears<T>(name: string, isIt: (payload: T) => boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => { reject(new Error(`${name} did not arrive within 20 s`)); }, 20_000);
      this.#waiting.set(name, [...this.#waiting.get(name) ?? [], { isIt: isIt, done: (at) => { clearTimeout(late); resolve(at); } }]);
    });
  }

  close(): void { this.#socket.close(); }
}

interface Times { rings: number[]; answered: number[]; signal: number[]; whole: number[] }

async function oneCall(caller: Client, called: Client, channelId: string, times: Times): Promise<void> {
  const id = randomUUID(), deviceId = 'bench', begin = performance.now();
  const rings = called.hears<CallTold>('calls.changed', (call) => call.id === id), isActive = caller.hears<CallTold>('calls.changed', (call) => call.id === id && call.status === 'active');
  const { participantId } = await caller.ask<{ participantId: string }>('calls.start', { channelId, id, kind: 'audio', deviceId });
  times.rings.push(await rings - begin);
  await called.ask('calls.ring', { callId: id });
  const answering = performance.now(), answer = await called.ask<{ participantId: string }>('calls.join', { callId: id, deviceId });
  times.answered.push(await isActive - answering);
  for (let seq = 1; seq <= signalsACall; seq++) {
    const [from, to, speaker, hearer] = seq % 2 ? [participantId, answer.participantId, caller, called] : [answer.participantId, participantId, called, caller];
    const heard = hearer.hears<{ callId: string; signals: { seq: number }[] }>('calls.signal', (said) => said.callId === id && said.signals[0]?.seq === seq), said = performance.now();
    await speaker.ask('calls.signal', { participantId: from, to, epoch: 1, signals: [{ run: id, seq, ack: 0, data: { type: 'candidate', candidate: `candidate:${seq} 1 udp 2122260223 192.0.2.1 5000${seq % 10} typ host` } }] });
    times.signal.push(await heard - said);
  }
  await Promise.all([[caller, participantId], [called, answer.participantId]].map(([client, mine]) => (client as Client).ask('calls.update', { participantId: mine, isConnected: true, media: { microphone: true } })));
  const isOver = called.hears<CallTold>('calls.changed', (call) => call.id === id && call.status === 'ended');
  await caller.ask('calls.leave', { participantId });
  await isOver;
  times.whole.push(performance.now() - begin);
}

/** Work that leaves on schedule, whether or not what left before is done. */
async function openLoop(aSecond: number, count: number, one: (index: number) => Promise<unknown>): Promise<Error[]> {
  const errors: Error[] = [], running = new Set<Promise<unknown>>(), begin = performance.now();
  for (let index = 0; index < count; index++) {
    const due = begin + (index * 1000) / aSecond;
    if (due > performance.now()) await pause(due - performance.now());
    const work: Promise<unknown> = one(index).catch((error: unknown) => { errors.push(error as Error); }).finally(() => running.delete(work));
    running.add(work);
  }
  await Promise.all(running);
  return errors;
}

export async function callsSignalling(): Promise<Figure[]> {
  await build({ goesOn: true });
  const server = await startCorridor(), floor = await startFloor(), clients: Client[] = [], echoes: number[] = [];
  const open = async (user: string) => { const client = new Client(server.url, user); clients.push(client); await client.connected(); return client; };
  try {
    const free = await Promise.all(Array.from({ length: pairs }, async (_, index) => {
      const users: [string, string] = [`caller${index}`, `called${index}`], [caller, called] = [await open(users[0]), await open(users[1])];
      return { caller, called, channelId: (await caller.ask<{ id: string }>('chat.openDirect', { userIds: [users[1]] })).id };
    }));
    const chats = await Promise.all(Array.from({ length: writers }, async (_, index) => {
      const writer = await open(`writer${index}`);
      return { writer, channelId: (await writer.ask<{ id: string }>('chat.createChannel', { kind: 'group', name: 'Bench', members: [`reader${index}`] })).id };
    }));
    const [speaker, hearer] = [io(floor.url, { transports: ['websocket'] }), io(floor.url, { transports: ['websocket'] })];
    hearer.on('said', ({ at }: { at: number }) => { echoes.push(performance.now() - at); });

    const times: Times = { rings: [], answered: [], signal: [], whole: [] }, sent: number[] = [], calls = callsAMinute * minutes, begin = performance.now();
    let busiest = 0;
    const [callErrors, chatErrors] = await Promise.all([
      openLoop(callsAMinute / 60, calls, async () => {
        const pair = free.shift();
        if (!pair) throw new Error(`all ${pairs} pairs are in calls`);
        busiest = Math.max(busiest, pairs - free.length);
        try { await oneCall(pair.caller, pair.called, pair.channelId, times); } finally { free.push(pair); }
      }),
      openLoop(messagesASecond, messagesASecond * 60 * minutes, async (index) => {
        const { writer, channelId } = chats[index % writers]!, at = performance.now();
        await writer.ask('chat.send', { channelId, id: randomUUID(), text: 'The forwarder confirmed PO-1042 for Monday: one truck, both profiles.' });
        sent.push(performance.now() - at);
      }),
      openLoop(100, 6000 * minutes, () => speaker.emitWithAck('say', { at: performance.now() })),
    ]);
    const seconds = (performance.now() - begin) / 1000, statements = await statementsOfOneCall(signalsACall), all = [...statements.values()].reduce((sum, count) => sum + count, 0);
    const errors = [...callErrors, ...chatErrors];
    console.log(`  ${times.whole.length} of ${calls} calls and ${sent.length} messages in ${seconds.toFixed(1)} s, at most ${busiest} calls at once, ${errors.length} errors${errors.length ? `, such as ${errors[0]!.message}` : ''}`);
    console.log(`  statements a call: ${all}, of which ${['begin', 'set-tenants', 'commit'].reduce((sum, name) => sum + (statements.get(name) ?? 0), 0)} around transactions`);
    const at = (values: number[], share: number) => quantile(values, share);
    speaker.close();
    hearer.close();
    return [
      figure('calls a minute', '1/min', (times.whole.length * 60) / Math.max(60 * minutes, seconds), callsAMinute),
      figure('messages a second beside', '1/s', sent.length / Math.max(60 * minutes, seconds), messagesASecond),
      ...([['to ringing', times.rings], ['answer to the caller', times.answered], ['a signal', times.signal], ['a message stored', sent]] as const).flatMap(([name, values]) =>
        [0.5, 0.99].map((share) => figure(`${name}, p${share * 100}`, 'ms', at(values, share), at(echoes, share)))),
    ];
  } finally {
    for (const client of clients) client.close();
    await floor.stop();
    await server.stop();
  }
}
