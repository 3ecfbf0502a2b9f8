import { parseArgs } from 'node:util';
import { configOfCommand, type Terminal } from '../command.ts';
import { ConfigError } from '../config.ts';
import { mustBeFree, openBackup, writeBackup } from './backup.file.ts';
import { readDatabase } from './backup.read.ts';
import { restoreBackup } from './backup.restore.ts';
import { BackupError, type OnProgress } from './backup.ts';
import { byOptions, openSource, openTarget } from './database.places.ts';

export const usage = `Usage: corridor-database backup <file>
       corridor-database restore <file>
       corridor-database move --to <url> [--to-app <url>]

backup   writes all of the database, as it is at one moment, to a new file. The server may be running.
restore  brings such a file into a database without data: all of it or nothing. No server may be running on that.
move     brings the database to another PostgreSQL, 15 or later, without a file in between. No server may be running on either.
         --to names the new database's owner as DATABASE_URL does, --to-app its serving role as DATABASE_APP_URL does.

The settings are the server's: DATABASE_URL or DATA_DIR. Files that people have sent are not in the database.`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
const counted = (rows: number): string => `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
const lineEveryMs = 5000, barEveryMs = 200;

function progressOn({ error, isTTY }: Terminal): { tell: OnProgress; end: () => void } {
  let last = -Infinity, hasLine = false;
  return {
    tell(table, rows, bytes) {
      if (performance.now() - last < (isTTY ? barEveryMs : lineEveryMs)) return;
      last = performance.now();
      const line = `${counted(rows)}, ${megabytes(bytes)}: ${table}`;
      hasLine = isTTY;
      error(isTTY ? `\r\u001b[K${line}` : line);
    },
    end: () => { if (hasLine) error('\r\u001b[K'); },
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try { return parseArgs({ args: [...args], allowPositionals: true, options: { to: text, 'to-app': text, help: { type: 'boolean' } } }); }
  catch (error) { throw new BackupError('usage', `${(error as Error).message}\n\n${usage}`); }
}

/** Runs the command; answers the process's status: 0 done, 1 refused, 130 stopped. */
export async function runDatabase(args: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal, signal?: AbortSignal): Promise<number> {
  const progress = progressOn(terminal);
  try {
    const lines = await run(args, env, { onProgress: progress.tell, signal });
    progress.end();
    terminal.out(lines);
    return 0;
  } catch (error) {
    progress.end();
    if (signal?.aborted) { terminal.out('Stopped. Nothing of it was kept.'); return 130; }
    if (!(error instanceof BackupError || error instanceof ConfigError)) throw error;
    terminal.out(error.message);
    return 1;
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv, options: { onProgress: OnProgress; signal: AbortSignal | undefined }): Promise<string> {
  const { values: { help, to, 'to-app': toApp }, positionals: [command, file, ...others] } = read(args);
  if (help) return usage;
  const isMove = command === 'move';
  if (others.length || (isMove ? !to || file !== undefined : !['backup', 'restore'].includes(command ?? '') || !file || to !== undefined || toApp !== undefined)) throw new BackupError('usage', usage);
  const config = configOfCommand(env);
  if (command === 'backup') return backup(config, file!, options);
  if (command === 'restore') return restore(config, file!, options);
  return move(config, { databaseUrl: to, databaseAppUrl: toApp, dataDir: config.dataDir }, options);
}

type Settings = Parameters<typeof openSource>[0];
interface Options { onProgress: OnProgress; signal: AbortSignal | undefined }

async function backup(config: Settings, file: string, options: Options): Promise<string> {
  await mustBeFree(file);
  const source = await openSource(config);
  try {
    const database = await readDatabase(source.address, options);
    try {
      const { rows, bytes } = await writeBackup(file, database, options);
      return `Wrote ${counted(rows)} to ${file} (${megabytes(bytes)}). It holds all that people wrote, and keys: guard it as the database itself. Files that people have sent are to be backed up after it.`;
    } finally { await database.close(); }
  } finally { await source.stop?.(); }
}

async function restore(config: Settings, file: string, options: Options): Promise<string> {
  const opened = await openBackup(file);
  try {
    const target = await openTarget(config);
    try {
      const { rows } = await restoreBackup(opened, target.address, { ...options, name: file });
      return `Restored ${counted(rows)} from ${file}. The server may be started.`;
    } finally { await target.stop?.(); }
  } finally { opened.close(); }
}

async function move(config: Settings, goal: Settings, options: Options): Promise<string> {
  const source = await openSource(config, { isLast: true });
  try {
    const target = await byOptions(() => openTarget(goal));
    const database = await readDatabase(source.address, { ...options, isLast: true });
    try {
      const { rows } = await restoreBackup(database, target.address, { ...options, name: 'the database' });
      return `Moved ${counted(rows)} to ${target.address.database} at ${target.address.host}. Set DATABASE_URL to it${goal.databaseAppUrl === undefined ? '' : ', and DATABASE_APP_URL,'} before the server is started. The old database is as it was; start no server on it again.`;
    } finally { await database.close(); }
  } finally { await source.stop?.(); }
}
