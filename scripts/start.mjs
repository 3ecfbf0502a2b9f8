// npm start: builds what is missing, then runs the server with the demo host in this very process, so that a signal to it is the server's.
import { missingPackages, requireNode } from './prerequisites.mjs';

requireNode();
const missing = missingPackages();
if (missing) {
  console.error(`The package ${missing} is not installed. Run: npm install --include=dev`);
  process.exit(1);
}
const { build } = await import('./build.mjs');
try {
  await build({ goesOn: true });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.env.CORRIDOR_DEMO ??= '1';

// npm does not pass a signal on to its grandchild, so the server would outlive it. A second signal means "at once": send none after the first.
if (process.env.npm_lifecycle_event === 'start') {
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => clearInterval(watch));
}

await import('../packages/server/dist/src/main.js');
