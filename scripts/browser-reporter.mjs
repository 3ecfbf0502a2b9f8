// A reporter for @web/test-runner: the counts for `npm test` in the file that CORRIDOR_REPORT names.
import fs from 'node:fs';

const add = (counts, { suites, tests }) => {
  for (const { skipped, passed } of tests) counts[skipped ? 'skipped' : passed ? 'passed' : 'failed']++;
  for (const suite of suites) add(counts, suite);
};

export const browserReporter = {
  onTestRunFinished({ sessions }) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const { testResults, errors, passed } of sessions) {
      const before = counts.failed;
      if (testResults) add(counts, testResults);
      if (!passed && (errors.length || !testResults) && counts.failed === before) counts.failed++; // a file that did not load
    }
    if (process.env.CORRIDOR_REPORT) fs.writeFileSync(process.env.CORRIDOR_REPORT, JSON.stringify(counts));
  },
};
