import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import * as tus from 'tus-js-client';
import { connect } from '../database.ts';
import type { CorridorServer } from '../index.ts';
import { cloneDatabase } from '../testing/database.ts';
import { startTestServer } from '../testing/server.ts';
import { inTransaction } from '../transaction.ts';
import { newId } from '../world.testing.ts';
import { createFileUrls } from './files.urls.ts';

const secret = 'The offer is confidential';
const people = { ada: 'acme', ben: 'acme', chloe: 'acme', eve: 'globex' } as const;
type Who = keyof typeof people;
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex, server: CorridorServer;
const tokens = {} as Record<Who, string>;

before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'app', 2);
  server = await startTestServer({}, { source: { address: source.address } });
  for (const [who, tenant] of Object.entries(people)) tokens[who as Who] = await server.tokens.mint({ sub: who, tenant, name: who });
});
after(async () => {
  await server.close();
  await database.destroy();
  await source.stop();
});

async function ask<T = { id: string }>(who: Who, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${tokens[who]}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  return await answer.json() as T;
}

async function upload(who: Who, text: string, more: object = {}): Promise<{ fileId: string; uploadId: string }> {
  const begun = await ask<{ uploadId: string; fileId: string }>(who, 'POST', '/files', { name: 'offer.txt', bytes: Buffer.byteLength(text), ...more });
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(Buffer.from(text), { uploadUrl: `${server.url}/api/v1/uploads/${begun.uploadId}`, headers: { authorization: `Bearer ${tokens[who]}` }, retryDelays: [], onSuccess: () => { resolve(); }, onError: reject }).start();
  });
  return begun;
}

const urlOf = async (who: Who, fileId: string, as = 'original'): Promise<URL> => new URL((await ask<{ items: { url: string }[] }>(who, 'POST', '/files/urls', { items: [{ fileId, as }] })).items[0]!.url, server.url);

/** What anybody gets who has an address: its status, and that nothing of the file is in an answer that refuses. */
async function get(url: URL | string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, { headers, redirect: 'manual' }), text = await answer.text();
  assert.equal(text.includes(secret), answer.status === 200, `${String(url)} ${answer.status}`);
  return answer.status;
}

const direct = async () => (await ask('ada', 'POST', '/direct', { userIds: ['ben'] })).id;

test('an address in which anything is changed leads nowhere, and so does one put together from several', async () => {
  const { fileId } = await upload('ada', secret), { fileId: other } = await upload('ada', 'Something else'), { fileId: foreign } = await upload('eve', 'Of another tenant');
  const url = await urlOf('ada', fileId), elsewhere = await urlOf('ada', other), abroad = await urlOf('eve', foreign), download = await urlOf('ada', fileId, 'download');
  assert.equal(await get(url), 200);
  const [, , tenant, , version, as, name] = url.pathname.split('/') as [string, string, string, string, string, string, string], foreignTenant = abroad.pathname.split('/')[2]!;
  const at = (change: { tenant?: string; fileId?: string; version?: string; as?: string; search?: Record<string, string | null> }, from = url): URL => {
    const made = new URL(from);
    made.pathname = `/files/${change.tenant ?? tenant}/${change.fileId ?? fileId}/${change.version ?? version}/${change.as ?? as}/${name}`;
    for (const [key, value] of Object.entries(change.search ?? {})) if (value === null) made.searchParams.delete(key); else made.searchParams.set(key, value);
    return made;
  };
  const sign = url.searchParams.get('sign')!, until = Number(url.searchParams.get('until'));
  const wrong = {
    'another tenant': at({ tenant: foreignTenant }), 'a tenant that is not there': at({ tenant: Buffer.from('nowhere').toString('base64url') }), 'another file': at({ fileId: other }), 'a file that is not there': at({ fileId: newId() }),
    'another version': at({ version: '2' }), 'a version with a zero': at({ version: '01' }), 'another form': at({ as: 'download' }), 'a form that is none': at({ as: 'secret' }),
    'a longer life': at({ search: { until: String(until + 600) } }), 'no end': at({ search: { until: null } }), 'no signature': at({ search: { sign: null } }), 'an empty signature': at({ search: { sign: '' } }),
    'another round': at({ search: { round: '1' } }), 'a round below nothing': at({ search: { round: '-1' } }), 'a downloader': at({ search: { by: 'u.YWRh.x' } }),
    'the signature of another file': at({ search: { sign: elsewhere.searchParams.get('sign') } }), "another tenant's signature": at({ search: { sign: abroad.searchParams.get('sign') } }),
    'the signature of a download': at({ search: { sign: download.searchParams.get('sign') } }), 'a download without its downloader': at({ as: 'download', search: { by: null } }, download),
    'signed with nothing': at({ search: { sign: createHmac('sha256', '').update([fileId, version, as, 0, '', until * 1000].join('/')).digest('base64url') } }),
    'a file of mine under the name of its tenant': at({ tenant, fileId: foreign }, abroad), 'a path that climbs': new URL(`/files/${tenant}/../${tenant}/${fileId}/${version}/${as}/${name}`.replace('..', '%2e%2e'), url),
  };
  for (const [about, address] of Object.entries(wrong)) assert.ok([400, 404].includes(await get(address)), about);
  for (let i = 0; i < sign.length; i++) {
    const letter = sign[i] === 'A' ? 'Q' : 'A', changed = `${sign.slice(0, i)}${letter}${sign.slice(i + 1)}`;
    if (Buffer.from(changed, 'base64url').equals(Buffer.from(sign, 'base64url'))) continue; // the last letter holds bits that mean nothing
    assert.equal(await get(at({ search: { sign: changed } })), 404, `letter ${i}`);
  }
  assert.equal(await get(url), 200);
});

