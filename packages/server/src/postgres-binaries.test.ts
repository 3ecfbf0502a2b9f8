import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { repairLinks } from './postgres-binaries.ts';

let folder: string, root: string, dataDir: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-links-'));
  [root, dataDir] = [path.join(folder, 'package'), path.join(folder, 'data')];
  fs.mkdirSync(path.join(root, 'native/lib'), { recursive: true });
  fs.mkdirSync(dataDir);
  fs.writeFileSync(path.join(root, 'native/lib/libpq.so.5.18'), 'library');
  fs.writeFileSync(path.join(root, 'native/pg-symlinks.json'), JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]));
});
afterEach(() => { fs.rmSync(folder, { recursive: true }); });

test('puts links right that an install without scripts leaves out, broken ones too, and leaves good ones alone', () => {
  const link = path.join(root, 'native/lib/libpq.so.5');
  assert.deepEqual(repairLinks(root, dataDir), {});
  assert.equal(fs.readFileSync(link, 'utf8'), 'library');
  fs.rmSync(link);
  fs.symlinkSync('nowhere', link);
  repairLinks(root, dataDir);
  assert.equal(fs.readFileSync(link, 'utf8'), 'library');
  const made = fs.lstatSync(link).ino;
  repairLinks(root, dataDir);
  assert.equal(fs.lstatSync(link).ino, made);
});

test('keeps the links in the data directory where the package belongs to somebody else', () => {
  fs.chmodSync(folder, 0o755);
  fs.chmodSync(dataDir, 0o777);
  const script = `import { repairLinks } from ${JSON.stringify(new URL('./postgres-binaries.ts', import.meta.url).href)};
    console.log(JSON.stringify(repairLinks(${JSON.stringify(root)}, ${JSON.stringify(dataDir)})));`;
  if (process.getuid?.() !== 0) fs.chmodSync(path.join(root, 'native/lib'), 0o555);
  const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env'];
  const ran = spawnSync(asNobody[0]!, [...asNobody.slice(1), process.execPath, '--conditions=source', '--import', 'tsx', '--input-type=module', '-e', script], { encoding: 'utf8', env: { ...process.env, HOME: folder } });
  fs.chmodSync(path.join(root, 'native/lib'), 0o755);
  const links = path.join(dataDir, 'postgres-lib');
  assert.deepEqual(Object.values(JSON.parse(ran.stdout || `"${ran.stderr}"`) as object), [links]);
  assert.equal(fs.readFileSync(path.join(links, 'libpq.so.5'), 'utf8'), 'library');
});
