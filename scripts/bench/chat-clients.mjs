// People who talk in rooms, each with a connection of their own, in a process of their own: told by its parent what to do.
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

/** @typedef {{ channelId: string, people: import('socket.io-client').Socket[] }} Room */
/** @type {Room[]} */
let rooms = [];
let isBare = false;
/** What is measured now. */
let run;

const ask = (socket, name, input) =>
  new Promise((resolve, reject) => {
    socket.emit('request', name, input, (answer) => (answer.error ? reject(new Error(`${name}: ${answer.error.message}`)) : resolve(answer.ok)));
  });
const send = (socket, channelId, text) => {
  const message = { id: randomUUID(), channelId, text };
  return isBare ? new Promise((resolve) => socket.emit('say', message, resolve)) : ask(socket, 'chat.send', message);
};

/** Some at a time, as many as a server takes in at once without making anybody wait long. */
async function inTurns(items, each, atOnce = 50) {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = waiting.shift(); item; item = waiting.shift()) await each(item);
    }),
  );
}

/** `places`: for each room its id, where it has one already, and the tokens of its people. */
async function enter({ url, bare, places }) {
  isBare = bare;
  rooms = places.map(({ channelId }) => ({ channelId, people: [] }));
  await inTurns(places.entries(), async ([index, { tokens, members }]) => {
    const room = rooms[index];
    for (const [at, token] of tokens.entries()) {
      const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { token } });
      await new Promise((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      if (isBare) await new Promise((resolve) => socket.emit('join', room.channelId, resolve));
      else if (at === tokens.length - 1) await Promise.all(room.people.map((one) => ask(one, 'session.me', {}))); // all are known by now
      room.people.push(socket);
      socket.on('chat.message', ({ text, channelId }) => {
        if (channelId === room.channelId) run?.onArrival(text);
      });
    }
    if (isBare) return;
    room.channelId = (await ask(room.people[0], 'chat.createChannel', { kind: 'group', name: `Room ${index}`, members })).id;
    for (const socket of room.people) await ask(socket, 'chat.sync', {});
  });
}

const now = () => performance.now();

/** As many as go through: everybody says the next thing once the one before is acknowledged. */
async function saturate({ seconds }) {
  let delivered = 0, sent = 0;
  const begin = now(), until = begin + seconds * 1000;
  run = { onArrival: () => { delivered++; } };
  await Promise.all(
    rooms.flatMap(({ channelId, people }) =>
      people.map(async (one) => {
        while (now() < until) {
          await send(one, channelId, 'Is the grease in stock, or do we order forty more tins?');
          sent++;
        }
      }),
    ),
  );
  const elapsed = (now() - begin) / 1000;
  run = undefined;
  return { sent, delivered, seconds: elapsed };
}

/** So many a second, on schedule, whether or not the ones before have arrived; latencies count from the moment that was due. */
async function keepPace({ seconds, perSecond }) {
  const late = [], begin = now() + 50, count = Math.round(seconds * perSecond);
  let failed = 0, open = count, done;
  const all = new Promise((resolve) => (done = resolve)), readers = rooms[0].people.length;
  const look = () => { if (open === 0 && late.length >= (count - failed) * readers) done(); };
  run = { onArrival: (text) => { late.push(now() - Number(text)); look(); } };
  for (let i = 0; i < count; ) {
    const due = begin + (i * 1000) / perSecond, wait = due - now();
    if (wait > 0) { await new Promise((resolve) => setTimeout(resolve, wait)); continue; }
    const { channelId, people } = rooms[i % rooms.length];
    i++;
    send(people[Math.floor(i / rooms.length) % people.length], channelId, String(due)).catch(() => { failed++; }).finally(() => { open--; look(); });
  }
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 20_000))]); // what has not arrived by then is lost
  run = undefined;
  late.sort((a, b) => a - b);
  const at = (share) => late[Math.min(late.length - 1, Math.floor(late.length * share))];
  return { sent: count, failed, delivered: late.length, p50: at(0.5), p99: at(0.99), most: late.at(-1) };
}

const does = { enter, saturate, keepPace };
process.on('message', ({ id, what, input }) => {
  does[what](input).then((answer) => process.send({ id, answer }), (error) => process.send({ id, error: error.message }));
});
process.on('disconnect', () => process.exit());
