import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { Input, OperationName, Output } from '@corridor/sdk/protocol';
import { connect } from '../database.ts';
import type { CorridorServer } from '../index.ts';
import { cloneDatabase } from '../testing/database.ts';
import { startTestServer } from '../testing/server.ts';
import { inTransaction } from '../transaction.ts';

let server: CorridorServer, source: Awaited<ReturnType<typeof cloneDatabase>>;
before(async () => {
  source = await cloneDatabase();
  server = await startTestServer({}, { source });
});
after(() => server.close());

const tokenOf = (sub: string, more: object = {}) => server.tokens.mint({ sub, tenant: 'acme', name: sub === 'mallory' ? '<b>Mallory</b>' : sub, ...more });
async function get(sub: string, path: string, more: { roles?: string[]; tenant?: string } = {}): Promise<Response> {
  return fetch(`${server.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${await tokenOf(sub, more)}` } });
}
async function ask<N extends OperationName>(sub: string, _name: N, method: string, path: string, body?: Partial<Input<N>>): Promise<Output<N>> {
  const response = await fetch(`${server.url}/api/v1${path}`, { method, headers: { Authorization: `Bearer ${await tokenOf(sub)}`, 'Content-Type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
  assert.equal(response.status, 200, await response.clone().text());
  return await response.json() as Output<N>;
}

/** Purchasing with an attack in every text, a thread, a reaction and a deleted message. */
async function purchasing() {
  await ask('mallory', 'session.me', 'GET', '/me');
  const { id: channelId } = await ask('ada', 'chat.createChannel', 'POST', '/channels', { kind: 'group', name: '<script>alert(1)</script>', members: ['mallory'] });
  const send = (sub: string, text: string, into = channelId, threadOf?: string) => ask(sub, 'chat.send', 'POST', `/channels/${into}/messages`, { text, ...(threadOf === undefined ? {} : { threadOf }) });
  const root = await send('mallory', '=HYPERLINK("http://evil","x"), "quoted"\nnext <img src=x onerror=alert(1)> for <@ada>');
  const gone = await send('ada', 'secret words');
  await ask('ada', 'chat.delete', 'DELETE', `/messages/${gone.id}`);
  await ask('ada', 'chat.react', 'PUT', `/messages/${root.id}/reactions/${encodeURIComponent('👍')}`);
  const { id: threadId } = await ask('ada', 'chat.openThread', 'GET', `/messages/${root.id}/thread`);
  await send('ada', 'reply', threadId, root.id);
  const { id: secret } = await ask('mallory', 'chat.createChannel', 'POST', '/channels', { kind: 'group', name: 'secret plans' });
  await send('mallory', `last of <#${channelId}> and <#${secret}>`);
  return { channelId, root };
}

test('a channel as JSON is a file with everything in it, threads under their message', async () => {
  const { channelId, root } = await purchasing();
  const response = await get('ada', `/channels/${channelId}/export`);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="corridor-[\d-]+\.json"$/);
  const { channel, messages } = await response.json() as { channel: { id: string }; messages: Record<string, unknown>[] };
  assert.equal(channel.id, channelId);
  assert.deepEqual(messages.slice(0, 3).map(({ text, senderName, replyTo }) => [text, senderName, replyTo]), [[root.text, '<b>Mallory</b>', null], ['reply', 'ada', root.id], ['', 'ada', null]]);
  assert.equal(messages.length, 4);
});

test('a channel as CSV opens in a spreadsheet and runs no formula', async () => {
  const { channelId } = await purchasing(), text = await (await get('ada', `/channels/${channelId}/export?format=csv`)).arrayBuffer().then((bytes) => Buffer.from(bytes).toString('utf8'));
  assert.ok(text.startsWith('\ufeff'));
  const rows = parse(text, { bom: true, columns: true, record_delimiter: '\r\n' }) as unknown as Record<string, string>[];
  assert.deepEqual(rows.map((row) => [row.text, row.reactions]), [['\'=HYPERLINK("http://evil","x"), "quoted"\nnext <img src=x onerror=alert(1)> for @ada', '👍 ada'], ['reply', ''], ['', ''], ['last of #<script>alert(1)</script> and #…', '']]);
});

test('what happened in a channel stands in its files as a sentence with names, and in those of who did it', async () => {
  const { channelId } = await purchasing();
  await ask('ada', 'chat.updateChannel', 'PATCH', `/channels/${channelId}`, { name: '<i>Suppliers</i>' });
  await ask('ada', 'chat.addMembers', 'POST', `/channels/${channelId}/members`, { userIds: Array.from({ length: 22 }, (_, n) => `n${n + 10}`) });
  await ask('ada', 'chat.removeMember', 'DELETE', `/channels/${channelId}/members/mallory`);
  const [renamed, added, removed] = [
    'renamed this channel from <script>alert(1)</script> to <i>Suppliers</i>', `added ${Array.from({ length: 20 }, (_, n) => `n${n + 10}`).join(', ')}, 2 more`, 'removed <b>Mallory</b>',
  ];
  const csv = parse(await (await get('ada', `/channels/${channelId}/export?format=csv`)).text(), { bom: true, columns: true }) as unknown as Record<string, string>[];
  assert.deepEqual(csv.slice(-3).map(({ sender, text }) => [sender, text]), [['ada', renamed], ['ada', added], ['ada', removed]]);
  const html = await (await get('ada', `/channels/${channelId}/export?format=html`)).text();
  assert.ok(html.includes('<small dir="auto">removed &lt;b&gt;Mallory&lt;/b&gt;</small>') && !html.includes('<i>Suppliers'), html);
  assert.ok((await (await get('ada', '/people/ada/export?format=csv')).text()).includes('removed mallory'));
});

test('a channel as HTML is a page that runs nothing and fetches nothing', async () => {
  const { channelId } = await purchasing(), page = await (await get('ada', `/channels/${channelId}/export?format=html`)).text();
  assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">/);
  assert.match(page, /<title>&lt;script&gt;alert\(1\)&lt;\/script&gt;<\/title>/);
  assert.match(page, /next &lt;img src=x onerror=alert\(1\)&gt; for @ada/);
  assert.match(page, /<article id="[^"]+" class="reply"><b dir="auto">ada<\/b>/);
  assert.match(page, /Message deleted/);
  assert.match(page, /last of #&lt;script&gt;alert\(1\)&lt;\/script&gt; and #…/);
  assert.doesNotMatch(page, /<script|<img|<b>Mallory|secret/);
  assert.match(page, /<\/html>\n$/);
});

test('polls stand with their votes in the table and on the page, what was passed on with who wrote it', async () => {
  const { channelId, root } = await purchasing();
  const { id: messageId } = await ask('ada', 'chat.createPoll', 'POST', `/channels/${channelId}/polls`, { question: 'Which <day>?', options: ['Monday & Tuesday', 'Friday'] });
  for (const who of ['mallory', 'ada']) await ask(who, 'chat.vote', 'PUT', `/messages/${messageId}/vote`, { options: [0] });
  const secret = await ask('ada', 'chat.createPoll', 'POST', `/channels/${channelId}/polls`, { question: 'Happy?', options: ['yes', 'no'], isAnonymous: true });
  await ask('mallory', 'chat.vote', 'PUT', `/messages/${secret.id}/vote`, { options: [1] });
  await ask('ada', 'chat.forward', 'POST', `/messages/${root.id}/forward`, { channelId, text: 'Look' });
  const texts = (parse(await (await get('ada', `/channels/${channelId}/export?format=csv`)).text(), { bom: true, columns: true }) as unknown as { text: string }[]).map(({ text }) => text);
  assert.ok(texts.includes('Which <day>?\n- Monday & Tuesday: 2 (<b>Mallory</b>, ada)\n- Friday: 0'));
  assert.ok(texts.includes('Happy?\n- yes: 0\n- no: 1'));
  assert.ok(texts.some((text) => text.startsWith('Look\nForwarded from <b>Mallory</b>: =HYPERLINK')));
  const page = await (await get('ada', `/channels/${channelId}/export?format=html`)).text();
  assert.match(page, /Which &lt;day&gt;\?<\/div><ol aria-label="Options"><li dir="auto">Monday &amp; Tuesday: 2 \(&lt;b&gt;Mallory&lt;\/b&gt;, ada\)<\/li>/);
  assert.match(page, /<li dir="auto">no: 1<\/li>/);
  assert.match(page, /Look<\/div><blockquote><small>Forwarded from &lt;b&gt;Mallory&lt;\/b&gt;, <time/);
});

test('what is refused is refused as everywhere, before a file begins', async () => {
  const { channelId } = await purchasing();
  const table: [Promise<Response>, number, string][] = [
    [get('mallory', `/channels/${channelId}/export`), 403, 'forbidden'], [get('stranger', `/channels/${channelId}/export`), 404, 'not-found'], [get('ada', `/channels/${channelId}/export`, { tenant: 'globex' }), 404, 'not-found'],
    [get('ada', `/channels/${channelId}/export?format=pdf`), 400, 'invalid-input'], [get('ada', '/channels/nonsense/export'), 400, 'invalid-input'], [get('ada', '/people/mallory/export'), 403, 'forbidden'],
    [fetch(`${server.url}/api/v1/channels/${channelId}/export`), 401, 'unauthenticated'],
  ];
  for (const [answer, status, code] of table) {
    const response = await answer;
    assert.deepEqual([response.status, (await response.json() as { error: { code: string } }).error.code, response.headers.get('content-disposition')], [status, code, null]);
  }
});

test('a person has all that is kept of them, in every format; an administrator too, and it stands in the audit log', async () => {
  await purchasing();
  const own = await (await get('mallory', '/people/mallory/export')).json() as { person: { name: string }; items: { type: string; message?: { text: string } }[] };
  assert.equal(own.person.name, '<b>Mallory</b>');
  assert.ok(own.items.some(({ type }) => type === 'membership') && own.items.some(({ message }) => message?.text.startsWith('=HYPERLINK')));
  const rows = parse(await (await get('root', '/people/mallory/export?format=csv', { roles: ['admin'] })).text(), { bom: true, columns: true }) as unknown as Record<string, string>[];
  assert.deepEqual([rows.length, own.items.filter(({ type }) => type === 'vote').length, rows.filter(({ type }) => type === 'vote').length], [own.items.length, 2, 1]); // with the profile, without the vote in an anonymous poll
  assert.match(await (await get('mallory', '/people/mallory/export?format=html')).text(), /<h1 dir="auto">&lt;b&gt;Mallory&lt;\/b&gt;<\/h1>/);
  const database = connect(source.address, 'app');
  try {
    const entries = await inTransaction(database, ['acme'], (transaction) => transaction.query<{ user_id: string; action: string; details: { userId?: string } }>('', 'select user_id, action, details from audit_entries order by id', []));
    assert.ok(entries.some(({ user_id: user, action, details }) => user === 'root' && action === 'transfer.exportPerson' && details.userId === 'mallory'));
    assert.ok(entries.some(({ user_id: user, action }) => user === 'ada' && action === 'transfer.exportChannel'));
  } finally { await database.destroy(); }
});

test("the host's back end exports with an API key, as itself in the audit log", async () => {
  const { channelId } = await purchasing();
  const made = await fetch(`${server.url}/api/v1/api-keys`, { method: 'POST', headers: { Authorization: `Bearer ${await tokenOf('root', { roles: ['admin'] })}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'Archive' }) });
  const { key } = await made.json() as { key: string };
  for (const path of [`/channels/${channelId}/export`, '/people/mallory/export']) {
    assert.equal((await fetch(`${server.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } })).status, 200, path);
    assert.equal((await fetch(`${server.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key.slice(0, -2)}xx` } })).status, 401, path);
  }
});

