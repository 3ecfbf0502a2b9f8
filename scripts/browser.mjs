// Finds the Chromium that tests run in. Plain Node, no packages: it also runs before they are installed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Flags for every start of Chromium: it runs as root, in containers, and asks nothing of the network. */
export const browserArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** A microphone that beeps once a second, which nobody is asked about, and sound that may be heard before anybody has clicked. */
export const microphoneArgs = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--mute-audio'];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const applications = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return [...folders.flatMap((folder) => names.map((name) => path.join(folder, name))), ...applications].find(isExecutable);
}

function inPlaywrightCache() {
  const home = os.homedir();
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    path.join(home, '.cache/ms-playwright'),
    path.join(home, 'Library/Caches/ms-playwright'),
  ];
  const inside = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
  for (const cache of caches) {
    if (!cache || !fs.existsSync(cache)) continue;
    const versions = fs
      .readdirSync(cache)
      .filter((name) => name.startsWith('chromium-'))
      .sort()
      .reverse();
    const found = versions.flatMap((version) => inside.map((file) => path.join(cache, version, file))).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

/** The browser's path, or undefined. CORRIDOR_BROWSER goes first; one that names nothing is an error, not a reason to look further. */
export function findBrowser() {
  const chosen = process.env.CORRIDOR_BROWSER;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CORRIDOR_BROWSER names ${chosen}, which is no program. Point it at Chromium or Chrome, or unset it.`);
  }
  return onPath() ?? inPlaywrightCache();
}

/** What a person types to get a browser here. */
export const browserInstallCommand = fs.existsSync('/etc/debian_version')
  ? 'sudo apt-get install chromium fonts-noto-color-emoji'
  : 'npx playwright-core install chromium';

/** Whether packages can be installed without asking anybody: Debian's kin, as root. */
export const canInstall = fs.existsSync('/etc/debian_version') && process.getuid?.() === 0;

/** Installs Debian packages; true when all went in. */
export function installPackages(...packages) {
  console.log(`installing ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 }).status === 0;
  return run('update', '-qq') && run('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** Finds a browser, installing one where that is possible; throws with the command that installs it. */
export function requireBrowser() {
  const found = findBrowser() ?? (canInstall && installPackages('chromium', 'fonts-noto-color-emoji') ? findBrowser() : undefined);
  if (!found) throw new Error(`No Chromium or Chrome found. Install one (${browserInstallCommand}) or name it in CORRIDOR_BROWSER.`);
  return found;
}
