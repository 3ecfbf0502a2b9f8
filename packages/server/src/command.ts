import { randomBytes } from 'node:crypto';
import { type Config, readConfig } from './config.ts';
import type { DatabaseSource } from './database.ts';
import { openEmbedded } from './embedded-database.ts';
import { embeddedInUse } from './embedded-postgres.ts';
import { openExternal } from './external-database.ts';
import { createLog } from './log.ts';

/** Where a command says what it does. */
export interface Terminal { out: (text: string) => void; error: (text: string) => void; isTTY: boolean }

/** The server's settings, without what only signs tokens. */
export const configOfCommand = (env: NodeJS.ProcessEnv): Config => readConfig({ ...env, CORRIDOR_JWT_SECRET: env.CORRIDOR_JWT_SECRET || randomBytes(32).toString('base64url') });

/** The server's database, also while it is running. */
export async function openDatabase(config: Config): Promise<DatabaseSource> {
  const log = createLog('error');
  if (config.databaseUrl !== undefined) return openExternal(config, log);
  const host = await embeddedInUse(config.dataDir);
  return host === undefined ? openEmbedded(config.dataDir, log) : { address: { host, database: 'corridor' } };
}

type Command = (args: string[], env: NodeJS.ProcessEnv, terminal: Terminal, signal: AbortSignal) => Promise<number>;

/** A command's process: the first signal asks it to stop, a second SIGINT ends it. Of errors that are `expected` only the message is said. */
export async function runAsProcess(command: Command, expected: readonly (new (...given: never[]) => Error)[] = []): Promise<void> {
  const stopping = new AbortController();
  process.on('SIGINT', () => { if (stopping.signal.aborted) process.exit(130); stopping.abort(); });
  process.on('SIGTERM', () => { stopping.abort(); });
  const isTTY = process.stderr.isTTY === true;
  const terminal: Terminal = { out: (text) => { console.log(text); }, error: (text) => { process.stderr.write(isTTY ? text : `${text}\n`); }, isTTY };
  try { process.exitCode = await command(process.argv.slice(2), process.env, terminal, stopping.signal); }
  catch (error) {
    console.error(expected.some((kind) => error instanceof kind) ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
