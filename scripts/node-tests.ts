// Runs test files under node:test on one shared database cluster: node-tests.ts [--concurrency=N] file …
import { spawn } from 'node:child_process';
import { startTestCluster } from '../packages/server/src/testing/database.ts';

const files = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const concurrency = process.argv.find((word) => word.startsWith('--concurrency='))?.split('=')[1] ?? '2';

// Only the server's tests need a database; the rest should not pay for one.
const cluster = files.some((file) => file.startsWith('packages/server/') || file.startsWith('examples/'))
  ? await startTestCluster()
  : undefined;
const child = spawn(
  process.execPath,
  [
    '--conditions=source',
    '--import',
    'tsx',
    '--test',
    `--test-concurrency=${concurrency}`,
    '--test-timeout=300000',
    '--test-reporter=./scripts/node-reporter.mjs',
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, ...(cluster ? { CORRIDOR_TEST_CLUSTER: cluster.host } : {}) } },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
process.exitCode = await new Promise<number>((resolve) => {
  child.once('exit', (code) => resolve(code ?? 1));
});
await cluster?.stop();
