// What a page loads, gzip, against the promised limits; and that no zod is in it.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { browserPlugins, chunks } from '../rollup.config.mjs';
import { root } from './run.mjs';

const KiB = 1024;
const packages = path.join(root, 'packages');

/** KiB. `first`, what an import loads, stays within the promise. All of it, later chunks included, is over it: `today` lets that grow no further. */
const budgets = [
  { name: '@corridor/sdk', entry: 'sdk/dist/index.js', promise: 24, today: 29.8 },
  { name: '<chat-widget>', entry: 'elements/dist/chat/chat-widget.js', promise: 60, today: 63 },
];

const inMemory = path.join(packages, 'sdk/dist/testing/');

/** What loads at first, and all that is loaded later besides: only the in-memory server is left out, for nothing but a demo asks for it. */
async function measure(entry) {
  const bundle = await rollup({ input: path.join(packages, entry), plugins: browserPlugins(), logLevel: 'silent' });
  const { output } = await bundle.generate({ ...chunks, format: 'es' });
  await bundle.close();
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set();
  const load = (chunk, isLazyToo) => {
    if (!chunk || loaded.has(chunk) || chunk.facadeModuleId?.startsWith(inMemory)) return;
    loaded.add(chunk);
    for (const name of [...chunk.imports, ...(isLazyToo ? chunk.dynamicImports : [])]) load(byName.get(name), isLazyToo);
  };
  const size = () => [...loaded].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0) / KiB;
  load(output[0], false);
  const first = size();
  loaded.clear();
  load(output[0], true);
  const zod = [...loaded].flatMap(({ moduleIds }) => moduleIds).find((id) => id.includes('/node_modules/zod/'));
  return { first, complete: size(), zod };
}

const lines = await Promise.all(
  budgets.map(async ({ name, entry, promise, today }) => {
    const { first, complete, zod } = await measure(entry);
    if (zod || first > promise || complete > today) process.exitCode = 1;
    const over = complete > promise ? `, ${(complete - promise).toFixed(1)} OVER its promise` : '';
    return `${name} ${first.toFixed(1)} at first, ${complete.toFixed(1)} with all it loads later, of ${promise} KiB${over}${zod ? `, and it loads zod: ${zod}` : ''}`;
  }),
);
console.log(lines.join('; '));
