import type { Server } from 'socket.io';

/** Bytes that a client may leave unread. The largest answer has fewer. */
const mostUnread = 24 * 2 ** 20;
const everyMs = 1000;

/** As Engine.IO has it, which tells its types no more than a part. */
interface Client {
  readonly writeBuffer: readonly { data?: unknown }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number; terminate?(): void } };
  close(discard: boolean): void;
}

const sizeOf = (data: unknown) => (typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0);
const unreadBy = ({ writeBuffer, transport }: Client) => writeBuffer.reduce((sum, { data }) => sum + sizeOf(data), transport.socket?.bufferedAmount ?? 0);

/** Puts out who asks and does not read, before the answers fill this process's memory; answering pings takes no reading. Returns how to stop. */
export function putOutDeaf(io: Server): () => void {
  let deaf = new Set<Client>();
  const timer = setInterval(() => {
    const now = [...io.of('/').sockets.values()].map(({ conn }) => conn as unknown as Client).filter((client) => unreadBy(client) > mostUnread);
    for (const client of now) {
      if (!deaf.has(client)) continue; // it may be a large answer on its way
      client.close(true);
      client.transport.socket?.terminate?.();
    }
    deaf = new Set(now);
  }, everyMs);
  timer.unref();
  return () => { clearInterval(timer); };
}
