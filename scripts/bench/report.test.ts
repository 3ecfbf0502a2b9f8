import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../run.mjs';
import { chart } from './chart.ts';
import { figure } from './figure.ts';
import { keptResults, reportOf } from './report.ts';

const read = (...parts: string[]) => fs.readFileSync(path.join(root, 'docs', ...parts), 'utf8');

test('docs/performance.md and its charts say what the results beside them say', () => {
  const results = keptResults();
  assert.ok(results.length > 0);
  assert.equal(read('performance.md'), reportOf(results), 'run: npm run bench -- --docs');
  for (const { scenario, figures } of results) if (chart(figures)) assert.equal(read('performance', `${scenario}.svg`), chart(figures), scenario);
});

test('a figure is the median of its rounds, with how far they were apart, and its ratio to the floor', () => {
  assert.deepEqual(figure('one', 'ms', [3, 1, 2], [4, 4, 8]), { name: 'one', unit: 'ms', corridor: 2, floor: 4, ratio: 0.5, spread: { corridor: [1, 3], floor: [4, 8] } });
  assert.deepEqual(figure('one', 'ms', 3, null), { name: 'one', unit: 'ms', corridor: 3, floor: null, ratio: null });
});

test('a chart draws what has a floor, to one scale, and no sign of a name is markup', () => {
  const drawn = chart([figure('a < b', 's', 2, 1), figure('alone', 's', 3, null)])!;
  assert.match(drawn, /a &lt; b/);
  assert.doesNotMatch(drawn, /alone/);
  const [corridor, floor] = [...drawn.matchAll(/class="(?:corridor|floor)" x="300" y="(?!8")\d+" width="(\d+)"/g)].map((found) => Number(found[1]));
  assert.ok(Math.abs(corridor! / floor! - 2) < 0.02);
  assert.equal(chart([figure('alone', 's', 3, null)]), undefined);
});
