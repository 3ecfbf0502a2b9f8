import { createCorridor, type Corridor, type MyChannel } from '@corridor/sdk';
import { createMemoryServer, type MemoryServer, type MemoryTransport } from '@corridor/sdk/testing';

/** Three colleagues on a server in memory, and Ada's own client. */
export interface Office {
  readonly server: MemoryServer;
  readonly ada: Corridor;
  /** Ada's line to the server, which can be cut. */
  readonly line: MemoryTransport;
  /** A group of all three. */
  group(name?: string): Promise<MyChannel>;
  say(user: string, channelId: string, text: string): Promise<string>;
}

const clients: Corridor[] = [];

/** The office, with Ada's client connected unless said otherwise. It is closed after the test. */
export async function office({ isConnected = true } = {}): Promise<Office> {
  let asked = 0; // no two things happen in the same millisecond
  const server = createMemoryServer({
    now: () => Date.now() + asked++,
    people: [{ id: 'ada', name: 'Ada Nilsen' }, { id: 'ben', name: 'Ben Haug' }, { id: 'chloe', name: 'Chloe Renard' }],
  });
  for (const id of ['ada', 'ben', 'chloe']) await server.request(id, 'session.me', {});
  const line = server.transport('ada');
  const ada = createCorridor({ transport: line, storage: 'memory' });
  clients.push(ada);
  if (isConnected) await ada.connect();
  return {
    server, ada, line,
    group: (name = 'purchasing') => server.request('ada', 'chat.createChannel', { kind: 'group', name, members: ['ben', 'chloe'] }),
    say: async (user, channelId, text) => (await server.request(user, 'chat.send', { channelId, text })).id,
  };
}

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
