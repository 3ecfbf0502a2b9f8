import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../config.ts';
import { startEmbedded } from '../embedded-postgres.ts';
import { killDatabase } from '../journeys/server-process.ts';
import { launcher } from '../postgres-launcher.ts';
import { asSuperuser, debianBinaries } from '../testing/database.ts';
import { persist } from './fault.ts';

const login = { user: 'chaos', password: 'chaos', database: 'chaos' };

/** The PostgreSQL beside the servers, or the one inside of one. */
export interface Cluster {
  /** Of the database that the servers use. */
  readonly name: string;
  kill(): void;
  start(): Promise<void>;
  query(sql: string): Promise<void>;
  /** Brings a second one level, which has all that the first one confirms; answers how the first one dies and the second one takes over. Undefined where there is no such thing, or the programs for it are missing. */
  readonly prepareStandby?: () => Promise<() => Promise<void>>;
}

/** Where the sockets of a running cluster are. */
const hostOf = (folder: string): string => fs.readFileSync(path.join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[4]!;

/** The one that the server in `folder` keeps, and brings back by itself. */
export function innerCluster(folder: string): Cluster {
  return { name: 'corridor', kill: () => { killDatabase(folder); }, start: async () => undefined, query: async (sql) => asSuperuser(hostOf(folder), sql) };
}

/** Below `root`: `current` leads to the sockets of whichever cluster serves, as an address does that moves with it; so servers keep their `url`. */
export async function openCluster(root: string): Promise<Cluster & { readonly url: string }> {
  const binaries = debianBinaries(), link = path.join(root, 'current');
  let folder = path.join(root, 'first'), count = 1;
  const lead = (host: string) => {
    fs.rmSync(`${link}.new`, { force: true });
    fs.symlinkSync(host, `${link}.new`);
    fs.renameSync(`${link}.new`, link);
  };
  const start = async () => {
    try { lead((await startEmbedded(folder, { ...(binaries && { binaries }), isDurable: true })).host); }
    catch (error) { if (!(error instanceof ConfigError)) throw error; } // it has run all the while
  };
  const query = async (sql: string) => asSuperuser(hostOf(folder), sql);

  async function prepareStandby(): Promise<() => Promise<void>> {
    const second = path.join(root, `standby-${++count}`), cluster = path.join(second, 'postgres'), sockets = path.join(second, 'sockets');
    for (const [made, mode] of [[second, 0o711], [cluster, 0o700], [sockets, 0o700]] as const) fs.mkdirSync(made, { mode });
    const programs = binaries!.folder, launch = launcher(programs, second, cluster);
    launch.own(cluster);
    launch.own(sockets);
    const first = folder;
    const [copy, args, options] = launch.command(path.join(programs, 'pg_basebackup'), ['-h', hostOf(first), '-p', '5432', '-U', 'postgres', '-D', cluster, '-X', 'stream', '-c', 'fast', '-R']);
    await promisify(execFile)(copy, args, options);
    const [program, own, as] = launch.command(path.join(programs, 'postgres'), ['-D', cluster, '-k', sockets, '-p', '5432', '-h', '', '-c', 'shared_buffers=64MB', '-c', 'max_connections=40']);
    spawn(program, own, { ...as, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, stdio: 'ignore', detached: true }).unref();
    await sees(first, "state = 'streaming'");
    // From here on nothing is confirmed that the second one does not have.
    await persist(() => asSuperuser(hostOf(first), "alter system set synchronous_standby_names = '*'"));
    await persist(() => asSuperuser(hostOf(first), 'select pg_reload_conf()'));
    await sees(first, "sync_state = 'sync'");
    return async () => {
      killDatabase(first);
      await asSuperuser(sockets, 'select pg_promote()');
      folder = second;
      lead(sockets);
      fs.rmSync(first, { recursive: true, force: true });
    };
  }

  await start();
  await query(`create role ${login.user} login createrole password '${login.password}'`);
  await query(`create database ${login.database} owner ${login.user}`);
  return {
    name: login.database, kill: () => { killDatabase(folder); }, start, query,
    url: `postgres://${login.user}:${login.password}@/${login.database}?host=${link}&port=5432`,
    ...(binaries && fs.existsSync(path.join(binaries.folder, 'pg_basebackup')) && { prepareStandby }),
  };
}

/** Waits until the second one is seen so by the first; as long as there is none, the number of them divides nothing. */
const sees = (first: string, isSo: string): Promise<void> => persist(() => asSuperuser(hostOf(first), `select 1 / count(*) from pg_stat_replication where ${isSo}`));
