import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runChaos } from './chaos.ts';
import { endSites, kinds, openSite, type Kind, type Site } from './site.ts';

after(endSites);

/** `CHAOS_SEED=123 CHAOS_KIND=two-nodes` repeats one run. */
const { CHAOS_SEED: seed, CHAOS_KIND: kind } = process.env;
const seeds: Record<Kind, readonly number[]> = { embedded: [1, 2, 3, 4], external: [1, 2, 3], 'two-nodes': [1, 2] };
const sites = [...kinds.map((one) => ({ kind: one, hasRedis: false, seeds: seeds[one] })), { kind: 'two-nodes' as const, hasRedis: true, seeds: [3] }]
  .filter((one) => !kind || one.kind === kind).map((one) => ({ ...one, seeds: seed ? [Number(seed)] : one.seeds }));

for (const { kind: one, hasRedis, seeds: chosen } of sites) {
  describe(`${one}${hasRedis ? ' with Redis' : ''}`, () => {
    let site: Site;
    before(async () => { site = await openSite(one, { isBuilt: false, hasRedis }); });
    after(() => site.close());
    for (const each of chosen) {
      test(`whatever fails, nothing is lost, doubled or wrong in the end: seed ${each}`, { timeout: 200_000 }, async (t) => {
        const { violations, history } = await runChaos({ seed: each, kind: one, site, log: (line) => { t.diagnostic(line); console.log(line); } });
        if (!violations.length) return;
        const file = path.join(os.tmpdir(), `corridor-chaos-${one}-${each}.json`);
        writeFileSync(file, JSON.stringify({ ...history, stored: [...history.stored] }, undefined, 1));
        assert.fail(`${violations.length} violations, the history is in ${file}; again with CHAOS_SEED=${each} CHAOS_KIND=${one}\n${violations.slice(0, 20).join('\n')}`);
      });
    }
  });
}
