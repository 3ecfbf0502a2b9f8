// An hour of an office's mixed work on the embedded server as it comes: what it holds in memory, what it leaves on the disk, and whether anything is refused or lost.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbedded } from '../../packages/server/src/embedded-postgres.ts';
import { build } from '../build.mjs';
import { root } from '../run.mjs';
import { type Figure, figure, median, quantile } from './figure.ts';
import { type Memory, memoryOfServer } from './memory.ts';
import { People } from './people.ts';
import { secret, startCorridor } from './processes.ts';

const minutes = Number(process.env.BENCH_MINUTES ?? 60), people = Number(process.env.BENCH_PEOPLE ?? 100);
const sampleMs = 10_000, minuteMs = 60_000, mebibyte = 2 ** 20;
/** Of the whole time, in which caches and the database's shared memory fill; five minutes at most. */
const warmUp = Math.min(0.1, 5 / minutes);

interface Work { done: Record<string, number>; heard: number; errors: Record<string, number>; expected: Record<string, number>; late: number[]; atEnd: number }
/** `at`: share of the whole time. */
type Sample = ReturnType<typeof memoryOfServer> & { at: number };

/** MiB that a folder takes on the disk, as `du` counts. */
function taken(folder: string): number {
  let bytes = 0;
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) try { bytes += fs.lstatSync(path.join(folder, name)).blocks * 512; } catch { /* gone meanwhile */ }
  return bytes / mebibyte;
}

/** Between each two samples a slope; their median (Theil–Sen), which some that lie apart do not move. MiB an hour. */
function slope(samples: readonly Sample[]): number {
  const slopes = samples.flatMap((a, i) => samples.slice(i + 1).map((b) => (b.all.kept - a.all.kept) / ((b.at - a.at) * minutes / 60)));
  return slopes.length ? median(slopes) : NaN;
}

async function heapOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)![1]) / mebibyte;
}

/**
 * What is alive, in MiB: the database without what has been left over in it, as large as a copy of it is that was backed up and restored, and the bytes of all files that are kept
 * (with those that were deleted and can be restored, and with previews).
 */
async function liveIn(folder: string): Promise<{ database: number; files: number }> {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-bench-')), backup = path.join(folder, 'soak.backup');
  fs.chmodSync(copy, 0o711); // where the database runs as nobody, it must be able to enter
  const command = (order: string, dataDir: string) => promisify(execFile)(process.execPath, [path.join(root, 'packages/server/dist/src/backup/database.main.js'), order, backup], { env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '', CORRIDOR_JWT_SECRET: secret } });
  try {
    await command('backup', folder);
    await command('restore', copy);
    const cluster = await startEmbedded(copy), client = new pg.Client({ host: cluster.host, port: 5432, user: 'postgres', database: 'corridor', password: '', ssl: false });
    try {
      await client.connect();
      const { rows: [found] } = await client.query<{ database: string; files: string }>('select pg_database_size(current_database()) as database, (select coalesce(sum(bytes), 0) from file_objects) as files');
      await client.end();
      return { database: Number(found!.database) / mebibyte, files: Number(found!.files) / mebibyte };
    } finally { await cluster.stop(); }
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
    fs.rmSync(backup, { force: true });
  }
}

/** Looks at the server until the time is over, and says now and then what it sees. */
async function watch(pid: number): Promise<Sample[]> {
  const begin = performance.now(), samples: Sample[] = [], count = Math.round(minutes * minuteMs / sampleMs), of = ({ pss, kept }: Memory) => `${pss.toFixed(0)} (${kept.toFixed(0)})`;
  for (let i = 1; i <= count; i++) {
    await pause(Math.max(0, begin + i * sampleMs - performance.now()));
    const now = { at: i / count, ...memoryOfServer(pid) };
    samples.push(now);
    if (i % Math.max(6, Math.round(count / 24)) === 0) console.log(`  ${(i * sampleMs / minuteMs).toFixed(0)} min: ${of(now.all)} MiB, server ${of(now.server)}, database ${of(now.database)}, programs ${of(now.programs)}`);
  }
  return samples;
}

