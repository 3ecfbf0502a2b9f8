import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Ports that were free a moment ago. */
export async function freePorts(count) {
  const probes = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(probe));
  })));
  const ports = probes.map((probe) => probe.address().port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => { probe.close(resolve); })));
  return ports;
}

/** Starts a program and waits until `isReady`. `end` ends it, by its process id, and waits until it is gone. */
export async function start(name, command, args, { env = process.env, isReady }) {
  // In a group of its own: Ctrl-C in a terminal would reach it before it is its turn.
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '', isOver = false;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-10_000); });
  const over = new Promise((resolve) => {
    child.once('exit', resolve).once('error', (error) => { said += error.message; resolve(); });
  }).then(() => { isOver = true; });
  const end = async (signal = 'SIGTERM') => {
    if (!isOver) child.kill(signal);
    await over;
  };
  for (const until = Date.now() + 60_000; !(await isReady()); await pause(20)) {
    if (!isOver && Date.now() < until) continue;
    await end('SIGKILL');
    throw new Error(`${name} did not start: ${said}`);
  }
  return { pid: child.pid, signal: (signal) => child.kill(signal), end };
}

/** Whether an address answers with 200. */
export const answers = (url) => fetch(url, { signal: AbortSignal.timeout(2000) }).then(({ ok }) => ok, () => false);

/** What an address answers; undefined where nothing does. */
export const text = (url) => fetch(url, { signal: AbortSignal.timeout(2000) }).then((answer) => answer.text(), () => undefined);
