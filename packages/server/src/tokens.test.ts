import type { Person } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import { connect } from './database.ts';
import { createLimits } from './limits.ts';
import { cloneDatabase } from './testing/database.ts';
import { createTokens, longestToken } from './tokens.ts';
import { inTransaction } from './transaction.ts';

const secret = 'a-secret-for-tests-of-32-letters!', key = Buffer.from(secret);
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;
before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'app', 4);
});
after(async () => { await database.destroy(); await source.stop(); });

const doorOf = (env: NodeJS.ProcessEnv = { CORRIDOR_JWT_SECRET: secret }, limits = 0) =>
  createTokens({ config: readConfig(env), database, limits: createLimits(limits), log: pino({ level: 'silent' }) });
const now = () => Math.floor(Date.now() / 1000);
const person: JWTPayload = { sub: 'ada', tenant: 'acme', exp: now() + 600 };
const signed = (claims: JWTPayload = person, by: Parameters<SignJWT['sign']>[0] = key, header: { alg: string; kid?: string } = { alg: 'HS256' }) => new SignJWT(claims).setProtectedHeader(header).sign(by);

interface Row { id: string; name: string; avatar: string | null; is_placeholder: boolean; roles: string[]; groups: string[]; version: string }
const usersOf = (tenant: string) => inTransaction(database, [tenant], (transaction) =>
  transaction.query<Row>('users-of-tenant', 'select *, xmin::text as version from users order by id', []));

test('opens a session with all that the token says, and stores it', async () => {
  const claims = { ...person, name: 'Ada Nilsen', avatar: 'https://erp.example/ada.png', roles: ['admin'], groups: ['purchasing'] };
  const { expiresAt, ...session } = await doorOf().open(await signed(claims));
  assert.deepEqual(session, { tenant: 'acme', user: 'ada', name: 'Ada Nilsen', avatar: 'https://erp.example/ada.png', roles: ['admin'], groups: ['purchasing'] });
  assert.ok(expiresAt >= person.exp!);
  const [row] = await usersOf('acme');
  assert.deepEqual([row?.id, row?.name, row?.avatar, row?.is_placeholder, row?.roles, row?.groups], ['ada', 'Ada Nilsen', 'https://erp.example/ada.png', false, ['admin'], ['purchasing']]);
});

test('writes nothing for a person who is as they were, even in a server that has just started', async () => {
  const token = await signed({ ...person, tenant: 'quiet' });
  await doorOf().open(token);
  const [before] = await usersOf('quiet');
  await Promise.all([doorOf().open(token), doorOf().open(token)]);
  assert.equal((await usersOf('quiet'))[0]?.version, before?.version);
});

test('processes that tell each other what they have stored store the same token once each, and one that says something else again', async () => {
  const [one, two] = [doorOf(), doorOf()], ada = { ...person, tenant: 'shared' };
  let stored = 0;
  for (const [from, to] of [[one, two], [two, one]] as const) from.onStored = (tenant, user, said) => { stored++; to.forget(tenant, user, said); };
  for (let i = 0; i < 5; i++) for (const door of [one, two]) await door.open(await signed(ada));
  assert.equal(stored, 2);
  await two.open(await signed({ ...ada, name: 'Ada N.' }));
  await one.open(await signed(ada));
  assert.equal((await usersOf('shared'))[0]?.name, 'ada');
});

test('tells of a person who is new or has another name, once, and of nobody else', async () => {
  const tokens = doorOf(), told: Person[] = [];
  tokens.onPerson = (tenant, one) => { assert.equal(tenant, 'told'); told.push(one); };
  const ada = { ...person, tenant: 'told' };
  await Promise.all([tokens.open(await signed(ada)), tokens.open(await signed(ada))]);
  await tokens.open(await signed({ ...ada, roles: ['admin'] }));
  await tokens.open(await signed({ ...ada, name: 'Ada N.' }));
  assert.deepEqual(told.map(({ name }) => name), ['ada', 'Ada N.']);
});

test('makes a person of a placeholder', async () => {
  await doorOf().open(await signed({ ...person, sub: 'ben', tenant: 'named' }));
  await inTransaction(database, ['named'], (transaction) =>
    transaction.query('insert-placeholder', "insert into users (tenant_id, id, name, is_placeholder) values ('named', 'chloe', 'chloe', true)", []));
  const tokens = doorOf(), told: Person[] = [];
  tokens.onPerson = (_, one) => told.push(one);
  await tokens.open(await signed({ ...person, sub: 'chloe', tenant: 'named', name: 'chloe' }));
  assert.deepEqual(told, [{ id: 'chloe', name: 'chloe', avatar: null, isPlaceholder: false }]);
  assert.equal((await usersOf('named'))[1]?.is_placeholder, false);
});

