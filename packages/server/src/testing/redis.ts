import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../journeys/free-port.ts';

export interface TestRedis {
  readonly url: string;
  /** Kills it. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const isOpen = (port: number) => new Promise<boolean>((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => { resolve(false); });
});

/** A Redis of its own that keeps nothing. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'redis-')), port = await freePort();
  let end: () => Promise<unknown>;
  const start = async () => {
    const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: ['ignore', 'pipe', 'pipe'] }), exited = once(child, 'exit');
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { said += text.toString(); });
    end = () => { child.kill('SIGKILL'); return exited; };
    while (!await isOpen(port)) {
      if (child.exitCode !== null) throw new Error(`Redis did not start: ${said}`);
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}/0`, start,
    kill: async () => { await end(); },
    async stop() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
