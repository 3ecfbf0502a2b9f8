// What a page loads, gzip, against the promised limits; and that no zod is in it.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { browserPlugins } from '../rollup.config.mjs';
import { root } from './run.mjs';

const KiB = 1024;
const packages = path.join(root, 'packages');

/** `lazy` counts what is loaded later too, but for the in-memory server: only the demo provider loads that. */
const budgets = [
  { name: '@corridor/sdk', entry: 'sdk/dist/index.js', limit: 24 },
  { name: '<chat-widget> complete', entry: 'elements/dist/chat/chat-widget.js', limit: 60, lazy: true },
];

const inMemory = path.join(packages, 'sdk/dist/testing/');

async function measure({ entry, lazy = false }) {
  const bundle = await rollup({ input: path.join(packages, entry), plugins: browserPlugins(), logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set();
  const load = (chunk) => {
    if (!chunk || loaded.has(chunk) || chunk.facadeModuleId?.startsWith(inMemory)) return;
    loaded.add(chunk);
    for (const name of [...chunk.imports, ...(lazy ? chunk.dynamicImports : [])]) load(byName.get(name));
  };
  load(output[0]);
  const code = [...loaded].map((chunk) => chunk.code).join('\n');
  const modules = [...loaded].flatMap((chunk) => chunk.moduleIds);
  return { bytes: gzipSync(code, { level: 9 }).length, zod: modules.find((id) => id.includes('/node_modules/zod/')) };
}

const lines = await Promise.all(
  budgets.map(async (budget) => {
    const { bytes, zod } = await measure(budget);
    if (zod || bytes > budget.limit * KiB) process.exitCode = 1;
    return `${budget.name} ${(bytes / KiB).toFixed(1)} of ${budget.limit} KiB${zod ? `, and it loads zod: ${zod}` : ''}`;
  }),
);
console.log(lines.join('; '));
