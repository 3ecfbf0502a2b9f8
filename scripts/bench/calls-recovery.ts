// How long calls take to be well again after what real networks and machines do to them: the times that the tests of it tell.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { build } from '../build.mjs';
import { type Figure, figure, quantile } from './figure.ts';

const tests = ['journeys/calls.journey.test.ts', 'journeys/calls.kill.journey.test.ts', 'journeys/calls.netns.programs.test.ts', 'calls/sfu/sfu.programs.test.ts'].map((file) => `packages/server/src/${file}`);
/** RECOVERY_RUNS: how often the network changes. */
const runs = process.env.RECOVERY_RUNS ?? '16';

export async function callsRecovery(): Promise<Figure[]> {
  await build({ goesOn: true });
  const found = new Map<string, number[]>(), child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', '--test', '--test-concurrency=1', '--test-reporter=tap', ...tests], { env: { ...process.env, CORRIDOR_RUNS: runs }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const test = /^ *(ok|not ok) \d+ - (?!\/|packages)(.*)/.exec(line), back = /^ *# back after (.*): ([\d, ]+) ms/.exec(line);
    if (test) console.log(`  ${test[1] === 'ok' ? 'recovers' : 'FAILS   '} ${test[2]}`);
    if (back) found.set(back[1]!, back[2]!.split(', ').map(Number));
  }
  return [...found].flatMap(([name, times]) => (times.length < 4 ? [0.5] : [0.5, 0.9]).map((share) => figure(`${name}, ${times.length === 1 ? 'once' : `p${share * 100} of ${times.length}`}`, 'ms', quantile(times, share), null)));
}
