import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SignJWT } from 'jose';
import { postgresOf } from '../postgres-process.ts';

const secret = 'a-secret-for-tests-of-32-letters!';

const running = new Set<ChildProcess>(), folders: string[] = [];

/** A data directory for servers in processes of their own; `endProcesses` removes it. */
export function processFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'corridor-process-'));
  chmodSync(folder, 0o711); // where root may make no namespace, the database runs as nobody
  folders.push(folder);
  return folder;
}

/** A server in a process of its own, as `npm start` runs it; answers once it prints its URL. */
export async function startProcess(folder: string, port: number, env: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', path.join(import.meta.dirname, '../main.ts')], {
    env: { ...process.env, NODE_ENV: 'test', PORT: String(port), DATA_DIR: folder, CORRIDOR_JWT_SECRET: secret, CORRIDOR_LIMITS: 'off', CORRIDOR_DEMO: '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('http://')) return child;
  throw new Error('The server ended before it was ready');
}

export async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

export function killDatabase(folder: string): void {
  for (const pid of postgresOf(path.join(folder, 'postgres'))) {
    try { process.kill(pid, 'SIGKILL'); } catch { /* gone with the one before */ }
  }
}

/** After the tests: nothing runs on, and nothing is left. */
export function endProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) {
    killDatabase(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

export const tokenOf = (sub: string, tenant = 'acme'): Promise<string> => new SignJWT({ tenant, name: sub }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub)
  .setIssuedAt().setExpirationTime('10m').sign(Buffer.from(secret));
