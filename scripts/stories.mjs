// Opens every story of a built Storybook in Chromium, light and dark: axe finds nothing, the console is silent, nothing is fetched from elsewhere.
// On a narrow screen, in English, German and Arabic, nothing is wider than it or cut off.
// stories.mjs [word …] narrows by the story's id; STORIES_SHOTS=folder keeps a picture of each.
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { browserArgs, microphoneArgs, requireBrowser } from './browser.mjs';
import { root, run } from './run.mjs';

const built = path.join(root, 'node_modules/.cache/corridor-storybook');
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const words = process.argv.slice(2);
const shots = process.env.STORIES_SHOTS;

const { code, output } = await run(
  path.join(root, 'node_modules/.bin/storybook'),
  ['build', '--quiet', '--disable-telemetry', '--config-dir', '.storybook', '--output-dir', built],
  { quiet: true, env: { STORYBOOK_DISABLE_TELEMETRY: '1' } },
);
if (code) {
  console.error(output);
  process.exit(1);
}

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const server = http.createServer((request, response) => {
  const file = path.join(built, path.normalize(decodeURIComponent(new URL(request.url, 'http://local').pathname)));
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) return void response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' });
  fs.createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const { entries } = JSON.parse(fs.readFileSync(path.join(built, 'index.json'), 'utf8'));
const stories = Object.values(entries).filter(
  ({ id, type }) => type === 'story' && (!words.length || words.some((word) => id.includes(word))),
);
if (!stories.length) {
  console.error('There is no story');
  process.exit(1);
}

/** In the page: the story has been drawn, its play function has ended, and nothing has changed for ten frames. */
async function settled() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const end = performance.now() + 10_000;
  const isDrawn = () => {
    const renders = window.__STORYBOOK_PREVIEW__?.storyRenders ?? [];
    return renders.length > 0 && renders.every(({ phase }) => ['completed', 'finished', 'errored', 'aborted'].includes(phase));
  };
  const look = (node) =>
    [...(node.shadowRoot ? [node.shadowRoot] : []), ...node.children]
      .map((child) => (child.tagName ?? '') + (child.children.length || child.shadowRoot ? look(child) : child.textContent))
      .join();
  let before = '';
  for (let still = 0; still < 10 && performance.now() < end;) {
    await frame();
    const now = isDrawn() ? look(document.body) : '';
    still = now && now === before ? still + 1 : 0;
    before = now;
  }
  return !document.body.classList.contains('sb-show-errordisplay');
}

