import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ProgramError, runProgram } from './run.ts';
import { findTools, toolVersions } from './tools.ts';

let folder: string;
before(async () => { folder = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-run-')); });
after(() => fs.rm(folder, { recursive: true }));

const node = (code: string, limits: Partial<Parameters<typeof runProgram>[2]> = {}) => runProgram(process.execPath, ['-e', code], { seconds: 30, folder, ...limits });

test('a program sees neither the server\'s environment nor a shell', async () => {
  process.env.CORRIDOR_JWT_SECRET_OF_TEST = 'hidden';
  const { output } = await runProgram(process.execPath, ['-p', 'JSON.stringify([Object.keys(process.env).sort(), process.cwd(), process.argv[1]])', '$(id); x'], { seconds: 30, folder });
  const [names, cwd, argument] = JSON.parse(output.toString()) as [string[], string, string];
  assert.deepEqual([names.filter((name) => !/^(__CF|LC_)/.test(name)), cwd, argument], [['HOME', 'LANG', 'PATH', 'TMPDIR'], folder, '$(id); x']);
});

test('a program that takes too long, prints too much or fails is ended and says so', async () => {
  await assert.rejects(node('setInterval(() => {}, 1000)', { seconds: 0.3 }), (error) => error instanceof ProgramError && /longer than/.test(error.message));
  await assert.rejects(node('for (;;) process.stdout.write("x".repeat(1000))', { mostOutput: 10_000 }), /prints more/);
  await assert.rejects(node('console.error("cannot read this"); process.exit(3)'), /ended with 3: cannot read this/);
  await assert.rejects(runProgram(path.join(folder, 'nothing'), [], { seconds: 1 }), /does not start/);
});

test('what a program started ends with it', async () => {
  const stop = new AbortController(), pidFile = path.join(folder, 'pid');
  const running = node(`const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    require('fs').writeFileSync('pid.part', String(child.pid)); require('fs').renameSync('pid.part', 'pid'); setInterval(() => {}, 1000)`, { signal: stop.signal });
  while (!await fs.access(pidFile).then(() => true, () => false)) await setImmediate();
  stop.abort(new Error('closing'));
  await assert.rejects(running, /closing/); // the pipe that both hold is closed, so both are gone
});

test('programs are found on the path alone, with their versions; what does not start is not there', async () => {
  assert.deepEqual(await findTools(''), {});
  const program = async (name: string, script: string) => { await fs.writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 }); };
  await program('pdfinfo', 'echo "pdfinfo version 9.8.7" >&2; exit 99');
  await program('ffmpeg', 'exit 1');
  await fs.writeFile(path.join(folder, 'soffice'), 'not to be run');
  const tools = await findTools(folder);
  assert.deepEqual(tools, { pdfinfo: { path: path.join(folder, 'pdfinfo'), version: '9.8.7' } });
  assert.deepEqual([toolVersions(tools).pdfinfo, toolVersions(tools).ffmpeg], ['9.8.7', null]);
});
