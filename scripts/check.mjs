// npm run check: what must hold of the code without running it. One line for each step that is fine, the tool's words for one that is not.
import path from 'node:path';
import { build } from './build.mjs';
import { requireNode } from './prerequisites.mjs';
import { root, run, runNode, runTypeScript, seconds } from './run.mjs';

requireNode();
const quiet = { quiet: true };
const bin = (name, ...args) => run(path.join(root, 'node_modules/.bin', name), args, quiet);

const steps = {
  build: async () => {
    try {
      await build();
      return { code: 0, output: '' };
    } catch (error) {
      return { code: 1, output: error.message };
    }
  },
  types: () => bin('tsc', '-b'), // of scripts, configuration, tests and stories too
  layers: () => runTypeScript(['scripts/layers.ts'], quiet),
  words: () => runNode(['scripts/words.mjs'], quiet),
  docs: () => runNode(['scripts/docs.mjs'], quiet),
  bundles: () => runNode(['scripts/simple-peer.mjs'], quiet),
  unused: () => bin('knip', '--no-progress'),
  lint: () => bin('eslint', '--max-warnings', '0', '.'),
  packages: () => runNode(['scripts/packages.mjs'], quiet),
  sizes: () => runNode(['scripts/sizes.mjs'], quiet),
};

async function check(name) {
  const start = performance.now();
  const { code, output } = await steps[name]();
  const text = output.trim();
  if (code) process.exitCode = 1;
  if (code) console.error(`FAIL ${name}, ${seconds(start)}\n${text.replace(/^/gm, '  ')}`);
  else console.log(`ok   ${name}, ${seconds(start)}${text.includes('\n') ? `\n${text.replace(/^/gm, '  ')}` : text && `: ${text}`}`);
  return !code;
}

const chain = async (...names) => {
  for (const name of names) if (!(await check(name)) && name === 'build') return;
};

// Two at a time fit most machines; packages and sizes need what the build makes.
await Promise.all([chain('build', 'types', 'packages', 'sizes'), chain('layers', 'words', 'docs', 'bundles', 'lint', 'unused')]);
