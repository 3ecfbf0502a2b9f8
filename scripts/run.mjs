// Starts programs with a deadline and ends them, and all that they started, by process id. Plain Node, no packages.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root: every program runs there. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const running = new Set();
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
let stopping;

/** The child's group and whatever lies below it: a browser makes a group of its own. */
function family(child) {
  const parents = new Map();
  for (const pid of fs.existsSync('/proc/self/stat') ? fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []) {
    try {
      parents.set(Number(pid), Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ')[1]));
    } catch {
      // it ended between the two looks
    }
  }
  const below = [child.pid];
  for (const parent of below) for (const [pid, its] of parents) if (its === parent) below.push(pid);
  return [-child.pid, ...below];
}

function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // it has ended already
    }
  }
}

/** Asks nicely, insists after five seconds. */
function end(child) {
  const pids = family(child);
  signal(pids.slice(0, 1), 'SIGTERM');
  setTimeout(() => signal(pids, 'SIGKILL'), 5_000).unref();
}

function onSignal(name) {
  stopping ??= name;
  for (const child of running) end(child);
}

/** Signals are ours only while something runs: who imports this file and is a server has its own way to stop. */
function track(child) {
  if (!running.size) for (const name in codes) process.on(name, onSignal);
  running.add(child);
}

function forget(child) {
  running.delete(child);
  if (running.size) return;
  if (stopping) process.exit(codes[stopping]);
  for (const name in codes) process.off(name, onSignal);
}

/**
 * Runs a program to its end. `quiet` keeps its output instead of showing it; after `minutes` it is ended and its code is 124.
 * @param {string} program
 * @param {string[]} args
 * @param {{ quiet?: boolean, minutes?: number, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, args, { quiet = false, minutes = 10, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      detached: true,
    });
    track(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      end(child);
    }, minutes * 60_000);
    const finish = (code) => {
      clearTimeout(deadline);
      signal([-child.pid], 'SIGKILL'); // whoever it left behind in its group
      forget(child);
      if (isLate) output += `\nended after ${minutes} minutes: ${program} ${args.join(' ')}\n`;
      if (isLate && !quiet) console.error(`ended after ${minutes} minutes: ${program} ${args.join(' ')}`);
      resolve({ code: isLate ? 124 : code, output });
    };
    child.once('error', (error) => {
      output += `${program}: ${error.message}\n`;
      finish(127);
    });
    child.once(quiet ? 'close' : 'exit', (code) => finish(code ?? 1));
  });
}

/** Runs a script with this very Node. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** Runs TypeScript from the sources, as tests and benchmarks do. */
export const runTypeScript = (args, options) => runNode(['--conditions=source', '--import', 'tsx', ...args], options);

/** Seconds since `start` (of performance.now) as people read them. */
export const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
