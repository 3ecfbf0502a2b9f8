// Whether the packages, packed as for the registry, work for those who install them: publint and attw; and whether they can get at every element.
import { readFileSync } from 'node:fs';
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

const elements = path.join(root, 'packages/elements');
const read = (file) => readFileSync(path.join(elements, file), 'utf8');
const entries = JSON.parse(read('package.json')).exports, index = read('src/index.ts'), loader = read('src/cdn.elements.ts');
/** What the script tag brings at once. */
const atOnce = new Set(['corridor-provider', 'chat-widget', 'conversation-view', 'message-composer', 'presence-dot', 'user-avatar']);
const documented = JSON.parse(read('dist/custom-elements.json')).modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName, summary }) => tagName && summary);
for (const { tagName, name } of documented) {
  const missing = [
    !entries[`./${tagName}`] && 'the exports of package.json',
    !new RegExp(`\\b${name}\\b`).test(index) && 'src/index.ts',
    !atOnce.has(tagName) && !loader.includes(`'${tagName}':`) && 'src/cdn.elements.ts',
  ].filter(Boolean);
  if (!missing.length) continue;
  console.error(`<${tagName}> is missing in ${missing.join(', ')}`);
  process.exitCode = 1;
}
console.log(`3 packages, ${documented.length} documented elements`);
