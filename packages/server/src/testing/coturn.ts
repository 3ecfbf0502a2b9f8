import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { probe } from '../calls/ice.probe.ts';
import { freePort } from '../journeys/free-port.ts';

export interface Coturn { readonly host: string; readonly port: number; readonly secret: string; /** What it has said so far. */ log(): string; stop(): Promise<void> }

/** A TURN server of its own that knows one secret. `prefix`: a command that starts it elsewhere, such as in a network namespace; `hosts`: its addresses there, the first one relays. */
export async function startCoturn({ prefix = [], hosts = ['127.0.0.1'], port, isReady }: { prefix?: readonly string[]; hosts?: readonly string[]; port?: number; isReady?: () => Promise<boolean> } = {}): Promise<Coturn> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'coturn-')), secret = 'a-secret-of-the-turn-server', [host = ''] = hosts, at = port ?? await freePort();
  await writeFile(path.join(folder, 'turnserver.conf'), [
    `listening-port=${at}`, ...hosts.map((one) => `listening-ip=${one}`), `relay-ip=${host}`, 'realm=corridor.test', 'use-auth-secret', `static-auth-secret=${secret}`, 'fingerprint',
    'no-cli', 'no-tls', 'no-dtls', 'no-multicast-peers', 'allow-loopback-peers', 'log-file=stdout', 'simple-log', 'verbose', `pidfile=${path.join(folder, 'pid')}`, `userdb=${path.join(folder, 'db')}`,
  ].join('\n'));
  const [program = '', ...args] = [...prefix, 'turnserver', '-c', path.join(folder, 'turnserver.conf')], child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { said += text.toString(); });
  const exited = once(child, 'exit'), ready = isReady ?? (() => probe(`turn:${host}:${at}?transport=tcp`, 200));
  while (!await ready()) {
    if (child.exitCode !== null) throw new Error(`coturn did not start: ${said}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  return {
    host, port: at, secret, log: () => said,
    async stop() {
      child.kill();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
