// Builds what is not fresh: the three packages, the file for pages, the manifest of the elements.
import fs from 'node:fs';
import path from 'node:path';
import { requireNode } from './prerequisites.mjs';
import { root, run, seconds } from './run.mjs';

const elements = 'packages/elements';

function newest(folders, matches) {
  let time = 0;
  for (const folder of folders) {
    for (const file of fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (matches(file)) time = Math.max(time, fs.statSync(path.join(root, folder, file)).mtimeMs);
    }
  }
  return time;
}

const isFresh = (file, than) => fs.existsSync(path.join(root, file)) && fs.statSync(path.join(root, file)).mtimeMs > than;

async function step(name, program, args) {
  const start = performance.now();
  const { code, output } = await run(path.join(root, 'node_modules/.bin', program), args, { quiet: true });
  if (code) throw new Error(`${name} failed\n${output}`);
  console.log(`built ${name} in ${seconds(start)}`);
}

/** Builds what is missing or older than its sources; throws with the compiler's words. `goesOn`: what runs may run in spite of a type error. */
export async function build({ goesOn = false } = {}) {
  await step('packages', 'tsc', ['-b', 'packages/sdk', elements, 'packages/server']).catch((error) => {
    if (!goesOn) throw error;
    console.error(error.message);
  });
  const scripts = Math.max(
    newest([`${elements}/dist`, 'packages/sdk/dist'], (file) => file.endsWith('.js') && !/^cdn\/|\.(test|stories)\.js$/.test(file)),
    fs.statSync(path.join(root, 'rollup.config.mjs')).mtimeMs,
  );
  const sources = newest([`${elements}/src`], (file) => file.endsWith('.ts'));
  const work = [];
  if (!isFresh(`${elements}/dist/cdn/elements.js`, scripts))
    work.push(step('elements.js', 'rollup', ['--config', 'rollup.config.mjs', '--silent']));
  if (!isFresh(`${elements}/dist/custom-elements.json`, sources)) {
    work.push(step('custom-elements.json', 'cem', ['analyze', '--quiet', '--config', `${elements}/custom-elements-manifest.config.mjs`]));
  }
  await Promise.all(work);
}

if (process.argv[1] === import.meta.filename) {
  requireNode();
  await build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
