import { spawnSync, type SpawnOptions } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from './config.ts';

const nobody = 65_534;

/** As whom PostgreSQL runs. */
export interface Launcher {
  /** Hands over what PostgreSQL is to own. */
  own(at: string): void;
  command(program: string, args: readonly string[]): [program: string, args: string[], options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd'>];
}

const direct: Launcher = { own: () => undefined, command: (program, args) => [program, [...args], { cwd: '/' }] };

/** Runs a program as another user of a namespace of its own; on disk it remains us. */
function inNamespace(user: number): Launcher | undefined {
  const flags = ['--user', `--map-user=${user}`, `--map-group=${user}`];
  if (spawnSync('unshare', [...flags, 'true']).status !== 0) return undefined;
  return { own: () => undefined, command: (program, args) => ['unshare', [...flags, program, ...args], { cwd: '/' }] };
}

/** PostgreSQL refuses to run as root, and to make a database as a user without a name. */
export function launcher(programs: string, dataDir: string, cluster: string): Launcher {
  if (process.getuid?.() === 0) return asRoot(programs, dataDir, cluster);
  try { os.userInfo(); return direct; } catch { /* no entry for this user: common in containers */ }
  if (fs.existsSync(cluster)) return direct;
  const named = inNamespace(nobody);
  if (named) return named;
  throw new ConfigError(`DATABASE_URL: the embedded database cannot be made by user ${process.getuid?.()}, who has no name in /etc/passwd; `
    + 'run as root or as a user with a name, or use PostgreSQL of your own by DATABASE_URL');
}

function asRoot(programs: string, dataDir: string, cluster: string): Launcher {
  const isNobodys = fs.existsSync(cluster) && fs.statSync(cluster).uid === nobody;
  const namespace = isNobodys ? undefined : inNamespace(1000);
  if (namespace) return namespace;
  if (isReachable(programs) && isReachable(dataDir)) {
    return {
      own: (at) => {
        fs.chownSync(at, nobody, nobody);
        try { fs.accessSync(at, fs.constants.R_OK | fs.constants.X_OK); } catch { fs.chmodSync(at, 0o711); } // a root without its usual rights
      },
      command: (program, args) => [program, [...args], { uid: nobody, gid: nobody, cwd: '/' }],
    };
  }
  throw new ConfigError(`DATA_DIR: the embedded database cannot run as root below ${dataDir}; `
    + 'use a DATA_DIR that other users may enter, run as another user, or use PostgreSQL of your own by DATABASE_URL');
}

/** Whether everybody may walk down to it. */
function isReachable(directory: string): boolean {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    if (fs.existsSync(at) && !(fs.statSync(at).mode & 0o001)) return false;
    if (at === path.dirname(at)) return true;
  }
}
