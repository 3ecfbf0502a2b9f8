// The one file that a page loads: elements.js, with what it loads later beside it under hashed names.
import fs from 'node:fs';
import path from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Stylesheets are template literals, which terser leaves as they are written. */
const dense = (css) =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/([{;,]) /g, '$1')
    .replace(/ ([{}])/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .replace(/(?<![\w.])0\./g, '.');
const denseStyles = {
  name: 'dense-styles',
  transform: (code, id) => (id.includes('/elements/dist/') ? { code: code.replace(/(?<=css `)[^`]*/g, dense), map: null } : undefined),
};

/** What terser leaves of line breaks stands in templates, where a blank does the same. */
const denseTemplates = { name: 'dense-templates', renderChunk: (code) => ({ code: code.replace(/\n\s+/g, ' '), map: null }) };

/** What Socket.io's client brings and Corridor never uses: the WebTransport transport, packets that are not JSON, waits between its own attempts, and addresses that the browser could not read; the same of tus's. */
const unused = [
  [/engine\.io-client.+\/webtransport\.js$/, 'export class WT {}'],
  [/engine\.io-parser.+\/base64-arraybuffer\.js$/, 'export const decode = 0;'],
  [/socket\.io-client.+\/backo2\.js$/, 'export function Backoff() { this.reset = () => {}; }'],
  [/engine\.io-client.+\/parseuri\.js$/, `export function parse(uri) {
    const { protocol, hostname, port, pathname } = new URL(uri);
    return { source: uri, protocol: protocol.slice(0, -1), host: hostname.replace(/[[\\]]/g, ''), port, path: pathname, queryKey: {} };
  }`],
  [/socket\.io-client.+\/esm\/index\.js$/, `export { Manager } from './manager.js';`],
  [/socket\.io-parser.+\/is-binary\.js$/, 'export const isBinary = () => false, hasBinary = isBinary;'],
  [/engine\.io-parser.+\/encodePacket\.browser\.js$/, `import { PACKET_TYPES } from './commons.js';
  export const encodePacket = ({ type, data }, _, callback) => callback(PACKET_TYPES[type] + (data || ''));
  export const encodePacketToBinary = 0;`],
  [/engine\.io-parser.+\/decodePacket\.browser\.js$/, `import { ERROR_PACKET, PACKET_TYPES_REVERSE } from './commons.js';
  export const decodePacket = (packet) => {
    const type = typeof packet === 'string' && PACKET_TYPES_REVERSE[packet[0]];
    return !type ? ERROR_PACKET : packet.length > 1 ? { type, data: packet.slice(1) } : { type };
  };`],
  [/socket\.io-parser.+\/binary\.js$/, 'export const deconstructPacket = 0, reconstructPacket = 0;'],
  [/url-parse\/index\.js$/, 'export default URL;'],
];

/** Socket.io's client starts with WebSocket alone: the SDK hands it polling where that fails. */
const webSocketFirst = {
  name: 'web-socket-first',
  resolveId: (id, importer) => (id === './transports/index.js' && /engine\.io-client.+\/socket\.js$/.test(importer) ? `\0web-socket:${path.dirname(importer)}` : null),
  load(id) {
    const [, folder] = id.split('\0web-socket:');
    return folder && `import { WS } from '${folder}/transports/websocket.js'; export const transports = { websocket: WS };`;
  },
  // A counter of requests counts as an effect, and would keep what nobody imports.
  transform: (code, id) => (/engine\.io-client.+\/polling-xhr\.js$/.test(id) ? { code, map: null, moduleSideEffects: false } : null),
};

/**
 * Methods of Socket.io's client that Corridor never comes to: changing from polling to a WebSocket (polling is for where none gets through), its own
 * reconnecting, queue and retries, listeners of what goes out; and those that do less where nothing binary is sent.
 */
const methods = [
  [/engine\.io-client.+\/esm\/socket\.js$/, { _probe: '', _filterUpgrades: 'return [];', send: '' }],
  [/socket\.io-client.+\/esm\/socket\.js$/, {
    send: '', emitWithAck: '', _addToQueue: '', _drainQueue: '', compress: '', prependAny: '', offAny: '', listenersAny: '', onAnyOutgoing: '', prependAnyOutgoing: '', offAnyOutgoing: '',
    listenersAnyOutgoing: '', notifyOutgoingListeners: '', 'get volatile': '', 'get disconnected': '',
  }],
  [/socket\.io-client.+\/esm\/manager\.js$/, { reconnectionAttempts: '', reconnectionDelay: '', randomizationFactor: '', reconnectionDelayMax: '', maybeReconnectOnOpen: '', reconnect: '', onreconnect: '' }],
  [/socket\.io-parser.+\/esm\/index\.js$/, { encode: 'return [this.encodeAsString(obj)];', encodeAsBinary: '', add: 'super.emitReserved("decoded", this.decodeString(obj));', destroy: '', 'static isPayloadValid': 'return payload !== false;' }],
];
const withoutMethods = {
  name: 'without-methods',
  transform(code, id) {
    const [, bodies] = methods.find(([file]) => file.test(id)) ?? [];
    if (!bodies) return null;
    for (const [name, body] of Object.entries(bodies)) {
      const method = new RegExp(`^ {4}${name}\\(([^)]*)\\) \\{[^]*?^ {4}\\}`, 'm');
      if (!method.test(code)) throw new Error(`There is no ${name} in ${id} any more`);
      code = code.replace(method, (_, parameters) => `${name}(${body && parameters}) {${body}}`);
    }
    return { code, map: null };
  },
};

/** Of @lit/localize the elements use `str`: what sets up its one language a page would count as an effect. */
const withoutEffects = { name: 'without-effects', transform: (code, id) => (id.includes('/@lit/localize/') ? { code, map: null, moduleSideEffects: false } : null) };

/** Names that Socket.io's client keeps to itself: the same short ones in all its files, whatever chunk they end in. */
const ownNames = new Map();
const shortName = (name) => {
  if (!ownNames.has(name)) ownNames.set(name, `_${ownNames.size.toString(36)}`);
  return ownNames.get(name);
};
const shortNames = {
  name: 'short-names',
  transform: (code, id) => (/\/(engine\.io-client|socket\.io-client|@socket\.io\/component-emitter)\//.test(id) ? { code: code.replace(/(?<![\w$])_[a-z]\w{3,}/g, shortName), map: null } : null),
};

/** idb's cursors as iterators, which nobody walks: its second set of traps. */
const withoutCursors = {
  name: 'without-cursors',
  transform: (code, id) => (/\/idb\/build\/index\.js$/.test(id) ? { code: code.replace(/^replaceTraps(?=\(\(oldTraps\) => \(\{\s+\.\.\.oldTraps,\s+get\(target, prop, receiver\) \{\s+if \(isIteratorProp)/m, '/*#__PURE__*/ replaceTraps'), map: null } : null),
};

/** A worker is a file of its own beside the one that starts it, by a name that does not change: pages of other origins have a file of their own that imports it. */
const workers = {
  name: 'workers',
  transform(code, id) {
    const [pattern, file] = /new URL\('(\.\/[\w-]+-worker\.js)', import\.meta\.url\)/.exec(code) ?? [];
    if (!pattern) return null;
    const worker = this.emitFile({ type: 'chunk', id: path.join(path.dirname(id), file), fileName: path.basename(file) });
    return { code: code.replace(pattern, `new URL(import.meta.ROLLUP_FILE_URL_${worker})`), map: null };
  },
};

/** All that is loaded while the token is asked for comes in one file. */
const connection = /\0web-socket|sdk\/dist\/(corridor\.page|chat\/chat\.cache|core\/page|presence\/presence\.activity|storage\/|transport\/(socket|tabs))|\/(idb|socket\.io-|engine\.io-|@socket\.io)/;
const polling = /engine\.io-client.+\/(polling|has-cors|transports\/index)/;
export const chunks = { onlyExplicitManualChunks: true, manualChunks: (id) => (connection.test(id) && !polling.test(id) ? 'connection' : undefined) };

/** How browsers get our packages and their dependencies: the built files, without development warnings. */
export const browserPlugins = () => [
  // nanostores asks Node's way whether it is in production.
  { name: 'node-env', transform: (code, id) => (id.includes('/nanostores/') ? { code: code.replaceAll('process.env.NODE_ENV', "'production'"), map: null } : null) },
  denseStyles,
  workers,
  webSocketFirst,
  withoutMethods,
  withoutEffects,
  withoutCursors,
  shortNames,
  { name: 'unused', load: (id) => unused.find(([file]) => file.test(id))?.[1] },
  nodeResolve({ browser: true, exportConditions: ['production', 'browser', 'import', 'default'] }),
  terser({ module: true, ecma: 2022, compress: { passes: 2 }, format: { comments: /^!/ }, maxWorkers: 2 }),
  denseTemplates,
];

const folder = 'packages/elements/dist/cdn';

export default {
  input: { elements: 'packages/elements/dist/cdn.js' },
  output: { ...chunks, dir: folder, format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', sourcemap: false },
  preserveEntrySignatures: 'allow-extension', // pages import from it
  plugins: [{ name: 'empty-folder', generateBundle: () => fs.rmSync(folder, { recursive: true, force: true }) }, ...browserPlugins()],
  onLog(level, log, handle) {
    if (log.code === 'UNRESOLVED_IMPORT' || log.code === 'MISSING_EXPORT') throw new Error(log.message); // else it fails only in the browser
    handle(level, log);
  },
};
