import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../journeys/free-port.ts';

const secret = 'a-secret-for-tests-of-32-letters!'; // the one of `tokenOf`
const running = new Set<ChildProcess>(), ended = new WeakSet<ChildProcess>();
process.once('exit', () => { for (const child of running) child.kill('SIGKILL'); });

/** A server in a process of its own, on the same port and the same data after each start, as whoever watches over processes keeps it. */
export interface ServerNode {
  readonly url: string;
  /** How often it ended though nobody had ended it. */
  readonly crashes: number;
  /** Answers once it serves. What goes down while it starts is started again. */
  start(): Promise<void>;
  /** `SIGTERM` lets it end by itself. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** `isBuilt`: what `npm run build` made, as people run it; otherwise the sources. */
export async function serverNode({ folder, env, isBuilt, log }: { folder: string; env: NodeJS.ProcessEnv; isBuilt: boolean; log: string }): Promise<ServerNode> {
  const port = await freePort();
  const root = path.join(import.meta.dirname, '../..');
  const args = isBuilt ? [path.join(root, 'dist/src/main.js')] : ['--conditions=source', '--import', 'tsx', path.join(root, 'src/main.ts')];
  let child: ChildProcess | undefined, isWanted = false, crashes = 0, line: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    const done = line.then(work);
    line = done.catch(() => undefined);
    return done;
  };

  /** One attempt; whether it came to serve. */
  function begin(): Promise<boolean> {
    const file = fs.openSync(log, 'a');
    const started = spawn(process.execPath, args, {
      env: { ...process.env, NODE_ENV: 'test', PORT: String(port), DATA_DIR: folder, CORRIDOR_JWT_SECRET: secret, CORRIDOR_LIMITS: 'off', CORRIDOR_DEMO: '', DATABASE_URL: '', REDIS_URL: '', LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', file],
    });
    fs.closeSync(file);
    child = started;
    running.add(started);
    let isServing = false;
    return new Promise((resolve) => {
      createInterface({ input: started.stdout! }).on('line', (text) => {
        if (fs.existsSync(log)) fs.appendFileSync(log, `${text}\n`);
        if (text.startsWith('http://')) resolve(isServing = true);
      });
      started.once('exit', (code, signal) => {
        running.delete(started);
        if (child === started) child = undefined;
        resolve(false);
        if (ended.has(started) || !isServing) return;
        crashes++;
        fs.appendFileSync(log, `ended by itself: ${code ?? signal}\n`);
        void inTurn(up).catch(() => undefined);
      });
    });
  }

  async function up(): Promise<void> {
    const since = performance.now();
    while (isWanted && !child && !await begin()) if (performance.now() - since > 90_000) throw new Error(`A server does not start: see ${log}`);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    get crashes() { return crashes; },
    start() { isWanted = true; return inTurn(up); },
    stop(signal) {
      isWanted = false;
      if (child) ended.add(child);
      if (signal === 'SIGKILL') child?.kill(signal); // also one that is starting or frozen
      return inTurn(async () => {
        const ending = child;
        if (!ending) return;
        ended.add(ending);
        const isOver = once(ending, 'exit');
        ending.kill(signal);
        await isOver;
      });
    },
    freeze() { child?.kill('SIGSTOP'); },
    thaw() { child?.kill('SIGCONT'); },
  };
}
