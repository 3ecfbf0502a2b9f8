// What processes hold in memory, by what the kernel says of them.
import fs from 'node:fs';

/** MiB: `pss` is what is a process's own and its share of what it has with others; `kept` is that without files, which the kernel may drop; `shared` is what others have of the rest. */
export interface Memory { pss: number; kept: number; shared: number }

/** None of a process that has ended meanwhile. */
export function memoryOf(pid: number): Memory {
  let text = '';
  try { text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'); } catch { /* it has ended */ }
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
  return { pss: of('Pss'), kept: of('Pss_Anon') + of('Pss_Shmem'), shared: of('Rss') - of('Pss') };
}

/** A process, and all that it started and that they started, with the name of each program. */
function familyOf(first: number): { pid: number; program: string }[] {
  const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const [, program = '', parent = ''] = /\((.*)\) . (\d+)/s.exec(fs.readFileSync(`/proc/${name}/stat`, 'utf8'))!;
      return [{ pid: Number(name), program, parent: Number(parent) }];
    } catch { return []; }
  });
  const family = all.filter(({ pid }) => pid === first);
  for (const one of family) family.push(...all.filter(({ parent }) => parent === one.pid));
  return family;
}

const none: Memory = { pss: 0, kept: 0, shared: 0 };
const sum = (some: Memory[]): Memory => some.reduce((whole, one) => ({ pss: whole.pss + one.pss, kept: whole.kept + one.kept, shared: whole.shared + one.shared }), none);

/** Of a server with all its processes, and apart: its own, those of its database, and the programs that it has run for files at this moment. */
export function memoryOfServer(pid: number): { all: Memory; server: Memory; database: Memory; programs: Memory } {
  const each = familyOf(pid).map((one) => ({ ...one, memory: memoryOf(one.pid) }));
  const of = (isIt: (one: { pid: number; program: string }) => boolean) => sum(each.filter(isIt).map(({ memory }) => memory));
  return {
    all: of(() => true), server: of((one) => one.pid === pid), database: of(({ program }) => program.startsWith('postgres')),
    programs: of((one) => one.pid !== pid && !one.program.startsWith('postgres')),
  };
}