test('an address that has ended says so, and no range or other method brings it back', async () => {
  const { fileId } = await upload('ada', secret);
  const past = createFileUrls(database, () => server.url, () => Date.now() - 3_600_000);
  const { url } = await inTransaction(database, ['acme'], (transaction) => past.sign(transaction, { tenant: 'acme', fileId, version: 1, as: 'original', round: 0, by: '', name: 'offer.txt' }));
  assert.deepEqual([await get(url), await get(url, { range: 'bytes=0-5' }), (await fetch(url, { method: 'HEAD' })).status], [403, 403, 403]);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) assert.ok([404, 405].includes((await fetch(await urlOf('ada', fileId), { method })).status), method);
});

/** Each way in which somebody gets an address, and how it is taken back. */
const ways: Record<string, (fileId: string) => Promise<() => Promise<unknown>>> = {
  'shared with a user': async (fileId) => {
    await ask('ada', 'PUT', `/files/${fileId}/sharing`, { grants: [{ kind: 'user', id: 'ben', level: 'view' }] });
    return () => ask('ada', 'POST', `/files/${fileId}/unshare`, { subjects: [{ kind: 'user', id: 'ben' }] });
  },
  'shared with a user, made private': async (fileId) => {
    await ask('ada', 'PUT', `/files/${fileId}/sharing`, { grants: [{ kind: 'user', id: 'ben', level: 'view' }] });
    return () => ask('ada', 'PUT', `/files/${fileId}/sharing`, { visibility: 'private' });
  },
  'shared with all': async (fileId) => {
    await ask('ada', 'PUT', `/files/${fileId}/sharing`, { visibility: 'organisation' });
    return () => ask('ada', 'PUT', `/files/${fileId}/sharing`, { visibility: 'restricted' });
  },
  'shared with a channel': async (fileId) => {
    const id = await direct();
    await ask('ada', 'PUT', `/files/${fileId}/sharing`, { grants: [{ kind: 'channel', id, level: 'view' }] });
    return () => ask('ada', 'POST', `/files/${fileId}/unshare`, { subjects: [{ kind: 'channel', id }] });
  },
  'in a folder': async (fileId) => {
    const { id: folderId } = await ask('ada', 'POST', '/file-folders', { name: 'Offers', channelId: await direct() });
    await ask('ada', 'PATCH', `/files/${fileId}`, { folderId });
    return () => ask('ada', 'PATCH', `/files/${fileId}`, { folderId: null });
  },
  'in a folder that is deleted': async (fileId) => {
    const { id: folderId } = await ask('ada', 'POST', '/file-folders', { name: 'Offers', channelId: await direct() });
    await ask('ada', 'PATCH', `/files/${fileId}`, { folderId });
    return () => ask('ada', 'DELETE', `/file-folders/${folderId}?withContents=true`);
  },
  'on a message': async (fileId) => {
    const { id } = await ask('ada', 'POST', `/channels/${await direct()}/messages`, { text: 'look', fileIds: [fileId] });
    return () => ask('ada', 'DELETE', `/messages/${id}`);
  },
  'on a message, and deleted': async (fileId) => {
    await ask('ada', 'POST', `/channels/${await direct()}/messages`, { text: 'look', fileIds: [fileId] });
    return () => ask('ada', 'DELETE', `/files/${fileId}`);
  },
  'on a message, and found harmful': async (fileId) => {
    await ask('ada', 'POST', `/channels/${await direct()}/messages`, { text: 'look', fileIds: [fileId] });
    return () => inTransaction(database, ['acme'], (transaction) => transaction.query('', "update file_versions set state = 'quarantined', quarantined_at = now() where file_id = $1", [fileId]));
  },
};

