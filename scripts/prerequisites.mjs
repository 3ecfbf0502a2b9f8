// What must be there before anything else can run: Node and the workspace's packages. Plain Node, no packages.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

const oldest = [20, 19];

/** Ends the process with clear words when this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(`Corridor needs Node ${oldest.join('.')} or later; this is ${process.versions.node}. Get it from https://nodejs.org.`);
  process.exit(1);
}

/** Names what is missing of the workspace's packages, or undefined. */
export function missingPackages() {
  const { devDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const needed = ['@corridor/server', 'koa', 'lit', 'socket.io-client', ...Object.keys(devDependencies)];
  return needed.find((name) => !fs.existsSync(path.join(root, 'node_modules', name)));
}
