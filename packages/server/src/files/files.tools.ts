import type { SystemTools } from '@corridor/sdk/protocol';
import { type Tools, toolVersions } from './processing/tools.ts';
import type { Scanner } from './safety/clamd.ts';

interface Found { scanner: Scanner | undefined; store: SystemTools['store']; tools: () => Promise<Tools> }

/** What stands beside this server: programs are looked for once, the scanner is asked each time, and at most so often. */
export function createSystemTools({ scanner, store, tools }: Found, leastMs = 1000): () => Promise<Omit<SystemTools, 'ice' | 'mediaServer'>> {
  let scanned: { at: number; answer: Promise<SystemTools['scanner']> } | undefined;

  async function ask(): Promise<SystemTools['scanner']> {
    if (!scanner) return { state: 'none', version: null };
    return scanner.version().then((version): SystemTools['scanner'] => ({ state: 'ready', version: version.slice(0, 200) }), () => ({ state: 'unreachable', version: null }));
  }

  return async () => {
    if (!scanned || Date.now() - scanned.at >= leastMs) scanned = { at: Date.now(), answer: ask() };
    const versions = toolVersions(await tools());
    return { scanner: await scanned.answer, store, programs: Object.entries(versions).map(([name, version]) => ({ name, version })) };
  };
}
