// Bundles simple-peer for browsers, without what it brings of Node: node scripts/simple-peer.mjs [--write]. Without --write it checks that the bundle in the sources is what the package gives.
// Streams, buffers and the like, which calls never use, would be four fifths of what a page loads.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './run.mjs';

const file = path.join(root, 'packages/sdk/src/calls/media/simple-peer.bundle.ts');

const instead = {
  'readable-stream': `class Emitter {
      on(name, listener) { (this.listeners ??= {})[name] = [...(this.listeners[name] ?? []), listener]; return this; }
      once(name, listener) { return this.on(name, (...values) => listener?.(...values, (listener = undefined))); }
      emit(name, ...values) { for (const listener of this.listeners?.[name] ?? []) listener(...values); }
      removeListener(name, listener) { this.listeners[name] = (this.listeners?.[name] ?? []).filter((one) => one !== listener); }
    }
    class Duplex extends Emitter { _readableState = {}; _writableState = {}; push(data) { if (data !== null) this.emit('data', data); } end() {} }
    module.exports = { Duplex };`,
  debug: 'module.exports = () => () => {};',
  'queue-microtask': 'module.exports = queueMicrotask;',
  'err-code': 'module.exports = (error, code) => Object.assign(new Error(error.message, { cause: error }), { code });',
  randombytes: `module.exports = (length) => ({ toString: () => Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => byte.toString(16).padStart(2, '0')).join('') });`,
  buffer: 'module.exports = { Buffer: { from: (data) => new Uint8Array(data) } };',
  'get-browser-rtc': 'module.exports = () => globalThis.RTCPeerConnection && { RTCPeerConnection, RTCSessionDescription, RTCIceCandidate };',
};
const withoutNode = {
  name: 'without-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path: name }) => (name in instead ? { path: name, namespace: 'instead' } : undefined));
    onLoad({ filter: /.*/, namespace: 'instead' }, ({ path: name }) => ({ contents: instead[name] }));
  },
};

const { outputFiles: [{ text }] } = await build({
  stdin: { contents: "import Peer from 'simple-peer'; export const SimplePeer = Peer;", resolveDir: root }, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, legalComments: 'none', plugins: [withoutNode],
});
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'node_modules/simple-peer/package.json'), 'utf8'));
const bundle = `// @ts-nocheck Made by scripts/simple-peer.mjs; its types are in simple-peer.ts.
/*! simple-peer ${version}. MIT License. Copyright (c) Feross Aboukhadijeh <https://feross.org/opensource> */
${text}`;

if (process.argv.includes('--write')) fs.writeFileSync(file, bundle);
else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== bundle) {
  console.error('The bundle of simple-peer is not what its package gives; run: node scripts/simple-peer.mjs --write');
  process.exitCode = 1;
}
