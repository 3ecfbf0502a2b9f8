// A reporter for node:test: one line a file, failures in full, and the counts and failures for `npm test` in the file that CORRIDOR_REPORT names.
import fs from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

const place = (file) => path.relative(process.cwd(), file ?? '');

/** What was thrown in the test; of a file that ended badly by itself, the exit code and signal. */
const reason = (error) =>
  error?.cause instanceof Error ? error.cause : { message: error?.cause ?? error, exitCode: error?.exitCode, signal: error?.signal };

export default async function* report(events) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const files = new Map();
  const failures = [];
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const outcome = type === 'test:fail' ? 'failed' : data.skip !== undefined || data.todo !== undefined ? 'skipped' : 'passed';
    const file = files.get(data.file) ?? { passed: 0, failed: 0, skipped: 0, ms: 0 };
    files.set(data.file, file);
    if (data.nesting === 0) file.ms += data.details?.duration_ms ?? 0;
    if (data.details?.type === 'suite') continue;
    total[outcome]++;
    file[outcome]++;
    if (outcome === 'skipped')
      yield `skipped: ${data.name} (${place(data.file)})${typeof data.skip === 'string' ? `: ${data.skip}` : ''}\n`;
    // A parent that failed only because of its children says nothing new.
    if (outcome === 'failed' && data.details?.error?.failureType !== 'subtestsFailed') {
      failures.push(`✗ ${data.name} (${place(data.file)})\n${inspect(reason(data.details?.error)).replace(/^/gm, '    ')}\n`);
      yield failures.at(-1);
    }
  }
  for (const [file, { passed, failed, skipped, ms }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield `${failed ? '✗' : '✓'} ${place(file)}: ${passed} passed${failed ? `, ${failed} failed` : ''}${skipped ? `, ${skipped} skipped` : ''} (${(ms / 1000).toFixed(1)} s)\n`;
  }
  if (process.env.CORRIDOR_REPORT) fs.writeFileSync(process.env.CORRIDOR_REPORT, JSON.stringify({ ...total, failures }));
}
