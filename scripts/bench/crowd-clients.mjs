// Thousands of people who are connected and do nothing, in a process of their own; they come back by themselves when the server goes.
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

let crowd = [];
const now = () => performance.now();
const ask = (socket, name, input) =>
  new Promise((resolve, reject) => {
    socket.timeout(30_000).emit('request', name, input, (error, answer) => (error || answer.error ? reject(new Error(error ? error.message : answer.error.message)) : resolve(answer.ok)));
  });

/** In sync: what the server has for them has been asked for and answered. */
const settle = (one) => (one.isBare ? Promise.resolve() : ask(one.socket, 'chat.sync', {}));

const groupOf = 10;
/** Conversations of ten each, and the ids of messages that were acknowledged in them. */
let groups = [];

const say = async (group) => {
  const id = randomUUID();
  await ask(group.people[group.said++ % groupOf].socket, 'chat.send', { id, channelId: group.channelId, text: 'Is the grease in stock?' });
  group.acknowledged.push(id);
};

/** Everybody is in a conversation of ten, in which three have said something. */
async function gather({ users }) {
  groups = Array.from({ length: Math.floor(crowd.length / groupOf) }, (_, at) => ({ people: crowd.slice(at * groupOf, (at + 1) * groupOf), members: users.slice(at * groupOf + 1, (at + 1) * groupOf), acknowledged: [], said: 0 }));
  const waiting = [...groups];
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let group = waiting.shift(); group; group = waiting.shift()) {
        group.channelId = (await ask(group.people[0].socket, 'chat.createChannel', { kind: 'group', members: group.members })).id;
        for (let i = 0; i < 3; i++) await say(group);
      }
    }),
  );
  return {};
}

/** Acknowledged messages that are not there, or more than once. */
async function check() {
  let missing = 0, doubled = 0, acknowledged = 0;
  for (const { people, channelId, acknowledged: ids } of groups) {
    const stored = (await ask(people[0].socket, 'chat.history', { channelId, limit: 200 })).items.map(({ id }) => id);
    acknowledged += ids.length;
    missing += ids.filter((id) => !stored.includes(id)).length;
    doubled += stored.length - new Set(stored).size;
  }
  return { acknowledged, missing, doubled };
}

async function enter({ url, isBare, tokens, atOnce = 100 }) {
  crowd = tokens.map((token) => ({ isBare, socket: io(url, { transports: ['websocket'], forceNew: true, autoConnect: false, reconnection: false, auth: { token } }), isSettled: false }));
  const waiting = [...crowd];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        await connect(one);
        await settle(one);
      }
    }),
  );
}

function connect({ socket }) {
  return new Promise((resolve, reject) => {
    const on = () => { socket.off('connect_error', off); resolve(); }, off = (error) => { socket.off('connect', on); reject(error); };
    socket.once('connect', on);
    socket.once('connect_error', off);
    socket.connect();
  });
}

/** All come back as clients do, with the same back-off on both sides; answers how long after `begin` each of them was connected and in sync. */
function comeBack() {
  const times = [];
  const begin = now();
  return {
    ended: Promise.all(
      crowd.map(async (one) => {
        if (one.socket.connected) await new Promise((resolve) => one.socket.once('disconnect', resolve));
        for (let attempt = 0; ; attempt++) {
          await new Promise((resolve) => setTimeout(resolve, Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2)));
          try {
            await connect(one);
            await settle(one);
            break;
          } catch { one.socket.disconnect(); }
        }
        times.push(now() - begin);
      }),
    ).then(() => ({ times: times.map((time) => Math.round(time)) })),
  };
}

let coming;
/** Some talk until the server goes. */
function talk() {
  for (const group of groups.slice(0, 50)) void (async () => { for (;;) await say(group); })().catch(() => undefined);
  return Promise.resolve({});
}

const does = {
  enter, gather, talk, check,
  comeBack: () => { coming = comeBack().ended; return Promise.resolve({}); },
  allBack: () => coming,
};
process.on('message', ({ id, what, input }) => {
  does[what](input).then((answer) => process.send({ id, answer }), (error) => process.send({ id, error: error.message }));
});
process.on('disconnect', () => process.exit());
