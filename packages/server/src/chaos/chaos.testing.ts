import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runChaos } from './chaos.ts';
import { endSites, openSite, type Kind, type Site } from './site.ts';

interface Runs { kind: Kind; hasRedis?: boolean; seeds: readonly number[] }

/** Fewer than a bench takes, so that all are over in three minutes on two cores. */
const steps = 80;

/** Some seeds at each of these. `CHAOS_SEED=123 CHAOS_KIND=two-nodes` repeats one run instead, `CHAOS_FAULT='disk full'` with one kind of fault for certain; the bench's are of 120 steps, `CHAOS_STEPS=120`. */
export function testChaos(...all: readonly Runs[]): void {
  const { CHAOS_SEED: seed, CHAOS_KIND: wanted, CHAOS_STEPS: length = String(steps) } = process.env;
  after(endSites);
  for (const { kind, hasRedis = false, seeds } of all.filter((one) => !wanted || one.kind === wanted)) {
    describe(`${kind}${hasRedis ? ' with Redis' : ''}`, () => {
      let site: Site;
      before(async () => { site = await openSite(kind, { isBuilt: false, hasRedis }); });
      after(() => site.close());
      for (const each of seed ? [Number(seed)] : seeds) {
        test(`whatever fails, nothing is lost, doubled or wrong in the end: seed ${each}`, { timeout: 200_000 }, async (t) => {
          const { violations, history } = await runChaos({ seed: each, kind, site, steps: Number(length), log: (line) => { t.diagnostic(line); } });
          if (!violations.length) return;
          const file = path.join(os.tmpdir(), `corridor-chaos-${kind}-${each}.json`);
          writeFileSync(file, JSON.stringify({ ...history, stored: [...history.stored] }, undefined, 1));
          assert.fail(`CHAOS_SEED=${each} CHAOS_KIND=${kind}: ${violations.length} violations, the history is in ${file}\n${violations.slice(0, 20).join('\n')}`);
        });
      }
    });
  }
}
