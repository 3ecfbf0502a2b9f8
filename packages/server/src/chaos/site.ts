import fs from 'node:fs';
import path from 'node:path';
import { startEmbedded } from '../embedded-postgres.ts';
import { endProcesses, killDatabase, processFolder } from '../journeys/server-process.ts';
import { asSuperuser, debianBinaries } from '../testing/database.ts';
import { startRedis, type TestRedis } from '../testing/redis.ts';
import { serverNode, type ServerNode } from './node.ts';

export const kinds = ['embedded', 'external', 'two-nodes'] as const;
/** `embedded`: a server with its own PostgreSQL. `external`: a server and a PostgreSQL beside it. `two-nodes`: two servers on one, over its NOTIFY, or with `hasRedis` over Redis. */
export type Kind = (typeof kinds)[number];

/** Servers and what they stand on, all of it to be broken. It serves any number of runs, each in a tenant of its own. */
export interface Site {
  readonly kind: Kind;
  readonly nodes: readonly ServerNode[];
  readonly database: { kill(): void; start(): Promise<void>; terminateConnections(): Promise<void> };
  readonly redis: TestRedis | undefined;
  /** Where the servers' logs are. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Where the sockets of a running cluster are. */
const hostOf = (folder: string): string => fs.readFileSync(path.join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[4]!;

async function terminateConnections(folder: string): Promise<void> {
  await asSuperuser(hostOf(folder), "select pg_terminate_backend(pid) from pg_stat_activity where datname is not null and pid <> pg_backend_pid()").catch(() => undefined); // it may be down just now
}

export async function openSite(kind: Kind, { isBuilt = true, hasRedis = false }: { isBuilt?: boolean; hasRedis?: boolean } = {}): Promise<Site> {
  const folder = processFolder(), log = (name: string) => path.join(folder, `${name}.log`);
  const env: NodeJS.ProcessEnv = {};
  let start = async (): Promise<void> => undefined, redis: TestRedis | undefined;
  if (kind !== 'embedded') {
    const binaries = debianBinaries();
    start = async () => { await startEmbedded(folder, { ...(binaries && { binaries }), isDurable: true }); };
    await start();
    await asSuperuser(hostOf(folder), "create role chaos login createrole password 'chaos'");
    await asSuperuser(hostOf(folder), 'create database chaos owner chaos');
    env.DATABASE_URL = `postgres://chaos:chaos@/chaos?host=${hostOf(folder)}&port=5432`;
    env.DATABASE_POOL = '6';
    if (kind === 'two-nodes' && hasRedis) redis = await startRedis();
    if (redis) env.REDIS_URL = redis.url;
  }
  const names = kind === 'two-nodes' ? ['one', 'two'] : ['one'];
  const nodes = await Promise.all(names.map((name) => {
    const own = kind === 'embedded' ? folder : path.join(folder, 'files');
    return serverNode({ folder: own, env, isBuilt, log: log(name) });
  }));
  for (const node of nodes) await node.start();
  return {
    kind, nodes, redis, folder,
    // An embedded one is brought back by its server.
    database: { kill: () => { killDatabase(folder); }, start, terminateConnections: () => terminateConnections(folder) },
    async close() {
      await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
      await redis?.stop();
      killDatabase(folder);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** After the tests: nothing runs on. */
export const endSites = endProcesses;
