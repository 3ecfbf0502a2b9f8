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
  await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.env.CORRIDOR_DEMO ??= '1';
await import('../packages/server/dist/src/main.js');
