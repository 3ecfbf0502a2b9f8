// npm run bench -- chaos: CHAOS_SEEDS runs of each kind, 70 unless said; or one again, with CHAOS_SEED and CHAOS_KIND; CHAOS_FAULT wants one kind of fault in each.
import fs from 'node:fs';
import { runChaos } from '../../packages/server/src/chaos/chaos.ts';
import { kinds, openSite, type Kind } from '../../packages/server/src/chaos/site.ts';
import { type Figure, figure, quantile } from './figure.ts';

/** Half of the runs of two servers have Redis between them, where it is installed. */
const hasRedisProgram = (process.env.PATH ?? '').split(':').some((folder) => fs.existsSync(`${folder}/redis-server`));

/** Side by side: a run waits more than it works. */
const sitesAtOnce = 2;

export async function chaos(): Promise<Figure[]> {
  const { CHAOS_SEED: one, CHAOS_KIND: only, CHAOS_SEEDS: many = '70' } = process.env;
  if (only && !kinds.includes(only as Kind)) throw new Error(`CHAOS_KIND: must be one of ${kinds.join(', ')}`);
  const seeds = one ? [Number(one)] : Array.from({ length: Number(many) }, (_, index) => index + 1);
  const sites = kinds.filter((kind) => !only || kind === only).flatMap((kind) => (kind === 'two-nodes' && hasRedisProgram ? [false, true] : [false]).map((hasRedis) => ({
    kind, hasRedis, seeds: seeds.filter((each) => kind !== 'two-nodes' || !hasRedisProgram || (each % 2 === 1) === hasRedis),
  })));
  const faults = new Map<string, number>(), runs = new Map<Kind, number>(), settled: number[] = [];
  let acknowledged = 0, acts = 0, violated = 0;

  /** The same site for many runs: servers, as those of people, live through more than one fault. */
  async function runAt({ kind, hasRedis, seeds: mine }: (typeof sites)[number]): Promise<void> {
    let site = await openSite(kind, { hasRedis });
    for (const seed of mine) {
      const again = `CHAOS_SEED=${seed} CHAOS_KIND=${kind}`;
      runs.set(kind, (runs.get(kind) ?? 0) + 1);
      try {
        const verdict = await runChaos({ seed, kind, site, log: (line) => { console.log(`  ${line}`); } });
        for (const fault of verdict.faults) faults.set(fault, (faults.get(fault) ?? 0) + 1);
        acknowledged += verdict.acknowledged;
        acts += verdict.history.acts.length;
        settled.push(verdict.settledMs);
        violated += verdict.violations.length;
        for (const violation of verdict.violations) console.error(`  ${again}: ${violation}`);
      } catch (error) { // a run that does not come to its end is none that went well; the next one has a site of its own
        violated++;
        console.error(`  ${again}:`, error);
        await site.close();
        site = await openSite(kind, { hasRedis });
      }
    }
    await site.close();
  }

  const waiting = [...sites];
  await Promise.all(Array.from({ length: sitesAtOnce }, async () => { for (let next = waiting.shift(); next; next = waiting.shift()) await runAt(next); }));

  const plain = (name: string, count: number) => figure(name, '', count, null);
  return [
    ...[...runs].map(([kind, count]) => plain(`runs, ${kind}`, count)),
    ...[...faults].sort().map(([name, count]) => plain(name, count)),
    plain('acts', acts),
    plain('messages acknowledged', acknowledged),
    figure('settled, median', 's', quantile(settled, 0.5) / 1000, null),
    figure('settled, longest', 's', Math.max(...settled) / 1000, null),
    plain('violations', violated),
  ];
}
