import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError, type Config } from '../config.ts';
import { connectionOf, roles, type DatabaseAddress } from '../database.ts';
import { provision } from '../embedded-database.ts';
import { embeddedInUse, startEmbedded } from '../embedded-postgres.ts';
import { prepareExternal, reachExternal } from '../external-database.ts';
import { BackupError } from './backup.ts';

/** A database that a command uses; `stop` ends the PostgreSQL that it has started for that. */
export interface Place { address: DatabaseAddress; stop?: () => Promise<void> }

type Where = Pick<Config, 'databaseUrl' | 'databaseAppUrl' | 'dataDir'>;
const embeddedName = 'corridor';
const stopFirst = (what: string) => `${what}: a Corridor server is using it; stop every server on it, then try again`;

/** Where the data is. It is only connected to; an embedded PostgreSQL that does not run is started. `isLast`: no server may use it. */
export async function openSource(config: Where, { isLast = false } = {}): Promise<Place> {
  if (config.databaseUrl !== undefined) {
    const address = await reachExternal(config);
    if (isLast) await mustBeUnused(address, 'DATABASE_URL');
    return { address };
  }
  if (!existsSync(path.join(config.dataDir, 'postgres'))) throw new BackupError('not-found', `DATA_DIR: ${config.dataDir} holds no database; give the server's DATA_DIR or DATABASE_URL`);
  const host = await embeddedInUse(config.dataDir);
  if (host !== undefined) {
    if (isLast) throw new BackupError('in-use', stopFirst('DATA_DIR'));
    return { address: { host, database: embeddedName } };
  }
  const embedded = await startEmbedded(config.dataDir);
  return { address: { host: embedded.host, database: embeddedName }, stop: () => embedded.stop() };
}

/** Where the data is to go; made as a server would make it, without tables. */
export async function openTarget(config: Where): Promise<Place> {
  if (config.databaseUrl !== undefined) {
    const address = await prepareExternal(config);
    await mustBeUnused(address, 'DATABASE_URL');
    return { address };
  }
  if (await embeddedInUse(config.dataDir) !== undefined) throw new BackupError('in-use', stopFirst('DATA_DIR'));
  const embedded = await startEmbedded(config.dataDir);
  try { await provision(embedded.host, embeddedName); }
  catch (error) {
    await embedded.stop();
    throw error;
  }
  return { address: { host: embedded.host, database: embeddedName }, stop: () => embedded.stop() };
}

/** What is said of the environment, said of options. */
export async function byOptions<T>(open: () => Promise<T>): Promise<T> {
  const renamed = (text: string) => text.replaceAll('DATABASE_APP_URL', '--to-app').replaceAll('DATABASE_URL', '--to');
  try { return await open(); }
  catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(...error.problems.map(renamed));
    if (error instanceof BackupError) throw new BackupError(error.code, renamed(error.message), { cause: error });
    throw error;
  }
}

const patienceMs = 5000, pollMs = 50;

/** A server asks for jobs every few seconds, so it always has a connection. */
async function mustBeUnused(address: DatabaseAddress, what: string): Promise<void> {
  const client = new pg.Client(connectionOf(address, 'owner'));
  await client.connect();
  try {
    for (const deadline = Date.now() + patienceMs; ; await delay(pollMs)) { // a session that has ended is seen a little longer
      const { rows } = await client.query('select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = any ($1)', [[address.owner?.user ?? roles.owner, address.app?.user ?? roles.app]]);
      if (rows.length === 0) return;
      if (Date.now() > deadline) throw new BackupError('in-use', `${stopFirst(what)} (${rows.length} connections to ${address.database} at ${address.host} are its roles')`);
    }
  } finally { await client.end(); }
}
