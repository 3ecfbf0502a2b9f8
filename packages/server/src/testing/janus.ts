import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../journeys/free-port.ts';

const apiSecret = 'only-for-tests';

/** A Janus of its own on this machine, and how to name it to a server. */
export interface Janus {
  readonly env: { readonly JANUS_URL: string; readonly JANUS_API_SECRET: string };
  readonly url: string;
  readonly secret: string;
  readonly port: number;
  readonly pid: number;
  stop(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts Debian's Janus with a configuration of its own, on this machine's own address alone. `port`: to start it again where it stood. */
export async function startJanus({ port, hasTextIds = false }: { port?: number; hasTextIds?: boolean } = {}): Promise<Janus> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'janus-')), ws = port ?? await freePort(), first = 20_000 + (ws % 200) * 200;
  const files: Record<string, string> = {
    'janus.jcfg': `general: { configs_folder = "${folder}" api_secret = "${apiSecret}" interface = "127.0.0.1" session_timeout = 30 debug_level = 3 protected_folders = ["/etc"] }
      certificates: {} media: { rtp_port_range = "${first}-${first + 199}" } nat: { ice_enforce_list = "127.0.0.1" ignore_mdns = true }
      plugins: { disable = "${['audiobridge', 'echotest', 'duktape', 'lua', 'nosip', 'recordplay', 'sip', 'streaming', 'textroom', 'videocall', 'voicemail'].map((name) => `libjanus_${name}.so`).join(',')}" }
      transports: { disable = "libjanus_http.so,libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so" } events: { broadcast = false }`,
    'janus.plugin.videoroom.jcfg': `general: { string_ids = ${hasTextIds} }`,
    'janus.transport.websockets.jcfg': `general: { json = "compact" ws = true ws_port = ${ws} ws_ip = "127.0.0.1" wss = false } admin: { admin_ws = false }`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const child = spawn('janus', ['-F', folder, '-C', path.join(folder, 'janus.jcfg'), '--disable-colors'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { said = (said + text.toString()).slice(-4000); });
  const exited = once(child, 'exit');
  const isThere = () => new Promise<boolean>((resolve) => {
    const probe = connect(ws, '127.0.0.1', () => { probe.end(); resolve(true); }).on('error', () => { resolve(false); });
  });
  while (!await isThere()) {
    if (child.exitCode !== null) throw new Error(`Janus did not start: ${said}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  const url = `ws://127.0.0.1:${ws}`;
  return {
    env: { JANUS_URL: url, JANUS_API_SECRET: apiSecret }, url, secret: apiSecret, port: ws, pid: child.pid!,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