function memoryFigures(samples: readonly Sample[]): Figure[] {
  const between = (from: number, to: number) => samples.filter(({ at }) => at > from && at <= to);
  const first = between(warmUp, warmUp + (1 - warmUp) / 4), last = between(1 - (1 - warmUp) / 4, 1), middle = (some: readonly Sample[], of: (one: Sample) => number) => median(some.map(of));
  return [
    figure('memory, first quarter after warm-up', 'MiB', middle(first, ({ all }) => all.pss), null),
    figure('memory, last quarter', 'MiB', middle(last, ({ all }) => all.pss), null),
    figure('memory, most', 'MiB', Math.max(...samples.map(({ all }) => all.pss)), null),
    figure('of it the server process, last quarter', 'MiB', middle(last, ({ server }) => server.pss), null),
    figure('of it the database, last quarter', 'MiB', middle(last, ({ database }) => database.pss), null),
    figure('last quarter, as the only Node of the machine', 'MiB', middle(last, ({ all, server }) => all.pss + server.shared), null),
    figure('growth in an hour, by the last half', 'MiB', slope(between(0.5, 1)), null),
  ];
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
const listed = (counts: Record<string, number>) => { for (const [what, count] of Object.entries(counts).sort(([, a], [, b]) => b - a)) console.log(`  ${String(count).padStart(8)}  ${what}`); };

export async function soak(): Promise<Figure[]> {
  await build({ goesOn: true });
  const server = await startCorridor('', { CORRIDOR_LIMITS: '' }), office = new People('soak-clients.ts', process.execArgv), { folder } = server;
  let isUp = true;
  try {
    await office.ask('enter', { url: server.url, size: people });
    await office.ask('begin', {});
    const samples = await watch(server.pid), work = await office.ask<Work>('end', {});
    const disk = Object.fromEntries(['', 'postgres/pg_wal', 'postgres/base', 'files'].map((part) => [part, taken(path.join(folder, part))])), heap = await heapOf(server.url);
    await pause(25_000); // what was scheduled goes out
    const kept = await office.ask<{ acknowledged: number; missing: number; doubled: number }>('check', { url: server.url });
    isUp = false;
    await server.end();
    const live = await liveIn(folder), asked = Object.fromEntries(Object.entries(work.done).filter(([name]) => !name.startsWith('act: '))), beside = 200, wal = disk['postgres/pg_wal']!, base = disk['postgres/base']!;
    listed(work.done);
    console.log('  expected refusals:');
    listed(work.expected);
    if (sum(work.errors) || kept.missing || kept.doubled) {
      console.error('  FAILED:');
      for (const [what, count] of Object.entries(work.errors)) console.error(`  ${count} × ${what}`);
      if (kept.missing || kept.doubled) console.error(`  ${kept.missing} acknowledged messages missing, ${kept.doubled} doubled`);
      process.exitCode = 1;
    }
    const plain = (name: string, unit: Figure['unit'], value: number) => figure(name, unit, value, null);
    return [
      ...memoryFigures(samples),
      plain("the server's heap after it", 'MiB', heap),
      plain('data directory', 'MiB', disk['']!), plain('of it pg_wal', 'MiB', wal), plain('of it base', 'MiB', base), plain('of it files', 'MiB', disk.files!),
      plain('live data, database', 'MiB', live.database), plain('live data, files', 'MiB', live.files),
      plain('data directory less 200 MiB, by live data', '', (disk['']! - beside) / (live.database + live.files)),
      plain('the same of the database alone', '', (disk['']! - disk.files! - beside) / live.database),
      plain('operations a second', '1/s', sum(asked) / (minutes * 60)),
      plain('events told a second', '1/s', work.heard / (minutes * 60)),
      plain('a message acknowledged, p50', 'ms', quantile(work.late, 0.5)), plain('a message acknowledged, p99', 'ms', quantile(work.late, 0.99)),
      plain('errors', '', sum(work.errors)),
      plain('messages acknowledged', '', kept.acknowledged), plain('of them missing', '', kept.missing), plain('doubled', '', kept.doubled),
    ];
  } finally {
    office.end();
    if (isUp) await server.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
