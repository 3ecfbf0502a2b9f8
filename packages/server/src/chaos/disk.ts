import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** A disk of its own for a folder, which can run full. */
export interface Disk {
  /** Leaves this many bytes free; who wants more is told that no space is left. */
  fill(free: number): void;
  /** There is room again. */
  clear(): void;
  close(): void;
}

const size = 2 ** 31; // only what lies on it takes memory
const mount = (...args: string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;

/** In memory, so that its size can be changed at once. Undefined where this process may mount nothing: only root may. */
export function openDisk(folder: string): Disk | undefined {
  if (!mount('-t', 'tmpfs', '-o', `size=${size},mode=0711`, 'corridor-chaos', folder)) return undefined;
  // Unmounts it with the end of this process at the latest, however that goes.
  const watcher = spawn('sh', ['-c', 'cat > /dev/null; umount -l "$0" 2> /dev/null', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  const resize = (bytes: number) => { if (!mount('-o', `remount,size=${bytes}`, folder)) throw new Error(`The disk at ${folder} cannot be made ${bytes} bytes large`); };
  return {
    fill(free) { const { blocks, bfree, bsize } = fs.statfsSync(folder); resize((blocks - bfree) * bsize + free); },
    clear() { resize(size); },
    close() { spawnSync('umount', ['-l', folder], { stdio: 'ignore' }); watcher.stdin.end(); },
  };
}
