import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { migrate, roles, type DatabaseSource } from './database.ts';
import { startEmbedded } from './embedded-postgres.ts';

/** Makes the two roles and an empty database, as the superuser of a cluster that is ours. */
export async function provision(host: string, database: string): Promise<void> {
  const admin = new pg.Client({ host, port: 5432, user: 'postgres', database: 'postgres', password: '', ssl: false });
  await admin.connect();
  try {
    for (const role of Object.values(roles)) {
      const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
      if (!rowCount) await admin.query(`create role ${role} login`);
    }
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
    if (!rowCount) await admin.query(`create database ${admin.escapeIdentifier(database)} owner ${roles.owner}`);
  } finally { await admin.end(); }
}

const pauseMs = 500;

/** The default: a PostgreSQL in the data directory, started and stopped with the server, and started again should it die. */
export async function openEmbedded(dataDir: string, log: Logger): Promise<DatabaseSource> {
  let restarting: Promise<void> | undefined, isStopping = false;
  const start = () => startEmbedded(dataDir, { onLost: (error) => { if (!isStopping) restarting ??= restart(error).finally(() => { restarting = undefined; }); } });

  async function restart(cause: Error): Promise<void> {
    log.warn({ err: cause }, 'the embedded database died; starting it again');
    while (!isStopping) {
      try {
        embedded = await start();
        return;
      } catch (error) { log.error({ err: error }, 'the embedded database does not start again yet; see postgres.log in DATA_DIR'); }
      await delay(pauseMs);
    }
  }

  let embedded = await start();
  const address = { host: embedded.host, database: 'corridor' };
  try {
    await provision(embedded.host, address.database);
    await migrate(address);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  log.info({ wasRunning: embedded.wasRunning }, 'embedded database ready');
  return {
    address,
    async stop() {
      isStopping = true;
      await restarting;
      await embedded.stop();
    },
    end() {
      isStopping = true;
      embedded.end();
    },
  };
}
