import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tokens } from './token.ts';

const token = (claims: object) => `.${btoa(JSON.stringify(claims))}.`;

test('asks once for all who want a token at the same time', async () => {
  let asked = 0;
  const tokens = new Tokens(async () => { asked++; return token({}); });
  await Promise.all([tokens.get(), tokens.get(), tokens.renew()]);
  await tokens.get();
  assert.equal(asked, 1);
});

test('renews at four fifths of a token\'s life, whatever the clock that issued it says', async () => {
  const tokens = new Tokens(async () => token({ iat: 5_000, exp: 5_100 }));
  await tokens.get();
  const leftMs = tokens.staleInMs ?? 0;
  assert.ok(leftMs > 79_000 && leftMs <= 80_000, String(leftMs));
});

test('a token that says nothing of its life is kept until it is refused', async () => {
  let asked = 0;
  const tokens = new Tokens(async () => { asked++; return 'opaque'; });
  await tokens.get();
  assert.equal(tokens.staleInMs, undefined);
  await tokens.get();
  tokens.drop();
  await tokens.get();
  assert.equal(asked, 2);
});

test('a function that fails is a lack of network; one that gives no token is a mistake', async () => {
  await assert.rejects(new Tokens(async () => { throw new TypeError('fetch failed'); }).get(), { code: 'offline', message: 'The token function failed: fetch failed' });
  await assert.rejects(new Tokens(async () => undefined as never).get(), { code: 'unauthenticated' });
});
