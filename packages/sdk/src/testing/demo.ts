import { createMemoryServer, type MemoryServer } from './memory-server.ts';
import { demoPeople, type DemoPerson, type seed } from './seed.ts';

export interface DemoServerOptions {
  /** Colleagues are online, read what this person writes, and somebody answers. */
  answerTo?: DemoPerson;
}

export interface DemoServer extends MemoryServer {
  /** The demo's conversations, by what they are. */
  readonly channels: ReturnType<typeof seed>;
}

const answers = ['Thanks, I look at it right away.', 'Good, then I tell the supplier.', 'Can you add the order number? Then the warehouse finds it.', '👍', 'I ask them and come back to you.'];
const readAfterMs = 900, writesForMs = 1800;

/** Norvik AS with a few days of talk, for stories and for trying Corridor without a server. */
export function createDemoServer({ answerTo }: DemoServerOptions = {}): DemoServer {
  const server = createMemoryServer({ tenant: 'norvik' });
  const channels = server.seed();
  if (answerTo) for (const { id } of demoPeople) if (id !== answerTo && id !== 'jonas') answerAs(server, id, answerTo);
  return Object.assign(server, { channels });
}

/** A colleague's device: reads what `asker` writes; answers in direct conversations, and one for all elsewhere. */
function answerAs(server: MemoryServer, user: DemoPerson, asker: DemoPerson): void {
  const transport = server.transport(user);
  const ask = transport.request.bind(transport);
  let turn = user.length;
  transport.onConnection((state) => { if (state === 'online') void ask('chat.sync', {}); });
  transport.onEvent((event) => {
    if (event.name !== 'chat.message') return;
    const { channelId, seq, senderId, editedAt, deletedAt, reactions } = event.payload;
    if (senderId !== asker || editedAt || deletedAt || Object.keys(reactions).length > 0) return;
    void (async () => {
      const { people, lastMessage } = await ask('chat.channel', { channelId });
      const isMine = people.length > 0 ? people.includes(user) : user === (asker === 'ben' ? 'ada' : 'ben');
      await after(readAfterMs);
      await ask('chat.markRead', { channelId, seq });
      if (!isMine || lastMessage?.seq !== seq) return;
      await ask('chat.typing', { channelId });
      await after(writesForMs);
      await ask('chat.send', { channelId, text: answers[turn++ % answers.length]! });
    })().catch(() => undefined);   // the demo was closed meanwhile
  });
  void transport.connect();
}

const after = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms); });
