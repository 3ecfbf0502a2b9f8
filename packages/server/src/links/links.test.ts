import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { createHost } from '../host.ts';
import { startTestHost, type TestHost } from '../testing/host.ts';
import { startTestWorld, type TestWorld } from '../world.testing.ts';
import { readPage } from './links.page.ts';
import { createSafeFetch, isPublic } from './links.safe.ts';

let pages: Server, origin: string, port: string, world: TestWorld, erp: TestHost;
let answer: RequestListener = () => undefined;
const asked: string[] = [];
const here = { isAllowed: (address: string) => address === '127.0.0.1' };
before(async () => {
  pages = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => { pages.listen(0, '127.0.0.1', resolve); });
  port = String((pages.address() as AddressInfo).port);
  origin = `http://127.0.0.1:${port}`;
  erp = await startTestHost();
  world = await startTestWorld({ host: createHost(erp, { warn: () => undefined }), links: { ...here, ports: [port], recordUrls: ['https://erp.example/orders/'] } });
});
beforeEach(() => {
  asked.length = erp.asked.length = 0;
  answer = (_, response) => { response.setHeader('content-type', 'text/html; charset=utf-8').end('<title>Halden Steel</title>'); };
});
after(async () => {
  await world.close();
  await erp.close();
  pages.closeAllConnections();
  await new Promise<void>((resolve) => { pages.close(() => { resolve(); }); });
});

