import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, Socket as Stream } from 'node:net';
import { after, before, mock, test } from 'node:test';
import { type Socket, Server } from 'socket.io';
import { io as connect, type Socket as Client } from 'socket.io-client';
import { gatherWrites } from './socket.gather.ts';

const server = createServer(), io = new Server(server, { perMessageDeflate: false });
const clients: Client[] = [];
before(async () => {
  gatherWrites(io);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
});
after(async () => {
  for (const client of clients) client.close();
  await io.close();
});

/** Both ends of a connection, and what is heard at the client. */
async function pair(transports = ['websocket']): Promise<{ socket: Socket; client: Client; heard: unknown[]; hears(count: number): Promise<void> }> {
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { transports, forceNew: true, upgrade: false }), heard: unknown[] = [];
  clients.push(client);
  let look: () => void = () => undefined;
  client.onAny((_name, payload: unknown) => { heard.push(payload); look(); });
  const socket = await new Promise<Socket>((resolve) => { io.once('connection', resolve); });
  if (!client.connected) await new Promise<void>((resolve) => { client.once('connect', resolve); });
  return { socket, client, heard, hears: (count) => new Promise((resolve) => { look = () => { if (heard.length >= count) resolve(); }; look(); }) };
}

test('what is said to a connection in one turn is one write, in its order, to a room and to one alone', async () => {
  const { socket, heard, hears } = await pair(), stream = socket.conn.request.socket;
  await socket.join('room');
  const written = mock.method(stream, 'write');
  await Promise.resolve().then(() => {
    io.to('room').emit('said', 1);
    socket.emit('said', 2);
  }).then(() => { io.to('room').emit('said', 3); });
  await hears(3);
  assert.deepEqual(heard, [1, 2, 3]);
  assert.equal(written.mock.callCount(), 1);
});

test('texts of every length arrive as they are, and bytes among them', async () => {
  const { socket, heard, hears } = await pair();
  const texts = [0, 100, 125 - 15, 126, 65_535, 65_536, 200_000].map((length) => 'x'.repeat(length)), said = [...texts, '🧾 größer — № 1044', Buffer.from([1, 2, 3]), 'after it'];
  for (const one of said) socket.emit('said', one);
  await hears(said.length);
  assert.deepEqual(heard, said);
});

test('what was said before a connection is closed arrives', async () => {
  const { socket, client, heard } = await pair(), gone = new Promise((resolve) => { client.once('disconnect', resolve); });
  socket.emit('said', 'a last word');
  socket.disconnect(true);
  await gone;
  assert.deepEqual(heard, ['a last word']);
});

test('who polls hears all of it, too', async () => {
  const { socket, heard, hears } = await pair(['polling']);
  for (let i = 0; i < 5; i++) socket.emit('said', i);
  await hears(5);
  assert.deepEqual(heard, [0, 1, 2, 3, 4]);
});

test('a connection that is reset in the middle of a turn disturbs nobody', async () => {
  const [lost, there] = [await pair(), await pair()];
  await lost.socket.join('both');
  await there.socket.join('both');
  io.to('both').emit('said', 'to both');
  assert.ok(lost.socket.conn.request.socket instanceof Stream);
  lost.socket.conn.request.socket.destroy();
  io.to('both').emit('said', 'and again');
  await there.hears(2);
  assert.deepEqual(there.heard, ['to both', 'and again']);
});
