import fs from 'node:fs';
import path from 'node:path';
import { killDatabase, processFolder } from '../journeys/server-process.ts';
import { startRedis, type TestRedis } from '../testing/redis.ts';
import { innerCluster, openCluster, type Cluster } from './cluster.ts';
import { openDisk, type Disk } from './disk.ts';
import { serverNode, type ServerNode } from './node.ts';

export const kinds = ['embedded', 'external', 'two-nodes'] as const;
/** `embedded`: a server with its own PostgreSQL. `external`: a server and a PostgreSQL beside it. `two-nodes`: two servers on one, over its NOTIFY, or with `hasRedis` over Redis. */
export type Kind = (typeof kinds)[number];

/** Servers and what they stand on, all of it to be broken. It serves any number of runs, each in a tenant of its own. */
export interface Site {
  readonly kind: Kind;
  readonly nodes: readonly ServerNode[];
  readonly database: Cluster;
  readonly redis: TestRedis | undefined;
  /** Below the database and the servers' files. Two servers stand on the machine's own disk, which is slower and cannot be filled. */
  readonly disk: Disk | undefined;
  /** Where the servers' logs are. */
  readonly folder: string;
  close(): Promise<void>;
}

const open = new Set<Site>();

export async function openSite(kind: Kind, { isBuilt = true, hasRedis = false }: { isBuilt?: boolean; hasRedis?: boolean } = {}): Promise<Site> {
  const folder = processFolder(), root = path.join(folder, 'disk'), env: NodeJS.ProcessEnv = {};
  fs.mkdirSync(root, { mode: 0o711 });
  const disk = kind === 'two-nodes' ? undefined : openDisk(root);
  let database: Cluster, redis: TestRedis | undefined;
  if (kind === 'embedded') database = innerCluster(root);
  else {
    const cluster = database = await openCluster(root);
    env.DATABASE_URL = cluster.url;
    env.DATABASE_POOL = '6';
    if (kind === 'two-nodes' && hasRedis) redis = await startRedis();
    if (redis) env.REDIS_URL = redis.url;
  }
  const names = kind === 'two-nodes' ? ['one', 'two'] : ['one'];
  const nodes = await Promise.all(names.map((name) => serverNode({ folder: kind === 'embedded' ? root : path.join(root, 'files'), env, isBuilt, log: path.join(folder, `${name}.log`) })));
  const site: Site = {
    kind, nodes, database, redis, disk, folder,
    async close() {
      open.delete(site);
      await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
      await redis?.stop();
      for (const name of ['', ...fs.readdirSync(root)]) killDatabase(path.join(root, name)); // also one that was to take over
      disk?.close();
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  open.add(site);
  for (const node of nodes) await node.start();
  return site;
}

/** After the tests: nothing runs on. */
export async function endSites(): Promise<void> { for (const site of open) await site.close(); }
