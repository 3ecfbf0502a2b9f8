import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';

/** What every virus scanner finds, and nothing else does: 68 letters that do no harm. In two parts, so that this file is not found itself. */
export const eicar = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

export interface Clamd { /** Path of its socket. */ address: string; stop(): Promise<void> }

/** A clamd of its own, with one signature: EICAR. `streamMaxLength` as in its configuration. `folder`: to start it again where it stood. */
export async function startClamd({ streamMaxLength = '100M', folder }: { streamMaxLength?: string; folder?: string } = {}): Promise<Clamd & { folder: string }> {
  const home = folder ?? await mkdtemp(path.join(os.tmpdir(), 'clamd-'));
  const socket = path.join(home, 'clamd.sock'), config = path.join(home, 'clamd.conf');
  await writeFile(path.join(home, 'test.ndb'), `Corridor.Test.Eicar:0:*:${eicar.toString('hex')}\n`);
  await rm(socket, { force: true });
  await writeFile(config, [`DatabaseDirectory ${home}`, `LocalSocket ${socket}`, 'Foreground yes', `StreamMaxLength ${streamMaxLength}`, 'MaxThreads 4', ...process.getuid?.() === 0 ? ['User root'] : []].join('\n') + '\n');
  await chmod(home, 0o755);
  const child = spawn('clamd', ['--config-file', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => { said += text.toString(); });
  child.stderr.on('data', (text: Buffer) => { said += text.toString(); });
  const exited = once(child, 'exit');
  const isThere = () => new Promise<boolean>((resolve) => {
    const probe = connect(socket, () => { probe.end(); resolve(true); }).on('error', () => { resolve(false); });
  });
  while (!await isThere()) {
    if (child.exitCode !== null) throw new Error(`clamd did not start: ${said}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  return {
    address: socket, folder: home,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
