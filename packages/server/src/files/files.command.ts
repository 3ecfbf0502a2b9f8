import { HostId } from '@corridor/sdk/protocol';
import { parseArgs } from 'node:util';
import { configOfCommand, openDatabase, type Terminal } from '../command.ts';
import { ConfigError } from '../config.ts';
import { connect } from '../database.ts';
import { inTransaction } from '../transaction.ts';
import { type Moved, moveTenant } from './storage/move.ts';
import { createStorage, type Storage } from './storage/storage.ts';
import { allTenants } from './storage/storage.queries.ts';
import { tidy } from './storage/tidy.ts';

export const usage = `Usage: corridor-files move --to s3|disk --tenant <tenant> | --all
       corridor-files rewrap
       corridor-files tidy

move     brings the files of a tenant, or of all, to another store; set FILES_STORE first, so that new ones go there.
         Ended and started again it goes on where it was.
rewrap   puts the tenants' keys under CORRIDOR_FILES_KEY; CORRIDOR_FILES_KEY_PREVIOUS is not needed after that.
tidy     removes what nothing refers to any more, as the server does every hour, and says what is missing.

The settings are the server's. The server may be running.`;

/** What was asked wrongly. */
class UsageError extends Error {}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1)} GB`;
const lineEveryMs = 5000, barEveryMs = 200;

function progressOn({ error, isTTY }: Terminal): { tell: (tenant: string, moved: Moved) => void; end: () => void } {
  let last = -Infinity, hasLine = false;
  return {
    tell(tenant, { objects, bytes, of }) {
      if (performance.now() - last < (isTTY ? barEveryMs : lineEveryMs) && objects < of.objects) return;
      last = performance.now();
      const line = `${tenant}: ${objects.toLocaleString('en')} of ${of.objects.toLocaleString('en')} objects, ${gigabytes(bytes)} of ${gigabytes(of.bytes)}`;
      hasLine = isTTY;
      error(isTTY ? `\r\u001b[K${line}` : line);
    },
    end: () => { if (hasLine) error('\r\u001b[K'); },
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const, flag = { type: 'boolean' } as const;
  try { return parseArgs({ args: [...args], allowPositionals: true, options: { tenant: text, to: text, all: flag, help: flag } }); }
  catch (error) { throw new UsageError(`${(error as Error).message}\n\n${usage}`); }
}

/** Runs the command; answers the process's status: 0 done, 1 asked wrongly, 2 something is missing, 130 stopped. */
export async function runFiles(args: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal, signal?: AbortSignal): Promise<number> {
  try { return await run(args, env, terminal, signal); }
  catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    terminal.out(error.message);
    return 1;
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal, signal: AbortSignal | undefined): Promise<number> {
  const { values, positionals: [command] } = read(args);
  if (values.help || !command || !['move', 'rewrap', 'tidy'].includes(command)) throw new UsageError(usage);
  const { to, tenant } = values;
  if (command === 'move' && ((to !== 's3' && to !== 'disk') || (tenant === undefined) !== (values.all === true))) throw new UsageError(usage);
  if (tenant !== undefined && !HostId.safeParse(tenant).success) throw new UsageError('--tenant: name the tenant, as its tokens do');
  const config = configOfCommand(env), opened = await openDatabase(config), database = connect(opened.address, 'app', 4);
  const storage = createStorage(database, config.files);
  try {
    if (command === 'move' && !storage.s3) throw new UsageError('S3_BUCKET: is missing: it names the bucket that files are moved to or from');
    if (command === 'rewrap' && !storage.keyring) throw new UsageError('CORRIDOR_FILES_KEY: is missing: it is what keys are to be under');
    const tenants = tenant === undefined ? await inTransaction(database, [], allTenants) : [tenant];
    if (command === 'rewrap') return await rewrap(storage, tenants, terminal);
    if (command === 'tidy') {
      const { missing, ...removed } = await tidy({ database, storage, keptDays: config.files.keptDays });
      terminal.out(Object.entries(removed).map(([what, count]) => `${what}: ${count}`).join(', '));
      for (const { tenant: whose, id } of missing) terminal.out(`missing: ${id} of ${whose}`);
      return missing.length ? 2 : 0;
    }
    let status = 0;
    for (const whose of tenants) {
      const progress = progressOn(terminal);
      const moved = await moveTenant({ database, storage, tenant: whose, to: to as 's3' | 'disk', signal, onProgress: (so) => { progress.tell(whose, so); } }).finally(() => { progress.end(); });
      if (signal?.aborted) { terminal.out('Stopped. The same command goes on from here.'); return 130; }
      terminal.out(`${whose}: moved ${moved.objects.toLocaleString('en')} objects, ${gigabytes(moved.bytes)}`);
      for (const id of moved.missing) terminal.out(`missing: ${id} of ${whose}`);
      if (moved.missing.length) status = 2;
    }
    return status;
  } finally {
    await database.destroy();
    await opened.stop?.();
  }
}

async function rewrap({ keyring }: Storage, tenants: readonly string[], { out }: Terminal): Promise<number> {
  let count = 0;
  for (const tenant of tenants) if (await keyring!.rewrap(tenant)) count++;
  out(`Put the keys of ${count} tenants under the current key; ${tenants.length - count} had none or were under it.`);
  return 0;
}
