import path from 'node:path';
import type { SfuConfig } from './calls/sfu/sfu.ts';

interface Reading {
  text: (variable: string) => string | undefined;
  number: (variable: string, preset: number, least: number, most: number) => number;
  problem: (variable: string, fix: string) => void;
}

/** How many people calls take, and by which ways. */
export interface CallsConfig {
  readonly sfu: SfuConfig;
  /** From one to the other, without a media server. */
  readonly mostInMesh: number;
  readonly most: number;
  /** The folder in which Janus writes recordings, which this server reads under the same path. */
  readonly recordings?: string | undefined;
  /** Each call is encrypted from end to end, whoever begins it. */
  readonly encryptsAll: boolean;
}

export const usualCalls: CallsConfig = { sfu: { urls: [] }, mostInMesh: 4, most: 50, encryptsAll: false };

function isWebSocket(address: string): boolean {
  try { return /^wss?:$/.test(new URL(address).protocol); } catch { return false; }
}

export function readCallsConfig({ text, number, problem }: Reading): CallsConfig {
  const urls = (text('JANUS_URL') ?? '').split(',').map((address) => address.trim()).filter(Boolean);
  if (!urls.every(isWebSocket)) problem('JANUS_URL', 'must be addresses of Janus\' WebSocket such as ws://127.0.0.1:8188, separated by commas');
  const recordings = text('JANUS_RECORDINGS');
  if (recordings !== undefined && !path.isAbsolute(recordings)) problem('JANUS_RECORDINGS', 'must be the whole path of a folder such as /var/lib/janus/recordings');
  const encryption = text('CALLS_ENCRYPTION') ?? 'asked';
  if (encryption !== 'asked' && encryption !== 'always') problem('CALLS_ENCRYPTION', 'must be `asked` or `always`');
  return {
    recordings,
    sfu: { urls: [...new Set(urls)], secret: text('JANUS_API_SECRET'), adminKey: text('JANUS_ADMIN_KEY') },
    mostInMesh: number('CALLS_MESH_MOST', usualCalls.mostInMesh, 1, 12), most: number('CALLS_MOST', usualCalls.most, 2, 500), encryptsAll: encryption === 'always',
  };
}