const inner = ['127.0.0.1', '127.8.9.1', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.255', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1',
  '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:7f00:1', '::ffff:0:127.0.0.1', '::7f00:1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::a00:1',
  '2002:7f00:1::', '2002:a00:1::1', '2001::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'febf::1', 'fec0::1', 'ff02::1', '2001:db8::1', '3fff::1', '5f00::1', '100::1', 'fe80::1%eth0', '', 'localhost', '127.1', '0x7f.1'];
test('no address of this machine or of an inner network is public, however it is written', () => {
  assert.deepEqual(inner.filter(isPublic), []);
  for (const address of ['93.184.215.14', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001:80b::200e', '::ffff:1.1.1.1']) assert.ok(isPublic(address), address);
});

test('an inner address is not reached by number, in any writing, nor by name', async () => {
  const { fetchPage, close } = createSafeFetch({ ports: ['', port] });
  const writings = [origin, `http://localhost:${port}`, `http://127.1:${port}`, `http://0x7f000001:${port}`, `http://2130706433:${port}`, `http://0177.0.0.1:${port}`, `http://[::ffff:127.0.0.1]:${port}`, `http://[::1]:${port}`, 'http://[fd00:ec2::254]/',
    `http://127.0.0.1.:${port}`, `http://①②⑦.0.0.1:${port}`];
  for (const url of writings) await assert.rejects(fetchPage(url), url);
  assert.deepEqual(asked, []);
  await close();
});

test('a name that leads outside for whoever looks first, and inside after that, is judged by where the connection goes', async () => {
  let times = 0;
  const { fetchPage, close } = createSafeFetch({ ports: [port], resolve: (_, told) => { told(null, [{ address: times++ === 0 ? '192.0.2.1' : '127.0.0.1', family: 4 }]); } });
  for (let i = 0; i < 3; i++) await assert.rejects(fetchPage(`http://rebinding.example:${port}/`));
  assert.deepEqual(asked, []);
  await close();
});

test('a redirect is judged like a first address, and there are few of them', async () => {
  const { fetchPage, close } = createSafeFetch({ ...here, ports: [port] });
  for (const location of ['http://127.0.0.2/', 'http://[::1]/', `http://127.0.0.1:1/`, 'file:///etc/passwd', 'ftp://127.0.0.1/', `http://user:word@127.0.0.1:${port}/`]) {
    answer = (_, response) => { response.writeHead(302, { location }).end(); };
    await assert.rejects(fetchPage(origin), location);
  }
  answer = (request, response) => { response.writeHead(302, { location: `/${Number(request.url?.slice(1) ?? 0) + 1}` }).end(); };
  asked.length = 0;
  assert.equal(await fetchPage(`${origin}/0`), null);
  assert.equal(asked.length, 4);
  await close();
});

test('only pages are read, and no more of them than their beginning', async () => {
  const { fetchPage, close } = createSafeFetch({ ...here, ports: [port], timeoutMs: 400 });
  for (const headers of [{ 'content-type': 'application/json' }, {}, { 'content-type': 'text/html', 'content-encoding': 'gzip' }]) {
    answer = (_, response) => { response.writeHead(200, headers).end('<title>x</title>'); };
    assert.equal(await fetchPage(origin), null);
  }
  answer = (_, response) => { response.writeHead(404, { 'content-type': 'text/html' }).end('<title>x</title>'); };
  assert.equal(await fetchPage(origin), null);
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const more = () => { while (!response.destroyed && response.write('x'.repeat(65_536))); };
    response.on('drain', more).write('<title>Endless</title>');
    more();
  };
  assert.equal((await fetchPage(origin))?.body.length, 512 * 1024);
  answer = (_, response) => { response.writeHead(200, { 'content-type': 'text/html' }).write('<title>Slow'); };
  await assert.rejects(fetchPage(origin));
  await close();
});

const read = (html: string, contentType = 'text/html') => readPage({ contentType, body: Buffer.from(html) });

test('no more of a page is read than its head, and none that is nested as no head is', () => {
  assert.deepEqual(read('<title>Plan</title><body><meta property="og:title" content="Other">'), { title: 'Plan' });
  assert.equal(read(`${'<b>'.repeat(150)}<title>Plan</title>`), null);
});

test('reads what a page says of itself, on one line and without tricks', () => {
  assert.deepEqual(read(`<html><head><title>Plain</title><meta property="og:title" content=" Rates &amp;\n more "><meta name="description" content="About
    rates"><meta property="og:site_name" content="Halden">`), { title: 'Rates & more', description: 'About rates', site: 'Halden' });
  assert.deepEqual(read('<title>A\u202egnp.exe\u0007</title>'), { title: 'A gnp.exe' });
  assert.equal(read('<body><title>not in the head</title>'), null);
  assert.equal(read('<svg><p>'), null);
  assert.equal(read(`<title>${'é'.repeat(500)}</title>`)?.title.length, 200);
  assert.ok(read(`<title>${'👍'.repeat(500)}</title>`)?.title.isWellFormed());
  assert.deepEqual(readPage({ contentType: 'text/html; charset=iso-8859-1', body: Buffer.from('<title>Ål</title>', 'latin1') }), { title: 'Ål' });
  assert.deepEqual(readPage({ contentType: 'text/html', body: Buffer.from('<meta charset="windows-1252"><title>Ål</title>', 'latin1') }), { title: 'Ål' });
  assert.deepEqual(read('<title>x</title>', 'text/html; charset=unknown'), { title: 'x' });
});

test('a page is fetched once a day for a tenant, once for all who ask together, and once an hour where it shows nothing', async () => {
  const ada = await world.person('ada'), ben = await world.person('ben'), eve = await world.person('eve', { tenant: 'globex' });
  const urls = [`${origin}/rates#winter`, `${origin}/rates`];
  const [first] = await Promise.all([world.request(ada, 'links.preview', { urls }), world.request(ben, 'links.preview', { urls })]);
  assert.deepEqual(first.items, urls.map((url) => ({ type: 'page', url, title: 'Halden Steel' })));
  assert.deepEqual((await world.request(ben, 'links.preview', { urls })).items, first.items);
  assert.deepEqual(asked, ['/rates']);
  await world.request(eve, 'links.preview', { urls });
  assert.deepEqual(asked, ['/rates', '/rates']);
  answer = (_, response) => { response.destroy(); };
  for (let i = 0; i < 2; i++) assert.deepEqual((await world.request(ada, 'links.preview', { urls: [`${origin}/gone`] })).items, []);
  assert.equal(asked.filter((path) => path === '/gone').length, 1);
});

const order = 'https://erp.example/orders/PO-1042';

test('the host is asked for its own addresses alone, for whom it is, and once a minute', async () => {
  const [ada, ben] = [await world.person('ada'), await world.person('ben')];
  erp.answer = ({ user, urls }) => ((user as { id: string }).id === 'ada' ? { items: (urls as string[]).map((url) => ({ url, title: 'PO-1042', status: { text: 'Open', tone: 'info' } })) } : { items: [] });
  const urls = [order, 'https://erp.example/orders/../admin', 'https://erp.example.evil/orders/1', `${origin}/rates`];
  const { items } = await world.request(ada, 'links.preview', { urls });
  assert.deepEqual(items[0], { type: 'record', url: order, title: 'PO-1042', status: { text: 'Open', tone: 'info' } });
  assert.deepEqual((await world.request(ben, 'links.preview', { urls: [order] })).items, []);
  await world.request(ada, 'links.preview', { urls: [order] });
  assert.deepEqual(erp.asked.map(({ urls: told, user }) => [(user as { id: string }).id, told]), [['ada', [order]], ['ben', [order]]]);
});

test('what the host must not say is not shown, and a host that is down hides nothing else', async () => {
  const ada = await world.person('ada');
  erp.answer = ({ urls }) => ({ items: (urls as string[]).map((url) => ({ url, title: 'x', actions: [{ label: 'Click', url: 'javascript:alert(1)' }] })) });
  assert.deepEqual((await world.request(ada, 'links.preview', { urls: [`${order}-1`] })).items, []);
  erp.answer = () => 500;
  assert.deepEqual((await world.request(ada, 'links.preview', { urls: [`${order}-2`, `${origin}/rates`] })).items.map(({ type }) => type), ['page']);
  erp.answer = () => ({ items: [{ url: `${order}-2`, title: 'Back' }] });
  assert.deepEqual((await world.request(ada, 'links.preview', { urls: [`${order}-2`] })).items.map(({ title }) => title), ['Back']);
});

test('switched off, no page is fetched', async () => {
  const off = await startTestWorld({ beside: world, links: { ...here, ports: [port], hasPreviews: false } });
  try {
    assert.deepEqual((await off.request(await off.person('ada'), 'links.preview', { urls: [`${origin}/never`] })).items, []);
    assert.deepEqual(asked, []);
  } finally { await off.close(); }
});
