import fs from 'node:fs';
import path from 'node:path';

const isAlive = (pid: number): boolean => { try { return process.kill(pid, 0); } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM'; } };

/** Whether the process is a living PostgreSQL of this cluster: not a dead one that nobody has collected, not a stranger with its number. */
export function isPostgresOf(pid: number, cluster: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (process.platform !== 'linux') return isAlive(pid);
  try {
    return /^\d+ \(postgres\) [^ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')) && fs.readlinkSync(`/proc/${pid}/cwd`) === path.resolve(cluster);
  } catch { return false; } // gone, or another user's
}

/** All living processes of this cluster; where the system does not tell, none. */
export function postgresOf(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => isPostgresOf(pid, cluster));
}
