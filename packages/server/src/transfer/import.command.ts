import { HostId } from '@corridor/sdk/protocol';
import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { configOfCommand, openDatabase, type Terminal } from '../command.ts';
import { connect, type DatabaseSource } from '../database.ts';
import { isKeyUser } from '../keys.ts';
import { ImportError, openArchive } from './archive.ts';
import { progressOn, reportLines } from './import.report.ts';
import { type ImportReport, importSlack } from './slack.import.ts';

export const usage = `Usage: corridor-import slack <export.zip or folder>... --tenant <tenant> [options]

Brings the channels, people and messages of a Slack export into a tenant. The parts of one export are given together.
Killed and started again it goes on where it was; what is there already is not added again.

  --tenant <id>      the tenant, as tokens name it
  --users <file>     CSV with two columns: Slack's user id, e-mail address or handle; the host's user id
  --email-ids        the host's user ids are e-mail addresses
  --emoji <file>     CSV with two columns: the name of an emoji of the workspace; the emoji to take for it
  --dry-run          only says what would be done

The database is the server's: DATABASE_URL or DATA_DIR. The server may be running.`;

/** Runs the command; answers the process's status. `source`: instead of the environment's database. */
export async function runImport(args: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal, signal?: AbortSignal, source?: DatabaseSource): Promise<number> {
  const { values, positionals } = read(args);
  const [from, ...paths] = positionals;
  if (values.help || from === undefined) { terminal.out(usage); return values.help ? 0 : 1; }
  if (from !== 'slack') throw new ImportError(`${from}: only exports of slack are known\n\n${usage}`);
  if (paths.length === 0) throw new ImportError(`Name the export: its zip file, or the folder it was unpacked to\n\n${usage}`);
  const tenant = HostId.safeParse(values.tenant);
  if (!tenant.success) throw new ImportError('--tenant: name the tenant, as its tokens do');
  const people = await readPairs('--users', values.users, (id) => HostId.safeParse(id).success && !isKeyUser(id));
  const emoji = await readPairs('--emoji', values.emoji, (text) => text.length <= 40);
  const archive = await openArchive(paths);
  const opened = source ?? await openDatabase(configOfCommand(env));
  const database = connect(opened.address, 'app', 2);
  const progress = progressOn(terminal);
  let report: ImportReport | undefined;
  try {
    report = await importSlack(archive, {
      database, tenant: tenant.data, people, emoji, hasEmailIds: values['email-ids'] === true, isDryRun: values['dry-run'] === true, onProgress: progress.tell, ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    progress.end();
    archive.close();
    await database.destroy();
    if (!source) await opened.stop?.();
  }
  if (!report) { terminal.out('Stopped. The same command goes on from here.'); return 130; }
  for (const line of reportLines(report, progress.seconds())) terminal.out(line);
  return report.stored && report.stored.messages + report.stored.replies < report.planned.messages + report.planned.replies ? 2 : 0;
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const, flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { tenant: text, users: text, emoji: text, 'email-ids': flag, 'dry-run': flag, help: flag } });
  } catch (error) { throw new ImportError(`${(error as Error).message}\n\n${usage}`); }
}

/** Pairs of a CSV file, the first ones in lower case. A line that names the columns is none. */
async function readPairs(option: string, file: string | undefined, isValid: (value: string) => boolean): Promise<Map<string, string>> {
  if (file === undefined) return new Map();
  let rows: string[][];
  try { rows = parse(await readFile(file), { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, delimiter: [',', ';', '\t'] }); }
  catch (error) { throw new ImportError(`${option}: ${file} cannot be read (${(error as Error).message})`); }
  return new Map(rows.filter(([name], place) => place > 0 || !/^(slack|name|id|e-?mail)\b/i.test(name ?? '')).map(([key = '', value = ''], place) => {
    if (!key || !value || !isValid(value)) throw new ImportError(`${option}: ${file}: entry ${place + 1} needs two columns`);
    return [key.toLowerCase().replace(/^:(.+):$/, '$1'), value] as const;
  }));
}
