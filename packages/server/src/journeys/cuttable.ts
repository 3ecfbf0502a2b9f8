import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire to a server that can be cut: connections end at once, and new ones are refused until it is mended. */
export interface Cuttable { readonly url: string; cut(): void; mend(): void; close(): Promise<void> }

export async function cuttable(target: string): Promise<Cuttable> {
  const { port, hostname } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => { open.delete(socket); other.destroy(); });
      socket.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = () => { for (const socket of open) socket.destroy(); };
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut() { isCut = true; end(); },
    mend() { isCut = false; },
    async close() { server.close(); end(); await once(server, 'close'); },
  };
}
