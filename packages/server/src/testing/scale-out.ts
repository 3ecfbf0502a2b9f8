import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SignJWT } from 'jose';
import { createCorridor, type Corridor } from '@corridor/sdk';

const secret = 'a-secret-for-tests-of-32-letters!';
const program = path.join(import.meta.dirname, '../../../../examples/scale-out/start.mjs');

export interface ScaleOut {
  readonly url: string;
  /** Addresses of the nodes, past the balancer. */
  readonly nodes: readonly string[];
  readonly folder: string;
  /** Types a word and waits until it has said that. */
  type(word: 'add' | 'remove' | 'restart', until: RegExp): Promise<string>;
  join(user: string): Promise<Corridor>;
  /** As an operator does; answers the code that it ended with. */
  stop(): Promise<number | null>;
}

/** The example with several servers, run as its page says. Everything is over with `stop`. */
export async function startScaleOut(): Promise<ScaleOut> {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', program], {
    env: { ...process.env, CORRIDOR_JWT_SECRET: secret, CORRIDOR_LIMITS: 'off', LOG_LEVEL: 'warn', DATABASE_URL: '', REDIS_URL: '' }, stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said: string[] = [], ended = once(child, 'close').then(([code]) => code as number | null), clients: Corridor[] = [];
  let onLine = () => undefined as void, isOver = false;
  void ended.then(() => { isOver = true; onLine(); });
  createInterface({ input: child.stdout }).on('line', (line) => { said.push(line); onLine(); });
  async function says(what: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      for (const line of said.slice(from)) { const found = what.exec(line); if (found) return found; }
      if (isOver) throw new Error(`The example ended before it said ${what.source}: ${said.join('\n')}`);
      await new Promise<void>((resolve) => { onLine = resolve; });
    }
  }
  const url = (await says(/^open (\S+)/))[1]!, folder = (await says(/^everything is in (.*)/))[1]!;
  return {
    url, folder, nodes: said.flatMap((line) => /^node \d+ is at (\S+),/.exec(line)?.[1] ?? []),
    async type(word, until) {
      const from = said.length;
      child.stdin.write(`${word}\n`);
      return (await says(until, from))[0];
    },
    async join(user) {
      const token = () => new SignJWT({ tenant: 'acme', name: user }).setProtectedHeader({ alg: 'HS256' }).setSubject(user).setIssuedAt().setExpirationTime('10m').sign(new TextEncoder().encode(secret));
      const client = createCorridor({ url, token, storage: 'memory' });
      clients.push(client);
      await client.connect();
      return client;
    },
    stop() {
      for (const client of clients) client.close();
      child.kill('SIGTERM');
      return ended;
    },
  };
}
