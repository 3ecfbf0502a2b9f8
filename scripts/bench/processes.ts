// The processes that benchmarks measure: the real server as people run it, and the floor.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const secret = 'a-secret-for-benchmarks-of-32-letters!';

/** `BENCH_PROFILE=FOLDER`: each measured process leaves a CPU profile there, for the developer tools of a browser. */
const profiled = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];

interface Started {
  url: string;
  pid: number;
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

async function start(script: string, env: NodeJS.ProcessEnv): Promise<Started> {
  const file = path.join(root, script), [, given = '', flags = ''] = /^#!\S+ -S ((?:\w+=\S+ )*)node(.*)\n/.exec(fs.readFileSync(file, 'utf8')) ?? []; // as it is run by its name
  const child = spawn(process.execPath, [...flags.split(' ').filter(Boolean), ...profiled, file], {
    cwd: root,
    env: { ...process.env, ...Object.fromEntries(given.split(' ').filter(Boolean).map((each) => each.split('=') as [string, string])), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await firstUrl(child, script);
  const end = async (signal: NodeJS.Signals) => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  return { url, pid: child.pid!, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

function firstUrl(child: ChildProcess, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /http:\/\/[\w.[\]:]+/.exec(output)?.[0];
      if (url) resolve(url);
    });
    child.once('exit', (code) => {
      reject(new Error(`${script} ended with code ${code}\n${output}`));
    });
  });
}

/** The built server with its own PostgreSQL, durable, on a free port. `left`: the folder of one that was killed. */
export async function startCorridor(corsOrigin = '', env: NodeJS.ProcessEnv = {}, left?: string): Promise<Started & { folder: string; /** Stops and leaves the folder. */ end(): Promise<void> }> {
  const folder = left ?? fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-bench-'));
  fs.chmodSync(folder, 0o711); // where the database runs as nobody, it must be able to enter
  const server = await start('packages/server/dist/src/main.js', {
    PORT: '0',
    DATA_DIR: folder,
    CORRIDOR_JWT_SECRET: secret,
    CORRIDOR_LIMITS: 'off',
    CORS_ORIGINS: corsOrigin,
    LOG_LEVEL: 'warn',
    CORRIDOR_DEMO: '',
    DATABASE_URL: '',
    ...env,
  });
  return {
    ...server,
    folder,
    end: server.stop,
    stop: async () => {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Socket.io with nothing behind it. */
export const startFloor = (): Promise<Started> => start('scripts/bench/floor.mjs', {});

/** Socket.io with rooms and nothing behind it. */
export const startRoomsFloor = (port = '0'): Promise<Started> => start('scripts/bench/floor-rooms.mjs', { FLOOR_PORT: port });

/** A server that pipes each request to a file. */
export const startUploadFloor = (file: string): Promise<Started> => start('scripts/bench/floor-upload.mjs', { FLOOR_FILE: file });

/** A token as a host would mint it. */
export function token(user: string, tenant = 'bench'): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: user, tenant, name: user, iat: now, exp: now + 3600 })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
