// Whether the packages, packed as for the registry, work for those who install them: publint and attw.
import path from 'node:path';
import { root, run } from './run.mjs';

const bin = (name) => path.join(root, 'node_modules/.bin', name);

const results = await Promise.all(
  ['sdk', 'elements', 'server'].flatMap((name) => [
    run(bin('publint'), ['run', `packages/${name}`, '--strict', '--pack', 'npm'], { quiet: true }),
    // ES modules only: how old resolutions and require() see us does not matter.
    run(bin('attw'), ['--pack', `packages/${name}`, '--profile', 'esm-only', '--format', 'ascii', '--exclude-entrypoints', 'cdn'], {
      quiet: true,
    }),
  ]),
);
for (const { code, output } of results) {
  if (!code) continue;
  console.error(output);
  process.exitCode = 1;
}
console.log('3 packages');
