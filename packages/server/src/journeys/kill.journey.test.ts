import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import { createCorridor, type Corridor, type Message } from '@corridor/sdk';
import { postgresOf } from '../postgres-process.ts';
import { freePort } from './free-port.ts';
import { endProcesses, kill, killDatabase, processFolder, startProcess, tokenOf } from './server-process.ts';

const people = Array.from({ length: 20 }, (_, index) => `user-${index}`);
const each = 20;

const open = new Set<Corridor>();
after(() => {
  for (const client of open) client.close();
  endProcesses();
});

async function wholeHistory(client: Corridor, channelId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const before = messages[0]?.seq;
    const page = await client.chat.history(channelId, { limit: 200, ...(before === undefined ? {} : { before }) });
    messages.unshift(...page);
    if (page.length < 200) return messages;
  }
}

for (const victim of ['server', 'server and its database'] as const) {
  test(`kill -9 of the ${victim} while 20 clients send loses nothing, doubles nothing and keeps one order`, { timeout: 120_000 }, async () => {
    const folder = processFolder(), port = await freePort();
    const first = await startProcess(folder, port);
    const clients = people.map((sub) => createCorridor({ url: `http://localhost:${port}`, token: () => tokenOf(sub), storage: 'memory' }));
    for (const client of clients) open.add(client);
    await Promise.all(clients.map((client) => client.connect()));
    const { id: channelId } = await clients[0]!.chat.createChannel({ kind: 'group', name: 'Line 2', members: people.slice(1) });
    const heard = clients.map((client) => {
      const messages: Message[] = [];
      client.on('chat.message', (message) => { if (message.channelId === channelId) messages.push(message); });
      return messages;
    });

    const acknowledged: Message[] = [];
    let onHalf: () => void;
    const half = new Promise<void>((resolve) => { onHalf = resolve; });
    const sending = clients.map(async (client, index) => {
      for (let pair = 0; pair < each / 2; pair++) { // two at a time, so that some are always on their way
        acknowledged.push(...await Promise.all([0, 1].map((one) => client.chat.send(channelId, { text: `${people[index]} says ${2 * pair + one}` }))));
        if (acknowledged.length >= (people.length * each) / 3) onHalf();
      }
    });
    await Promise.race([half, Promise.all(sending)]);
    const before = acknowledged.length;
    await kill(first, 'SIGKILL');
    if (victim !== 'server') killDatabase(folder);
    else assert.notDeepEqual(postgresOf(path.join(folder, 'postgres')), [], 'the database was left running');
    assert.ok(before < people.length * each, 'the server was killed while they sent');

    const second = await startProcess(folder, port);
    await Promise.all(sending);
    const histories = await Promise.all(clients.map((client) => wholeHistory(client, channelId)));
    const [truth = []] = histories;
    const ids = truth.map(({ id }) => id);
    assert.deepEqual(truth.map(({ seq }) => seq), truth.map((_, index) => index + 1));
    assert.deepEqual(truth.map(({ text }) => text).sort(), people.flatMap((sub) => Array.from({ length: each }, (_, index) => `${sub} says ${index}`)).sort());
    assert.deepEqual(acknowledged.filter(({ id, seq }) => ids[seq - 1] !== id), [], 'what was acknowledged is where it was said to be');
    for (const history of histories) assert.deepEqual(history.map(({ id }) => id), ids);

    await Promise.all(heard.map(async (messages, index) => {
      if (messages.length < ids.length) {
        await new Promise<void>((resolve) => { clients[index]!.on('chat.message', () => { if (messages.length >= ids.length) resolve(); }); if (messages.length >= ids.length) resolve(); });
      }
      assert.deepEqual(messages.map(({ id }) => id), ids, `${people[index]} heard each message once, in order`);
    }));
    for (const client of clients) client.close();
    await kill(second, 'SIGTERM');
  });
}
