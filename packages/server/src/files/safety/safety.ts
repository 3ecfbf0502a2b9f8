import { ConfigError } from '../../config.ts';
import type { ByteSource } from './bytes.ts';
import { clamdAddress, createClamd, type Scanner } from './clamd.ts';
import { typesOf } from './types.ts';
import { asVoice } from './voice.ts';
import { checkName, examine, type Examined } from './verdict.ts';

/** What keeps harm away from those who get files. */
export interface Safety {
  /** Looks at each file before others get it; absent where there is none. */
  readonly scanner: Scanner | undefined;
  /** Refuses a name that no file may have, before anything is sent. */
  checkName(name: string): void;
  /** What a complete upload is; refuses what may not be here. */
  examine(file: string | ByteSource, upload: { name: string; purpose: 'file' | 'voice' }): Promise<Examined>;
}

const examinedAtOnce = 3;

/** `types`: those that are taken; all where absent. `scanner`: its address, `none` or absent for none. Throws a ConfigError. */
export function createSafety({ types, scanner }: { types?: readonly string[] | undefined; scanner?: string | undefined }): Safety {
  const rules = types ? { types: allowed(types) } : {}, address = scanner === undefined || scanner === 'none' ? undefined : clamdAddress(scanner);
  if (scanner !== undefined && scanner !== 'none' && !address) throw new ConfigError(`CORRIDOR_CLAMD: must be host:port, the path of clamd's socket, or none, not ${JSON.stringify(scanner)}`);
  let examining: Promise<unknown>[] = [];
  return {
    scanner: address && createClamd(address),
    checkName: (name) => { checkName(name, rules); },
    async examine(file, { name, purpose }) {
      while (examining.length >= examinedAtOnce) await Promise.race(examining); // archives take time to look into
      const run = examine(file, name, rules), done = run.catch(() => undefined).then(() => { examining = examining.filter((one) => one !== done); });
      examining.push(done);
      return purpose === 'voice' ? asVoice(await run) : run;
    },
  };
}

function allowed(names: readonly string[]) {
  try { return typesOf(names); }
  catch (error) { throw error instanceof RangeError ? new ConfigError(`FILES_TYPES: ${error.message}`) : error; }
}
