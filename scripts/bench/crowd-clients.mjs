// Thousands of people who are connected and do nothing, in a process of their own; they come back by themselves when the server goes.
import { io } from 'socket.io-client';

let crowd = [];
const now = () => performance.now();
const ask = (socket, name, input) =>
  new Promise((resolve, reject) => {
    socket.timeout(30_000).emit('request', name, input, (error, answer) => (error || answer.error ? reject(new Error(error ? error.message : answer.error.message)) : resolve(answer.ok)));
  });

/** In sync: what the server has for them has been asked for and answered. */
const settle = (one) => (one.isBare ? Promise.resolve() : ask(one.socket, 'chat.sync', {}));

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
const does = {
  enter,
  comeBack: () => { coming = comeBack().ended; return Promise.resolve({}); },
  allBack: () => coming,
};
process.on('message', ({ id, what, input }) => {
  does[what](input).then((answer) => process.send({ id, answer }), (error) => process.send({ id, error: error.message }));
});
process.on('disconnect', () => process.exit());
