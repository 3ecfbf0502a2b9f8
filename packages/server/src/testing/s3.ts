import { spawn, type ChildProcess } from 'node:child_process';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../journeys/free-port.ts';

const run = promisify(execFile);
const programs = '/usr/bin';
const kinds = ['account', 'container', 'object', 'proxy'] as const;
const user = 'test:tester', password = 'testing';
const patienceMs = 60_000;

/** A real S3 server, ours alone: OpenStack Swift, as Debian has it. */
export interface TestS3 {
  /** As the server's environment names them. */
  readonly env: { S3_ENDPOINT: string; S3_BUCKET: string; S3_REGION: string; S3_ACCESS_KEY_ID: string; S3_SECRET_ACCESS_KEY: string; S3_FORCE_PATH_STYLE: string };
  stop(): Promise<void>;
}

export const s3Install = 'apt-get install --no-install-recommends swift swift-proxy swift-account swift-container swift-object';
export const hasS3 = (): boolean => kinds.every((kind) => fs.existsSync(path.join(programs, `swift-${kind}-server`)));

/** Settings of one of Swift's four servers. `workers = 0`: the process that was started is the server. */
function settings(kind: (typeof kinds)[number], folder: string, port: number, nobody: number): string {
  const shared = `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${os.userInfo().username}
swift_dir = ${folder}
devices = ${folder}/devices
mount_check = false
fallocate_reserve = 0
log_level = ERROR
container_update_timeout = 30
`;
  if (kind !== 'proxy') return `${shared}\n[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\ncontainer_update_timeout = 30\n`;
  // It insists on a cache and goes on without one that answers.
  return `${shared}
[pipeline:main]
pipeline = catch_errors cache s3api tempauth bulk copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 10
node_timeout = 60
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${nobody}
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = ${password} .admin
[filter:bulk]
use = egg:swift#bulk
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
`;
}

/** Ends the processes and clears the folder away when this process is gone, however it went. */
function watch(folder: string, children: readonly ChildProcess[]): void {
  const watcher = spawn('sh', ['-c', `cat > /dev/null; kill -9 ${children.map(({ pid }) => pid).join(' ')}; sleep 0.2; rm -rf "$0"`, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
}

/** Starts one in a temporary folder on free ports, with an empty bucket in it. */
export async function startS3(): Promise<TestS3> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-s3-'));
  fs.mkdirSync(path.join(folder, 'devices/one'), { recursive: true });
  const ports = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await freePort()] as const)));
  const nobody = await freePort();
  for (const kind of kinds) fs.writeFileSync(path.join(folder, `${kind}.conf`), settings(kind, folder, ports[kind]!, nobody));
  await Promise.all(kinds.filter((kind) => kind !== 'proxy').map(async (kind) => {
    const ring = (...args: string[]) => run(path.join(programs, 'swift-ring-builder'), [path.join(folder, `${kind}.builder`), ...args]);
    await ring('create', '4', '1', '0');
    await ring('add', `r1z1-127.0.0.1:${ports[kind]}/one`, '1');
    await ring('rebalance');
  }));
  const children = kinds.map((kind) => spawn(path.join(programs, `swift-${kind}-server`), [path.join(folder, `${kind}.conf`)], { stdio: ['ignore', 'ignore', 'ignore'] }));
  watch(folder, children);
  const stop = async () => {
    await Promise.all(children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }));
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const env = {
    S3_ENDPOINT: `http://127.0.0.1:${ports.proxy}`, S3_BUCKET: 'corridor', S3_REGION: 'us-east-1', S3_ACCESS_KEY_ID: user, S3_SECRET_ACCESS_KEY: password, S3_FORCE_PATH_STYLE: '1',
  };
  const client = new S3Client({ endpoint: env.S3_ENDPOINT, region: env.S3_REGION, forcePathStyle: true, credentials: { accessKeyId: user, secretAccessKey: password }, maxAttempts: 1 });
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: env.S3_BUCKET }));
      break;
    } catch (error) {
      if ((error as Error).name === 'BucketAlreadyOwnedByYou') break;
      if (Date.now() < until && !children.some(({ exitCode }) => exitCode !== null)) {
        await delay(100); // there is nothing to hear: the four servers say nothing when they are up
        continue;
      }
      await stop();
      throw error;
    }
  }
  client.destroy();
  return { env, stop };
}