test('a long channel comes page by page, whole, also where the allowance runs out; who hangs up ends it', async () => {
  const { channelId } = await purchasing(), count = 3000;
  const database = connect(source.address, 'app');
  try {
    await inTransaction(database, ['acme'], async (transaction) => {
      await transaction.query('', `insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text)
        select 'acme', gen_random_uuid(), $1, 1000 + n, 1000 + n, 'ada', 'line ' || n from generate_series(1, $2::int) n`, [channelId, count]);
    });
  } finally { await database.destroy(); }
  const { messages } = await (await get('ada', `/channels/${channelId}/export`)).json() as { messages: { text: string }[] };
  assert.deepEqual(messages.slice(4).map(({ text }) => text), Array.from({ length: count }, (_, place) => `line ${place + 1}`));
  const reader = (await get('ada', `/channels/${channelId}/export?format=html`)).body!.getReader();
  await reader.read();
  await reader.cancel();
  const limited = await startTestServer({ CORRIDOR_LIMITS: '0.005' }, { source: { address: source.address } });
  try {
    const token = await limited.tokens.mint({ sub: 'ada', tenant: 'acme' });
    const rows = parse(await (await fetch(`${limited.url}/api/v1/channels/${channelId}/export?format=csv`, { headers: { Authorization: `Bearer ${token}` } })).text(), { bom: true, columns: true });
    assert.equal(rows.length, count + 4);
  } finally { await limited.close(); }
});
