import path from 'node:path';
import { refused } from './refusal.ts';

const unsafe = (name: string) => refused('unsafe-entry', 'The archive has an entry that leads out of the folder it is unpacked to', { entry: name.slice(0, 200) });

/** Refuses paths that leave the folder an archive is unpacked to. Backslashes count: Windows follows them. */
export function checkEntry(name: string): void {
  const path = name.replaceAll('\\', '/');
  if (path.includes('\0') || /^(\/|[A-Za-z]:)/.test(path) || path.split('/').includes('..')) throw unsafe(name);
}

/** Refuses links to outside: what is unpacked next would be written through them. */
export function checkLink(name: string, target: string): void {
  const link = path.posix.normalize(path.posix.join(path.posix.dirname(name.replaceAll('\\', '/')), target.replaceAll('\\', '/')));
  if (target.startsWith('/') || link === '..' || link.startsWith('../')) throw unsafe(name);
}
