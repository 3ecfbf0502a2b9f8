import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { writeBalancer } from './nginx.mjs';
import { answers, freePorts, start, text } from './processes.mjs';

const server = import.meta.resolve('@corridor/server'), part = (name) => new URL(name + path.extname(server), server);
const debians = '/usr/lib/postgresql/15/bin';

/**
 * One PostgreSQL, one Redis, `nodes` Corridor servers and nginx before them, on this machine, without root.
 * `folder` keeps everything for the next time; without it all is gone in the end. `env` goes to each server.
 */
export async function startSite({ nodes: count = 2, folder: given, port: wanted, env = {}, log = () => undefined } = {}) {
  const folder = path.resolve(given ?? mkdtempSync(path.join(os.tmpdir(), 'corridor-scale-out-')));
  mkdirSync(folder, { recursive: true });
  if (!given) chmodSync(folder, 0o711); // started by root, the database and nginx run as somebody else, who must be able to enter
  const [redisPort, port] = await freePorts(2), url = `http://localhost:${wanted ?? port}`;
  const stops = [], nodes = [];
  let nginx;

  async function stop() {
    await Promise.all(nodes.splice(0).map((node) => node.end()));
    for (const end of stops.splice(0).reverse()) await end();
    if (!given) rmSync(folder, { recursive: true, force: true });
  }

  /** The database that Corridor brings, or Debian's PostgreSQL 15: yours is any other, from 15 on, by DATABASE_URL. */
  async function startDatabase() {
    const { startEmbedded } = await import(part('embedded-postgres')), { provision } = await import(part('embedded-database'));
    const binaries = existsSync(debians) ? { folder: debians, env: {}, locale: ['--locale=C.UTF-8'] } : undefined;
    const cluster = await startEmbedded(folder, { ...(binaries && { binaries }) });
    stops.push(() => cluster.stop());
    await provision(cluster.host, 'corridor');
    const as = (role) => `postgres://${role}@/corridor?host=${encodeURIComponent(cluster.host)}`;
    return { DATABASE_URL: as('corridor_owner'), DATABASE_APP_URL: as('corridor_app') };
  }

  async function startRedis() {
    const redis = await start('Redis', 'redis-server', ['--port', redisPort, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], { isReady: () => isOpen(redisPort) });
    stops.push(() => redis.end());
    return { REDIS_URL: `redis://127.0.0.1:${redisPort}/0` };
  }

  /** What all nodes have in common: the database, Redis, the keys and the files. */
  async function common() {
    const [database, redis] = [env.DATABASE_URL ? {} : await startDatabase(), env.REDIS_URL ? {} : await startRedis()];
    return {
      DATABASE_POOL: '5', // the example's database takes 40 connections
      ...process.env, ...env, ...database, ...redis, DATA_DIR: folder, HOST: '127.0.0.1', TRUSTED_PROXIES: '1', CORRIDOR_JWT_SECRET: env.CORRIDOR_JWT_SECRET || secretOf(folder),
    };
  }

  async function startNode(at) {
    const program = await start(`The node at ${at}`, process.execPath, [...process.execArgv, '--max-semi-space-size=32', fileURLToPath(part('main'))], {
      env: { ...shared, PORT: String(at) }, isReady: () => answers(`http://127.0.0.1:${at}/readyz`),
    });
    return { port: at, url: `http://127.0.0.1:${at}`, pid: program.pid, end: program.end };
  }

  async function balance() {
    await writeBalancer({ folder, port: wanted ?? port, nodes: nodes.map((node) => node.port) });
    nginx?.signal('SIGHUP'); // connections that are there stay where they are
    const now = nodes.map((node) => node.port).join(' ');
    while (nginx && (await text(`${url}/nodes`)) !== now) await pause(20); // what is there goes on until what is new has started
  }

  let shared;
  try {
    shared = await common();
    for (const at of await freePorts(count)) nodes.push(await startNode(at)); // the first one migrates
    await balance();
    const program = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
    nginx = await start('nginx', program, ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-e', path.join(folder, 'nginx.log')], { isReady: () => answers(`${url}/readyz`) });
    const { end } = nginx;
    stops.push(() => end());
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    url, folder, nodes, secret: shared.CORRIDOR_JWT_SECRET, stop,

    /** One more: first it answers, then it gets connections. */
    async add() {
      const [at] = await freePorts(1), node = await startNode(at);
      nodes.push(node);
      await balance();
      log(`node ${nodes.length} is at ${node.url}`);
    },

    /** The last one: first it gets no new connections, then it ends, and its people are at the others. */
    async remove() {
      if (nodes.length < 2) throw new Error('The last node stays; end all with Ctrl-C');
      const node = nodes.pop();
      await balance();
      await node.end();
      log(`node ${nodes.length + 1} is gone`);
    },

    /** One after the other, each ready again before the next one ends. */
    async restart() {
      for (const [index, node] of nodes.entries()) {
        await node.end();
        nodes[index] = await startNode(node.port);
        log(`node ${index + 1} is back`);
      }
      log('all nodes are back');
    },
  };
}

/** Kept, for a token must be good at the next start, too. */
function secretOf(folder) {
  const file = path.join(folder, 'secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

const isOpen = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => { resolve(false); });
});
