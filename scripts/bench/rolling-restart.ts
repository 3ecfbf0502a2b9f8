// Two servers behind nginx are restarted in turn while people write, beside the same people without a restart.
import { setTimeout as pause } from 'node:timers/promises';
import { startSite } from '../../examples/scale-out/site.mjs';
import { build } from '../build.mjs';
import { type Figure, figure } from './figure.ts';
import { People } from './people.ts';
import { secret, token } from './processes.ts';

const roomCount = 20, peopleInRoom = 10, perSecond = 100, besideMs = 5000;

interface Measured { failed: number; wrong: number; p50: number; p99: number; most: number }

export async function rollingRestart(): Promise<Figure[]> {
  await build({ goesOn: true });
  const site = await startSite({ env: { CORRIDOR_JWT_SECRET: secret, CORRIDOR_LIMITS: 'off', LOG_LEVEL: 'warn', DATABASE_URL: '', REDIS_URL: '' } });
  const people = new People('rolling-restart-clients.mjs');
  try {
    const places = Array.from({ length: roomCount }, (_, room) => {
      const members = Array.from({ length: peopleInRoom }, (__, seat) => `p${room}-${seat}`);
      return { members, tokens: members.map((user) => token(user)) };
    });
    await people.ask('enter', { url: site.url, places });
    const during = async (what: () => Promise<unknown>): Promise<Measured> => {
      await people.ask('begin', { perSecond });
      await pause(besideMs);
      await what();
      await pause(besideMs);
      return people.ask<Measured>('end', {});
    };
    await during(() => pause(0)); // warms up
    const begin = performance.now(), restarted = await during(() => site.restart()), tookMs = performance.now() - begin - 2 * besideMs;
    const steady = await during(() => pause(tookMs));
    return [
      figure('both servers restarted', 's', tookMs / 1000, null),
      figure(`${perSecond} a second to ten, p50`, 'ms', restarted.p50, steady.p50),
      figure(`${perSecond} a second to ten, p99`, 'ms', restarted.p99, steady.p99),
      figure(`${perSecond} a second to ten, slowest`, 'ms', restarted.most, steady.most),
      figure('failed sends', '', restarted.failed, null),
      figure('not delivered, or twice', '', restarted.wrong, null),
    ];
  } finally {
    people.end();
    await site.stop();
  }
}
