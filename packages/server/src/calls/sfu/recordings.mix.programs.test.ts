import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../../files/processing/run.ts';
import { makeStretch, type Run, type Written } from './recordings.mix.ts';

test('a call in which cameras went on and off hundreds of times becomes one film', { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mix-')), camera = path.join(folder, 'camera.webm');
  try {
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:s=64x36:r=15:d=0.2', '-c:v', 'libvpx', '-y', camera]);
    const asked: string[][] = [];
    /** What Janus has written is read by its own program, here as a camera that was on for a moment. */
    const run: Run = async (program, args, limits) => {
      if (program === 'janus-pp-rec') { copyFileSync(camera, args.at(-1)!); return Buffer.alloc(0); }
      if (program === 'ffprobe') return Buffer.from(JSON.stringify({ format: { start_time: '0', duration: '0.2' } }));
      asked.push([...args]);
      return (await runProgram(program, args, limits)).output;
    };
    const written = Array.from({ length: 450 }, (_, index): Written => ({ file: `${index}.mjr`, begin: index * 2000, kind: 'video', of: `participant ${index % 4}` }));
    const film = await makeStretch(written, { folder, name: 'server.webm', run });
    assert.ok(Math.max(...asked.flat().map((one) => Buffer.byteLength(one))) < 4096);
    const seconds = Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', film!]).toString());
    assert.ok(Math.abs(seconds - 1.1) < 0.2, `${seconds} s`);
  } finally { await rm(folder, { recursive: true, force: true }); }
});