for (const id of ['名前 🎉', 'o\'brien "x" \\ ? $1 %', '{a,b}', '../..', 'null', '__proto__', 'x'.repeat(320), '🎉'.repeat(160)]) {
  test(`takes ${JSON.stringify(id.slice(0, 30))} for the id of a tenant and of a user`, async () => {
    const { tenant, user } = await doorOf().open(await signed({ ...person, sub: id, tenant: id }));
    assert.deepEqual([tenant, user], [id, id]);
    assert.deepEqual((await usersOf(id)).map((row) => row.id), [id]);
  });
}

const refused: Record<string, () => unknown> = {
  'no token': () => undefined,
  'something else than text': () => ({ sub: 'ada' }),
  rubbish: () => 'a.b.c',
  'another secret': () => signed(person, Buffer.from('another secret, of 32 letters too')),
  'no signature': () => new UnsecuredJWT(person).encode(),
  'another algorithm of the same secret': () => signed(person, key, { alg: 'HS512' }),
  'no expiry': () => signed({ sub: 'ada', tenant: 'acme' }),
  'an expiry that is past': () => signed({ ...person, exp: now() - 60 }),
  'an expiry that is no number': () => signed({ ...person, exp: 'soon' as never }),
  'a beginning that is to come': () => signed({ ...person, nbf: now() + 60 }),
  'no user': () => signed({ tenant: 'acme', exp: person.exp! }),
  'no tenant': () => signed({ sub: 'ada', exp: person.exp! }),
  'an empty tenant': () => signed({ ...person, tenant: '' }),
  'a tenant that is a list': () => signed({ ...person, tenant: ['acme', 'globex'] }),
  'an id of 321 characters': () => signed({ ...person, sub: 'x'.repeat(321) }),
  'NUL in an id': () => signed({ ...person, sub: 'a\u0000b' }),
  'half a character in a name': () => signed({ ...person, name: '\ud800' }),
  'a picture that is a script': () => signed({ ...person, avatar: 'javascript:alert(1)' }),
  'a picture in the token itself': () => signed({ ...person, avatar: 'data:image/png;base64,AA==' }),
  'roles that are no list': () => signed({ ...person, roles: 'admin' }),
};
for (const [what, token] of Object.entries(refused)) {
  test(`refuses a token with ${what}`, async () => {
    await assert.rejects(doorOf().open(await token()), { name: 'CallError', code: 'unauthenticated' });
  });
}

test('takes a token of 16,384 characters, and says of a longer one how long it may be and why it may be so long', async () => {
  const padded = (letters: number) => signed({ ...person, more: 'x'.repeat(letters) });
  let letters = 12_000;
  while ((await padded(letters + 1)).length <= longestToken) letters++;
  const [fits, exceeds] = [await padded(letters), await padded(letters + 1)];
  assert.ok(fits.length > longestToken - 4, `${fits.length}`);
  await doorOf().open(fits);
  await assert.rejects(doorOf().open(exceeds), { code: 'unauthenticated', message: /at most 16384 .*`groups`/ });
});

test('says of an expiry in milliseconds that it is to be in seconds', async () => {
  for (const exp of [Date.now(), 1e13, 8.64e15, 1e300]) await assert.rejects(doorOf().open(await signed({ ...person, exp })), { code: 'unauthenticated', message: /`exp`.*seconds.*milliseconds/ });
  await doorOf().open(await signed({ ...person, exp: Date.UTC(9999, 0) / 1000 }));
});

test("forgives five seconds between the host's clock and ours", async () => {
  await doorOf().open(await signed({ ...person, exp: now() - 2 }));
});

test('checks issuer and audience where they are set, and mints what it accepts', async () => {
  const tokens = doorOf({ CORRIDOR_JWT_SECRET: secret, CORRIDOR_ISSUER: 'https://erp.example', CORRIDOR_AUDIENCE: 'corridor' });
  const fit = { ...person, iss: 'https://erp.example', aud: 'corridor' };
  await tokens.open(await signed(fit));
  await tokens.open(await tokens.mint({ sub: 'ada', tenant: 'acme' }));
  for (const claims of [person, { ...fit, iss: 'https://evil.example' }, { ...fit, aud: 'crm' }]) await assert.rejects(tokens.open(await signed(claims)), { code: 'unauthenticated' });
});

