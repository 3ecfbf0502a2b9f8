// docs/performance.md, from the results that stand beside it.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../run.mjs';
import { chart } from './chart.ts';
import type { Figure, Spread } from './figure.ts';
import { scenarios } from './scenarios.ts';
import { apart, digits } from './shown.ts';

export interface Result { scenario: string; date: string; machine: { node: string; cpu: string | undefined; cores: number; platform: string }; figures: Figure[] }

const docs = path.join(root, 'docs'), folder = path.join(docs, 'performance');

export const keepResult = (result: Result): void => { fs.writeFileSync(path.join(folder, `${result.scenario}.json`), `${JSON.stringify(result, undefined, 2)}\n`); };

/** All that have been measured, in the order of the scenarios. */
export const keptResults = (): Result[] => Object.keys(scenarios).map((name) => path.join(folder, `${name}.json`)).filter((file) => fs.existsSync(file)).map((file) => JSON.parse(fs.readFileSync(file, 'utf8')) as Result);

const head = `# Performance

Written by \`npm run bench -- --docs\` from the results in [performance](performance). \`npm run bench -- NAME\` measures one scenario on your machine.

## How to read it

- **Floor** is the least that the same machine could do in the same run: a bare Socket.io broadcast that stores nothing, a bare \`INSERT\`, a bare copy of a file, a bare \`RTCPeerConnection\`, the same with little history. Rounds of both take turns. **Ratio** is Corridor by floor: of times, work and memory less is better, of things a second more is.
- Values are medians of the rounds; in brackets the least and the most of them.
- Clients run in processes of their own, on the same machine: they, the server and the database share its cores.
- Times count from the moment that something was due, not from when a busy client came to it. PostgreSQL writes to disk before anything is acknowledged (\`fsync\` on).
- Benchmarks of media need Chromium, those over a media server Janus, those of networks root and Debian's \`iproute2\`, \`nftables\` and \`coturn\`.
`;

const cell = (value: number, unit: string, range: Spread | undefined) => `${digits(value)}${unit && ` ${unit}`}${apart(range)}`;

function table({ figures }: Result): string {
  const rows = figures.map(({ name, unit, corridor, floor, ratio, spread }) =>
    `| ${name} | ${cell(corridor, unit, spread?.corridor)} | ${floor === null ? '' : cell(floor, unit, spread?.floor)} | ${ratio === null || !Number.isFinite(ratio) ? '' : ratio.toFixed(2)} |`);
  return ['| What | Corridor | Floor | Ratio |', '|---|---|---|---|', ...rows].join('\n');
}

function section(result: Result): string {
  const { scenario, date, machine: { node, cpu, cores } } = result, hasChart = chart(result.figures) !== undefined;
  return [`## ${scenario}`, `${sentence(scenarios[scenario]!.about)}`, table(result), ...(hasChart ? [`![${scenario}: Corridor beside the floor](performance/${scenario}.svg)`] : []), `<sub>${date.slice(0, 10)}, ${cores} cores (${cpu ?? 'unknown'}), Node ${node.slice(1)}</sub>`].join('\n\n');
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

export const reportOf = (results: readonly Result[]): string => `${[head.trimEnd(), ...results.map(section)].join('\n\n')}\n`;

export function writeReport(): void {
  const results = keptResults();
  for (const { scenario, figures } of results) {
    const drawn = chart(figures);
    if (drawn) fs.writeFileSync(path.join(folder, `${scenario}.svg`), drawn);
  }
  fs.writeFileSync(path.join(docs, 'performance.md'), reportOf(results));
}
