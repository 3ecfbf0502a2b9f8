import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { processFile } from './process.ts';
import { findTools, type Tools } from './tools.ts';
import type { Made } from './types.ts';
import { speechShare, type VoiceSound } from './voice.ts';

const run = promisify(execFile);
const plain: VoiceSound = { bitsPerSecond: 64_000, reducesNoise: false, trimsSilence: false };
let folder: string, tools: Tools;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-voice-'));
  tools = await findTools();
  // Silence for a second, a quiet voice-like tone for two, silence for a second.
  const say = (name: string, ...args: string[]) => run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=frequency=220:duration=4:sample_rate=44100', '-af', "volume='0.15*between(t,1,3)':eval=frame", ...args, path.join(folder, name)]);
  await say('voice.webm', '-c:a', 'libopus', '-b:a', '32k');
  await say('voice.wav', '-ac', '2');
  for (const name of ['voice.mp3', 'voice.flac', 'voice.m4a']) await say(name);
  await say('voice.ogg', '-c:a', 'libopus');
});
after(() => fs.rm(folder, { recursive: true }));

async function made(name: string, mediaType: string, voice: VoiceSound = plain, given: Tools = tools): Promise<Made> {
  return processFile({ path: path.join(folder, name), name, kind: 'audio', mediaType, voice }, given, await fs.mkdtemp(path.join(folder, 'made-')), new AbortController().signal);
}
async function loudness(file: string): Promise<number> {
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-nostats', '-i', file, '-af', 'loudnorm=print_format=json', '-f', 'null', '-']);
  return Number(/"input_i"\s*:\s*"([-\d.]+)"/.exec(stderr)![1]);
}

const types = { 'voice.webm': 'audio/webm', 'voice.wav': 'audio/wav', 'voice.mp3': 'audio/mpeg', 'voice.flac': 'audio/flac', 'voice.ogg': 'audio/ogg', 'voice.m4a': 'audio/mp4' };
for (const [name, mediaType] of Object.entries(types)) {
  test(`${name} becomes the one form that is played, equally loud, with its length, its waveform and how much of it is speech`, async () => {
    const { facts, renditions: [playable, ...more], problems } = await made(name, mediaType);
    assert.deepEqual([problems, more, playable?.kind, playable?.mediaType], [[], [], 'playable', 'audio/mp4']);
    assert.ok(Math.abs(facts.duration! - 4) < 0.15, `${facts.duration} s`);
    assert.ok(Math.abs(facts.speech! - 0.5) < 0.06, `speech ${facts.speech}`);
    assert.ok(facts.loudness! < -20, `${facts.loudness} LUFS`);
    assert.equal(facts.peaks!.length, 120);
    assert.deepEqual([Math.max(...facts.peaks!), facts.peaks![5]! < 10, facts.peaks![60]! > 90, facts.peaks![115]! < 10], [100, true, true, true]);
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name,channels,sample_rate', '-of', 'csv=p=0', playable!.path]);
    assert.equal(stdout.trim(), 'aac,48000,1');
    assert.ok(Math.abs(await loudness(playable!.path) + 16) < 2, `${await loudness(playable!.path)} LUFS`);
  });
}

test('silence at both ends and noise are taken out where that is wanted', async () => {
  const { facts, renditions: [playable] } = await made('voice.wav', 'audio/wav', { bitsPerSecond: 32_000, reducesNoise: true, trimsSilence: true });
  assert.ok(facts.duration! > 1.9 && facts.duration! < 2.8, `${facts.duration} s`);
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', playable!.path]);
  assert.ok(Math.abs(Number(stdout) - facts.duration!) < 0.2);
});

test('silence alone is no speech and has a flat waveform', async () => {
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=mono', '-t', '2', path.join(folder, 'silence.wav')]);
  const { facts, renditions, problems } = await made('silence.wav', 'audio/wav');
  assert.deepEqual([problems, facts.speech, facts.loudness, new Set(facts.peaks), renditions.length], [[], 0, undefined, new Set([0]), 1]);
});

test('without ffmpeg a voice message stays as it was recorded', async () => {
  assert.deepEqual(await made('voice.webm', 'audio/webm', plain, {}), { facts: {}, renditions: [], problems: [] });
});

test('breaths between words belong to speech, a long pause does not', () => {
  const words = (pause: number) => [...Array<number>(50).fill(-20), ...Array<number>(pause).fill(-70), ...Array<number>(50).fill(-20)];
  assert.equal(speechShare(words(10)), 1);
  assert.equal(speechShare(words(100)), 0.5);
  assert.equal(speechShare([]), 0);
});
