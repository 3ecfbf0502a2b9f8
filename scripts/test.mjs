// npm test [-- word …]: everything that CI runs. Words narrow it: to suites of that name, and to test files with the word in their path.
// Plain Node, no packages at the top: in a fresh clone it installs them first.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { canInstall, installPackages, requireBrowser } from './browser.mjs';
import { missingPackages, requireNode } from './prerequisites.mjs';
import { root, run, runNode, runTypeScript, seconds } from './run.mjs';

requireNode();
const words = process.argv.slice(2);
const isCi = /^(1|true)$/i.test(process.env.CI ?? '');
const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-reports-'));
const begin = performance.now();

if (missingPackages()) {
  console.log('installing packages');
  const { code } = await run(
    'npm',
    [fs.existsSync(path.join(root, 'package-lock.json')) ? 'ci' : 'install', '--include=dev', '--no-audit', '--no-fund'],
    { minutes: 15 },
  );
  if (code) process.exit(code);
}

const filesBelow = (folder) => {
  if (!fs.existsSync(path.join(root, folder))) return [];
  const inside = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return inside
    .filter((file) => /\.test\.(ts|mjs)$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
    .map((file) => `${folder}/${file}`);
};
const tests = ['packages/sdk', 'packages/elements', 'packages/server', 'scripts', 'examples'].flatMap(filesBelow).sort();
const inBrowser = (file) => file.startsWith('packages/elements/') || file.endsWith('.browser.test.ts');
const isJourney = (file) => file.endsWith('.journey.test.ts');
const needsPrograms = (file) => file.endsWith('.programs.test.ts');

const postgres15 = '/usr/lib/postgresql/15/bin/postgres';

/** A browser's path goes to journeys by environment, so that it is looked for, and installed, once. */
let browser;
const withBrowser = async () => {
  if (!browser) process.env.CORRIDOR_BROWSER = browser = requireBrowser();
};

/** What the server uses where it is installed, and what tests make files with: a program, and the package that brings it. */
const programs = {
  ffmpeg: 'ffmpeg', pdftoppm: 'poppler-utils', soffice: 'libreoffice-writer', scalc: 'libreoffice-calc', simpress: 'libreoffice-impress', 'heif-convert': 'libheif-examples',
  janus: 'janus', 'janus-pp-rec': 'janus-tools', clamd: 'clamav-daemon', 'swift-proxy-server': 'swift-proxy', 'swift-account-server': 'swift-account', 'swift-container-server': 'swift-container', 'swift-object-server': 'swift-object',
  convert: 'imagemagick', '7z': 'p7zip-full', zip: 'zip', memcached: 'memcached', turnserver: 'coturn', 'redis-server': 'redis-server', nginx: 'nginx', 'firefox-esr': 'firefox-esr', ip: 'iproute2', nft: 'nftables',
};
const isInstalled = (program) => [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/lib/libreoffice/program'].some((folder) => fs.existsSync(path.join(folder, program)));
const missingPrograms = () => Object.entries(programs).filter(([program]) => !isInstalled(program)).map(([, name]) => name);

/** Debian's packages start a service of their own; tests want only the programs. */
function installPostgres15() {
  if (!installPackages('postgresql-common')) return;
  fs.appendFileSync('/etc/postgresql-common/createcluster.conf', '\ncreate_main_cluster = false\n');
  installPackages('postgresql-15');
}

const suites = [
  { name: 'check', run: () => runNode(['scripts/check.mjs'], { minutes: 15 }), hasNoCounts: true },
  {
    name: 'node',
    files: tests.filter((file) => !inBrowser(file) && !isJourney(file) && !needsPrograms(file)),
    run: (files) => runTypeScript(['scripts/node-tests.ts', ...files], { minutes: 25 }),
  },
  {
    name: 'browser',
    files: tests.filter(inBrowser),
    prepare: withBrowser,
    run: (files) => runNode(['node_modules/@web/test-runner/dist/bin.js', '--files', ...files], { minutes: 15 }),
  },
  { name: 'stories', prepare: withBrowser, run: () => runNode(['scripts/stories.mjs'], { minutes: 20 }) },
  {
    name: 'journeys',
    files: tests.filter(isJourney),
    prepare: withBrowser,
    // One at a time: two users' browsers and a server keep two cores busy.
    run: (files) => runTypeScript(['scripts/node-tests.ts', '--concurrency=1', ...files], { minutes: 20 }),
  },
  {
    name: 'programs',
    files: tests.filter(needsPrograms),
    prepare: async () => {
      await withBrowser(); // a voice goes all the way from one to another
      if (missingPrograms().length && isCi && canInstall) installPackages(...Object.values(programs));
      const missing = missingPrograms();
      if (missing.length) return `needs Debian's packages: sudo apt-get install --no-install-recommends ${missing.join(' ')}`;
    },
    run: (files) => runTypeScript(['scripts/node-tests.ts', '--concurrency=1', ...files], { minutes: 25 }),
  },
  {
    name: 'postgres-15',
    files: tests.filter((file) => file.startsWith('packages/server/') && !isJourney(file) && !needsPrograms(file)),
    prepare: async () => {
      if (!fs.existsSync(postgres15) && isCi && canInstall) installPostgres15();
      if (!fs.existsSync(postgres15)) return "needs Debian's PostgreSQL 15: sudo apt-get install postgresql-15";
    },
    run: (files) => runTypeScript(['scripts/node-tests.ts', ...files], { minutes: 25, env: { CORRIDOR_TEST_POSTGRES: '15' } }),
  },
];

const named = suites.filter(({ name }) => words.includes(name));
const paths = words.filter((word) => !suites.some(({ name }) => name === word));
const wanted = (file) => !paths.length || paths.some((word) => file.includes(word));

/** The suites asked for, each with its files. Paths without a suite's name leave the repetition on PostgreSQL 15 out. */
const chosen = (named.length ? named : paths.length ? suites.filter(({ name, files }) => files && name !== 'postgres-15') : suites)
  .map((suite) => (suite.files ? { ...suite, files: suite.files.filter(wanted) } : suite))
  .filter(({ files }) => !files || files.length);

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
const failures = [];
/** Enough of a failure to know it by, at the end of a long log. */
const failureMost = 1200;

/** Where a log is kept by its last lines alone, these have every failure's name, and as much of its reason as there is room for. */
function inShort(all) {
  const room = 1700, each = Math.max(60, Math.floor(room / all.length) - 1);
  return all.map((failure) => failure.replace(/packages\/\w+\/src\//, '').replace(/\s+/g, ' ').slice(0, each)).join('\n');
}

for (const suite of chosen) {
  const start = performance.now();
  console.log(`\n── ${suite.name}`);
  const report = path.join(reports, `${suite.name}.json`);
  let counts = { passed: 0, failed: 0, skipped: 0 };
  let note = '';
  try {
    const missing = await suite.prepare?.();
    if (missing) {
      counts.skipped = 1;
      note = `: ${missing}`;
    } else {
      process.env.CORRIDOR_REPORT = report;
      const { code } = await suite.run(suite.files);
      if (suite.hasNoCounts) counts[code ? 'failed' : 'passed'] = 1;
      else if (fs.existsSync(report)) counts = JSON.parse(fs.readFileSync(report, 'utf8'));
      if (code && !counts.failed) {
        counts.failed = 1;
        note = `: ended with code ${code}`;
      }
      if (!code && !counts.failed && !counts.passed) {
        counts.failed = 1;
        note = ': no test ran';
      }
    }
  } catch (error) {
    counts.failed = 1;
    note = `: ${error.message}`;
  }
  for (const key in total) total[key] += counts[key];
  for (const failure of counts.failures ?? []) failures.push(`${suite.name}: ${failure.slice(0, failureMost).trimEnd()}`);
  const isSkipped = counts.skipped && !counts.passed && !counts.failed;
  lines.push(
    `${counts.failed ? 'FAIL' : isSkipped ? 'skip' : 'ok  '} ${suite.name.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${seconds(start)}${note}`,
  );
}
fs.rmSync(reports, { recursive: true, force: true });

if (failures.length) console.log(`\n── what failed\n${failures.join('\n')}`);
console.log(`\n${lines.join('\n') || 'no test matches'}\n${seconds(begin)}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
if (failures.length) console.log(inShort(failures));
process.exitCode = total.failed || !total.passed ? 1 : 0;
