// Several Corridor servers behind nginx on one machine: node examples/scale-out/start.mjs [--nodes 2] [--folder FOLDER] [--port PORT]
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startSite } from './site.mjs';

const { values } = parseArgs({ options: { nodes: { type: 'string', default: '2' }, folder: { type: 'string' }, port: { type: 'string' } } });

// Without a host that shares a secret with it there is nobody to talk as, so the demo's pages are served, too.
const env = process.env.CORRIDOR_JWT_SECRET || process.env.CORRIDOR_JWKS_URL ? { ...process.env } : { ...process.env, CORRIDOR_DEMO: '1' };
const starting = startSite({ nodes: Number(values.nodes), folder: values.folder, port: values.port && Number(values.port), env, log: console.log });

let isEnding = false;
async function end() {
  if (isEnding) return; // each program is being ended, and waited for
  isEnding = true;
  await starting.then((site) => site.stop(), () => undefined);
  process.exit();
}
process.on('SIGINT', end);
process.on('SIGTERM', end);

try {
  const site = await starting;
  site.nodes.forEach(({ url, pid }, index) => console.log(`node ${index + 1} is at ${url}, process ${pid}`));
  console.log(`everything is in ${site.folder}`);
  console.log(`open ${site.url}`);
  console.log('type add, remove or restart; end with Ctrl-C');

  let before = Promise.resolve();
  createInterface({ input: process.stdin }).on('line', (line) => {
    const word = line.trim();
    if (!['add', 'remove', 'restart'].includes(word)) console.log('There are: add, remove, restart');
    else before = before.then(() => site[word]()).catch((error) => console.error(error.message));
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