test('takes tokens of the previous secret while the host changes it', async () => {
  const tokens = doorOf({ CORRIDOR_JWT_SECRET: 'the new secret of thirty-two letters', CORRIDOR_JWT_SECRET_PREVIOUS: secret });
  await tokens.open(await signed());
  assert.equal((await tokens.open(await tokens.mint({ sub: 'ada', tenant: 'acme' }))).user, 'ada');
});

test('slows down forgers, and neither those with a token nor those whose token is over', async () => {
  const tokens = doorOf({ CORRIDOR_JWT_SECRET: secret }, 1);
  const forged = await signed(person, Buffer.from('another secret, of 32 letters too'));
  for (let i = 0; i < 60; i++) await assert.rejects(tokens.open(forged, '192.0.2.1'), { code: 'unauthenticated' });
  await assert.rejects(tokens.open(forged, '192.0.2.1'), { code: 'rate-limited' });
  await assert.rejects(tokens.open(forged, '192.0.2.2'), { code: 'unauthenticated' });
  await assert.rejects(tokens.open(await signed({ ...person, exp: now() - 60 }), '192.0.2.1'), { code: 'unauthenticated' });
  await tokens.open(await signed(), '192.0.2.1');
});

/** A host that publishes keys; `keys` may change. */
async function publish(keys: JWK[]) {
  const host = { keys, asked: 0, url: '', isDown: false, close: () => { server.closeAllConnections(); server.close(); } };
  const server = createServer((_, response) => {
    host.asked++;
    if (host.isDown) { response.statusCode = 500; response.end(); return; }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: host.keys }));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  return host;
}
async function keyPair(alg: string, kid: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { publicKey, token: (claims = person) => signed(claims, privateKey, { alg, kid }), jwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

test("verifies by the host's published keys, fetched once, and finds a new one when a token names it", async () => {
  const rsa = await keyPair('RS256', 'one'), ec = await keyPair('ES256', 'two'), ed = await keyPair('EdDSA', 'three'), unknown = await keyPair('ES256', 'one');
  const host = await publish([rsa.jwk, ec.jwk]);
  try {
    const tokens = doorOf({ CORRIDOR_JWKS_URL: host.url });
    await Promise.all([rsa.token(), ec.token(), rsa.token()].map(async (token) => tokens.open(await token)));
    assert.equal(host.asked, 1);
    await assert.rejects(tokens.open(await unknown.token()), { code: 'unauthenticated' });
    host.keys = [rsa.jwk, ed.jwk];
    const restarted = doorOf({ CORRIDOR_JWKS_URL: host.url });
    await restarted.open(await ed.token());
    await assert.rejects(restarted.open(await ec.token()), { code: 'unauthenticated' });
    await assert.rejects(restarted.open(await signed()), { code: 'unauthenticated' });
    await assert.rejects(restarted.mint({ sub: 'ada', tenant: 'acme' }), /CORRIDOR_JWT_SECRET/);
  } finally { host.close(); }
});

test('does not take a public key for a secret', async () => {
  const rsa = await keyPair('RS256', 'one');
  const host = await publish([rsa.jwk]);
  try {
    const pem = Buffer.from(await exportSPKI(rsa.publicKey));
    for (const env of [{ CORRIDOR_JWKS_URL: host.url }, { CORRIDOR_JWKS_URL: host.url, CORRIDOR_JWT_SECRET: secret }]) {
      await assert.rejects(doorOf(env).open(await signed(person, pem, { alg: 'HS256' })), { code: 'unauthenticated' });
    }
  } finally { host.close(); }
});

test('says `unavailable` while keys were never there to verify with, and goes on with known ones when the host is down', async () => {
  const rsa = await keyPair('RS256', 'one');
  const host = await publish([rsa.jwk]);
  try {
    host.isDown = true;
    const tokens = doorOf({ CORRIDOR_JWKS_URL: host.url });
    await assert.rejects(tokens.open(await rsa.token()), { code: 'unavailable' });
    host.isDown = false;
    await tokens.open(await rsa.token());
    host.isDown = true;
    await tokens.open(await rsa.token());
  } finally { host.close(); }
});
