// A reporter for @web/test-runner: the counts and failures for `npm test` in the file that CORRIDOR_REPORT names.
import fs from 'node:fs';
import path from 'node:path';

const add = (counts, { suites, tests }, file) => {
  for (const { name, skipped, passed, error } of tests) {
    counts[skipped ? 'skipped' : passed ? 'passed' : 'failed']++;
    if (!skipped && !passed) counts.failures.push(`✗ ${name} (${file})\n    ${error?.message ?? 'without a reason'}\n`);
  }
  for (const suite of suites) add(counts, suite, file);
};

export const browserReporter = {
  onTestRunFinished({ sessions }) {
    const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    for (const { testFile, testResults, errors, passed } of sessions) {
      const before = counts.failed;
      const file = path.relative(process.cwd(), testFile);
      if (testResults) add(counts, testResults, file);
      if (!passed && (errors.length || !testResults) && counts.failed === before) {
        counts.failed++; // a file that did not load
        counts.failures.push(`✗ ${file}\n    ${errors[0]?.message ?? 'ended without results'}\n`);
      }
    }
    if (process.env.CORRIDOR_REPORT) fs.writeFileSync(process.env.CORRIDOR_REPORT, JSON.stringify(counts));
  },
};
