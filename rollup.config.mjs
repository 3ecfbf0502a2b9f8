// The one file that a page loads: elements.js, with what it loads later beside it under hashed names.
import fs from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Stylesheets are template literals, which terser leaves as they are written. */
const dense = (css) =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/([{;,]) /g, '$1')
    .replace(/ ([{}])/g, '$1');
const denseStyles = {
  name: 'dense-styles',
  transform: (code, id) => (id.includes('/elements/dist/') ? { code: code.replace(/(?<=css `)[^`]*/g, dense), map: null } : undefined),
};

/** What Socket.io's client brings and Corridor never uses: the WebTransport transport, and packets that are not JSON. */
const unused = [
  [/engine\.io-client.+\/webtransport\.js$/, 'export class WT {}'],
  [/socket\.io-parser.+\/is-binary\.js$/, 'export const isBinary = () => false, hasBinary = isBinary;'],
  [/socket\.io-parser.+\/binary\.js$/, 'export const deconstructPacket = 0, reconstructPacket = 0;'],
];

/** All that is loaded while the token is asked for comes in one file. */
const connection = /sdk\/dist\/(corridor\.page|chat\/chat\.cache|core\/page|presence\/presence\.activity|storage\/|transport\/(socket|tabs))|\/(idb|socket\.io-|engine\.io-|@socket\.io)/;
export const chunks = { onlyExplicitManualChunks: true, manualChunks: (id) => (connection.test(id) ? 'connection' : undefined) };

/** How browsers get our packages and their dependencies: the built files, without development warnings. */
export const browserPlugins = () => [
  // nanostores asks Node's way whether it is in production.
  { name: 'node-env', transform: (code, id) => (id.includes('/nanostores/') ? { code: code.replaceAll('process.env.NODE_ENV', "'production'"), map: null } : null) },
  denseStyles,
  { name: 'unused', load: (id) => unused.find(([file]) => file.test(id))?.[1] },
  nodeResolve({ browser: true, exportConditions: ['production', 'browser', 'import', 'default'] }),
  terser({ module: true, ecma: 2022, compress: { passes: 2 }, format: { comments: /^!/ }, maxWorkers: 2 }),
];

const folder = 'packages/elements/dist/cdn';

export default {
  input: { elements: 'packages/elements/dist/cdn.js' },
  output: { ...chunks, dir: folder, format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', sourcemap: false },
  preserveEntrySignatures: false,
  plugins: [{ name: 'empty-folder', generateBundle: () => fs.rmSync(folder, { recursive: true, force: true }) }, ...browserPlugins()],
  onLog(level, log, handle) {
    if (log.code === 'UNRESOLVED_IMPORT' || log.code === 'MISSING_EXPORT') throw new Error(log.message); // else it fails only in the browser
    handle(level, log);
  },
};