async function violations(page, theme) {
  const found = await page.evaluate(async (wanted) => {
    document.documentElement.style.colorScheme = wanted;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const result = await window.axe.run('#storybook-root');
    return result.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${help}: ${target.flat().join(' ')} ${any[0]?.message ?? ''}`),
    );
  }, theme);
  return found.map((line) => `${theme}: ${line}`);
}

/** Has the page speak a language, and waits until it does: its file of words has come, and nothing has changed for ten frames. */
async function speak(page, language, loading) {
  await page.evaluate((wanted) => {
    document.documentElement.lang = wanted;
    document.documentElement.dir = wanted === 'ar' ? 'rtl' : 'ltr';
  }, language);
  let asked;
  do {
    asked = loading.count;
    await page.evaluate(settled);
    await loading.done();
  } while (loading.count > asked);
}

/** In the page: what is cut off or stands out at the side, in words. Scrolled text and text that ends in an ellipsis are meant to be longer. */
function overflows(language) {
  const page = document.documentElement;
  const found = [];
  /** A badge on the edge, names that show on hover. */
  const isLifted = (element) => window.getComputedStyle(element).position === 'absolute';
  function* all(root = document.querySelector('#storybook-root')) {
    for (const element of root.querySelectorAll('*')) {
      yield element;
      if (element.shadowRoot) yield* all(element.shadowRoot);
    }
  }
  if (page.scrollWidth > window.innerWidth) found.push(`the page is ${page.scrollWidth} px wide`);
  for (const element of all()) {
    const { clientWidth, scrollWidth } = element;
    if (clientWidth < 2 || scrollWidth <= clientWidth + 1 || !element.checkVisibility()) continue;
    const { overflowX, textOverflow } = window.getComputedStyle(element);
    const isMeant = /auto|scroll/.test(overflowX) || textOverflow === 'ellipsis' || /^(input|textarea|select|svg|html|body)$/i.test(element.localName);
    const isCut = /hidden|clip/.test(overflowX) || (/^(button|a)$/.test(element.localName) && ![...element.children].some(isLifted));
    if (!isMeant && isCut) found.push(`${element.localName}${[...element.classList].map((name) => `.${name}`).join('')} in ${element.getRootNode().host?.localName ?? 'the story'} shows ${clientWidth} of ${scrollWidth} px: ${element.textContent.trim().slice(0, 60)}`);
  }
  return found.map((line) => `${language}, ${window.innerWidth} px: ${line}`);
}

/** What a page has asked for: how often, and when all of it has come. */
function requestsOf(page) {
  const open = new Map();
  const requests = { count: 0, done: () => Promise.all([...open.values()].map(({ promise }) => promise)) };
  page.on('request', (request) => {
    let resolve;
    const promise = new Promise((settle) => { resolve = settle; });
    open.set(request, { promise, resolve });
    requests.count++;
  });
  for (const end of ['requestfinished', 'requestfailed']) {
    page.on(end, (request) => {
      open.get(request)?.resolve();
      open.delete(request);
    });
  }
  return requests;
}

async function open(context, story) {
  const page = await context.newPage();
  const problems = [];
  const loading = requestsOf(page);
  page.on('pageerror', (error) => problems.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(origin) || /^(data|blob):/.test(url)) return route.continue();
    problems.push(`fetched from elsewhere: ${url}`);
    return route.abort();
  });
  try {
    await page.goto(`${origin}/iframe.html?id=${story.id}&viewMode=story`);
    if (!(await page.evaluate(settled))) problems.push(`not drawn: ${await page.locator('#error-message').innerText()}`);
    await page.evaluate(axe);
    for (const theme of ['light', 'dark']) {
      problems.push(...(await violations(page, theme)));
      if (shots) await page.screenshot({ path: path.join(shots, `${story.id}-${theme}.png`) });
    }
    await page.setViewportSize({ width: 320, height: 720 });
    for (const language of ['en', 'de', 'ar']) {
      await speak(page, language, loading);
      problems.push(...(await page.evaluate(overflows, language)));
      if (shots) await page.screenshot({ path: path.join(shots, `${story.id}-${language}-320.png`) });
    }
  } catch (error) {
    problems.push(error.message);
  }
  await page.close().catch(() => undefined); // with its browser
  return problems;
}

const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
async function launch() {
  const browser = await chromium.launch({ executablePath: requireBrowser(), args: [...browserArgs, ...microphoneArgs] });
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1024, height: 768 } });
  context.setDefaultTimeout(30_000);
  return { browser, context };
}
/** A browser that dies on a busy machine is no story's fault; one that dies again and again is. */
const mostDeaths = 2;
let deaths = 0;
let launched = launch();
try {
  const queue = [...stories];
  const worker = async () => {
    for (let story = queue.shift(); story; story = queue.shift()) {
      const used = launched;
      const { browser, context } = await used;
      const problems = await open(context, story).catch((error) => [error.message]);
      if (!browser.isConnected() && deaths < mostDeaths) {
        queue.unshift(story);
        if (used !== launched) continue;
        deaths++;
        console.warn(`The browser has died at ${story.id}; another one goes on`);
        launched = launch();
        continue;
      }
      counts[problems.length ? 'failed' : 'passed']++;
      if (!problems.length) continue;
      counts.failures.push(`✗ ${story.title}: ${story.name} (${story.id})\n    ${[...new Set(problems)].join('\n    ')}\n`);
      console.error(counts.failures.at(-1));
    }
  };
  await Promise.all([worker(), worker()]);
} finally {
  await launched.then(({ browser }) => browser.close());
  server.close();
}
console.log(`${counts.passed} of ${stories.length} stories are fine, light and dark, wide and narrow, in English, German and Arabic`);
if (process.env.CORRIDOR_REPORT) fs.writeFileSync(process.env.CORRIDOR_REPORT, JSON.stringify(counts));
process.exitCode = counts.failed ? 1 : 0;