for (const [name, begin] of Object.entries(ways)) {
  test(`${name}: whoever has an address gets nothing by it once the file is taken back, in no form and by no range`, async () => {
    const { fileId } = await upload('ada', secret);
    await begin(fileId).then(async (end) => {
      const urls = [await urlOf('ben', fileId), await urlOf('ben', fileId, 'download')], [first] = urls as [URL];
      assert.equal(await get(first), 200);
      await end();
      for (const url of urls) for (const headers of [{}, { range: 'bytes=0-9' }, { 'if-none-match': '*' }, { 'cache-control': 'only-if-cached' }] as Record<string, string>[]) assert.ok([403, 404, 422].includes(await get(url, headers)), `${url.pathname} ${JSON.stringify(headers)}`);
      assert.deepEqual((await ask<{ items: unknown[] }>('ben', 'POST', '/files/urls', { items: [{ fileId, as: 'original' }] })).items, []);
    });
  });
}

test('an upload is there for who began it and for nobody else, of the same tenant or another', async () => {
  const { uploadId } = await ask<{ uploadId: string }>('ada', 'POST', '/files', { name: 'offer.txt', bytes: secret.length });
  const at = (id: string) => `${server.url}/api/v1/uploads/${id}`;
  const attempt = (token: string | undefined, method: string, id = uploadId) => fetch(at(id), {
    method, headers: { 'tus-resumable': '1.0.0', ...(token && { authorization: `Bearer ${token}` }), ...(method === 'PATCH' && { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }) },
    ...(method === 'PATCH' && { body: secret }),
  }).then(({ status }) => status);
  for (const method of ['HEAD', 'PATCH', 'DELETE']) {
    assert.deepEqual([await attempt(tokens.ben, method), await attempt(tokens.eve, method), await attempt(undefined, method), await attempt('nonsense', method)], [404, 404, 401, 401], method);
    assert.deepEqual([await attempt(tokens.ada, method, newId()), await attempt(tokens.ada, method, 'x')], [404, 404], method);
  }
  const code = async (who: Who, method: string, path: string, body?: unknown) => (await ask<{ error?: { code: string } }>(who, method, path, body)).error?.code;
  assert.equal(await code('ben', 'POST', '/files', { uploadId, name: 'mine.txt', bytes: secret.length }), 'id-taken');
  assert.equal(await code('ben', 'DELETE', `/files/uploads/${uploadId}`), 'not-found');
  assert.equal(await code('eve', 'DELETE', `/files/uploads/${uploadId}`), 'not-found');
  assert.equal(await attempt(tokens.ada, 'PATCH'), 204);
  for (const who of ['ben', 'eve'] as const) assert.equal(await attempt(tokens[who], 'HEAD'), 404);
});

test('the code of a link is for its file alone: altered, cut, in another tenant or after its end it opens nothing', async () => {
  const { fileId } = await upload('ada', secret), { fileId: foreign } = await upload('eve', 'Of another tenant'), expiresAt = new Date(Date.now() + 60_000).toISOString();
  const link = (who: Who, id: string, more: object = {}) => ask<{ id: string; url: string }>(who, 'POST', `/files/${id}/links`, { expiresAt, ...more });
  const press = async (url: string, password?: string) => {
    const answer = await fetch(new URL(url, server.url), { method: 'POST', redirect: 'manual', body: new URLSearchParams(password === undefined ? {} : { password }) });
    return answer.status === 303 ? get(new URL(answer.headers.get('location')!, server.url)) : answer.status;
  };
  const mine = await link('ada', fileId), theirs = await link('eve', foreign), [place, code] = mine.url.split('/f/')[1]!.split('.') as [string, string], [foreignPlace, foreignCode] = theirs.url.split('/f/')[1]!.split('.') as [string, string];
  for (const token of [`${foreignPlace}.${code}`, `${place}.${foreignCode}`, `.${code}`, place, `${place}.`, `${place}.${code.slice(1)}`, `${place}.${code}A`, `${place}.${code}.${code}`, mine.id, fileId, code, '%00', '..%2f']) {
    assert.ok([400, 404].includes(await press(`/f/${token}`)), token);
  }
  assert.equal(await press(mine.url), 200);
  const locked = await link('ada', fileId, { password: 'right' });
  for (const password of [undefined, '', 'wrong', 'right ']) assert.equal(await press(locked.url, password), 403);
  assert.equal(await press(locked.url, 'right'), 200);
  const once = await link('ada', fileId, { mostDownloads: 1 });
  assert.deepEqual([await press(once.url), await press(once.url)], [200, 410]);
  const short = await link('ada', fileId);
  await inTransaction(database, ['acme'], (transaction) => transaction.query('', "update file_links set expires_at = now() - interval '1 second' where id = $1", [short.id]));
  assert.equal(await press(short.url), 410);
  for (const who of ['ben', 'eve'] as const) await ask(who, 'DELETE', `/file-links/${mine.id}`);
  assert.equal(await press(mine.url), 200);
  await ask('ada', 'DELETE', `/file-links/${mine.id}`);
  assert.equal(await press(mine.url), 410);
});
