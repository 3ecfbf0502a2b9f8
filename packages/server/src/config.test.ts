import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const secret = 'a-secret-for-tests-of-32-letters!';

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try { readConfig(env); } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('takes a Redis for several servers on a database of their own', () => {
  assert.equal(readConfig({ CORRIDOR_JWT_SECRET: secret, DATABASE_URL: 'postgres://corridor@db.example/corridor', REDIS_URL: 'redis://redis.example:6379/0' }).redisUrl, 'redis://redis.example:6379/0');
  assert.match(problemsOf({ CORRIDOR_JWT_SECRET: secret, DATABASE_URL: 'postgres://corridor@db.example/corridor', REDIS_URL: 'http://redis.example' })[0]!, /^REDIS_URL: must be a URL/);
});

test('needs nothing but a key', () => {
  const config = readConfig({ CORRIDOR_JWT_SECRET: secret });
  assert.deepEqual([config.port, config.host, config.databaseUrl, config.limits, config.isDemo], [4000, '127.0.0.1', undefined, 1, false]);
});

test('has no more connections to the embedded database than processors can use, for each holds memory beside the server', () => {
  const few = Math.min(10, Math.max(3, os.availableParallelism() + 1));
  const connections = (env: NodeJS.ProcessEnv) => readConfig({ CORRIDOR_JWT_SECRET: secret, ...env }).databasePool, DATABASE_URL = 'postgres://corridor@db.example/corridor';
  assert.deepEqual([connections({}), connections({ DATABASE_URL }), connections({ DATABASE_POOL: '6' }), connections({ DATABASE_URL, DATABASE_POOL: '6' })], [few, 10, 6, 6]);
});

test('takes an empty variable for an unset one', () => {
  assert.equal(readConfig({ CORRIDOR_JWT_SECRET: secret, PORT: '', DATABASE_URL: '', CORRIDOR_LIMITS: '' }).port, 4000);
});

test('says all that is wrong at once, each with its variable', () => {
  const problems = problemsOf({ PORT: 'eighty', CORRIDOR_JWT_SECRET: 'short', CORS_ORIGINS: 'erp.example', LOG_LEVEL: 'loud', CORRIDOR_LIMITS: '-1', DATABASE_URL: 'mysql://x' });
  assert.deepEqual(problems.map((problem) => problem.split(':')[0]).sort(), ['CORRIDOR_JWT_SECRET', 'CORRIDOR_LIMITS', 'CORS_ORIGINS', 'DATABASE_URL', 'LOG_LEVEL', 'PORT']);
});

for (const [variable, value] of Object.entries({
  PORT: '70000', CORRIDOR_JWT_SECRET: 'x'.repeat(31), CORRIDOR_JWT_SECRET_PREVIOUS: 'short', CORRIDOR_JWKS_URL: 'file:///etc/passwd', CORS_ORIGINS: 'https://erp.example/path',
  CORRIDOR_LIMITS: 'many', DATABASE_URL: 'not a url', DATABASE_POOL: '1', TRUSTED_PROXIES: 'yes', CORRIDOR_DEMO: 'maybe', REDIS_URL: 'redis://localhost',
  CORRIDOR_HOST_SECRET: 'not base64!', CORRIDOR_HOST_URL: 'https://erp.example/hook', CORRIDOR_RECORD_URLS: '/orders/', CORRIDOR_LINK_PREVIEWS: 'maybe', CORRIDOR_HOST_BEFORE_SEND: '1',
  STUN_URL: 'https://stun.example', TURN_URL: 'turn:turn.example', TURN_SECRET: 'short', TURN_TTL: '5', CALLS_ENCRYPTION: 'never',
})) {
  test(`refuses ${variable}=${value}`, () => {
    const problems = problemsOf({ CORRIDOR_JWT_SECRET: secret, [variable]: value });
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, new RegExp(variable.startsWith('CORRIDOR_HOST') ? '^CORRIDOR_HOST_' : variable === 'TURN_URL' ? '^TURN_SECRET: ' : `^${variable}: `));
  });
}

test('counts no blanks around a secret', () => {
  assert.match(problemsOf({ CORRIDOR_JWT_SECRET: ' '.repeat(34) }).join(), /^CORRIDOR_JWT_SECRET: needs at least 32 characters/);
  assert.deepEqual(readConfig({ CORRIDOR_JWT_SECRET: `${secret}\n` }).jwtSecrets, [`${secret}\n`]);
});

test('never repeats a secret or a password in what it says', () => {
  const said = problemsOf({ CORRIDOR_JWT_SECRET: 'hunter2', DATABASE_URL: 'postgress://corridor:hunter2@db/corridor' }).join();
  assert.match(said, /DATABASE_URL/);
  assert.doesNotMatch(said, /hunter2/);
});

test('refuses production without a key, and the demo in production', () => {
  assert.match(problemsOf({ NODE_ENV: 'production' }).join(), /^CORRIDOR_JWT_SECRET: /);
  assert.match(problemsOf({ NODE_ENV: 'production', CORRIDOR_JWT_SECRET: secret, CORRIDOR_DEMO: '1' }).join(), /^CORRIDOR_DEMO: /);
});

test('gives each demo a secret of its own', () => {
  const [one, other] = [readConfig({ CORRIDOR_DEMO: '1' }), readConfig({ CORRIDOR_DEMO: '1' })];
  assert.notEqual(one.jwtSecrets[0], other.jwtSecrets[0]);
});

test('reads origins as browsers send them', () => {
  assert.deepEqual(readConfig({ CORRIDOR_JWT_SECRET: secret, CORS_ORIGINS: 'https://ERP.example/, http://localhost:8080' }).corsOrigins, ['https://erp.example', 'http://localhost:8080']);
});

test('wants the owner beside the serving role', () => {
  assert.match(problemsOf({ CORRIDOR_JWT_SECRET: secret, DATABASE_APP_URL: 'postgres://app:x@db/corridor' }).join(), /^DATABASE_URL: /);
});

test('knows where files are kept, and says what is missing there', () => {
  const key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', secret = { CORRIDOR_JWT_SECRET: 'x'.repeat(32) };
  assert.deepEqual((({ store, s3, key: none, keptDays }) => ({ store, s3, none, keptDays }))(readConfig(secret).files), { store: 'disk', s3: undefined, none: undefined, keptDays: 30 });
  const files = readConfig({ ...secret, FILES_STORE: 's3', S3_BUCKET: 'files', S3_ENDPOINT: 'http://localhost:9000', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b', S3_FORCE_PATH_STYLE: '1', CORRIDOR_FILES_KEY: key }).files;
  assert.deepEqual(files.s3, { bucket: 'files', endpoint: 'http://localhost:9000', region: 'us-east-1', isPathStyle: true, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  assert.equal(files.key?.length, 32);
  const wrong = (env: NodeJS.ProcessEnv) => { try { readConfig({ ...secret, ...env }); return ''; } catch (error) { return (error as Error).message; } };
  assert.match(wrong({ FILES_STORE: 's3' }), /^S3_BUCKET: is missing/);
  assert.match(wrong({ FILES_STORE: 'tape' }), /^FILES_STORE: must be `disk` or `s3`/);
  assert.match(wrong({ S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'a' }), /^S3_SECRET_ACCESS_KEY: is missing/);
  assert.match(wrong({ CORRIDOR_FILES_KEY: 'dG9vIHNob3J0' }), /^CORRIDOR_FILES_KEY: must be the base64 of 32 bytes/);
  assert.doesNotMatch(wrong({ CORRIDOR_FILES_KEY: 'dG9vIHNob3J0' }), /dG9v/);
  assert.match(wrong({ CORRIDOR_FILES_KEY_PREVIOUS: key }), /^CORRIDOR_FILES_KEY: is missing/);
});

test('knows by which ways media of calls may go, and says what is missing there', () => {
  const good = { CORRIDOR_JWT_SECRET: secret, TURN_SECRET: 'a-secret-of-the-turn-server' }, wrong = (env: NodeJS.ProcessEnv) => problemsOf({ ...good, ...env }).join();
  assert.deepEqual(readConfig({ CORRIDOR_JWT_SECRET: secret }).ice, { stun: [], turn: [], secret: '', ttlSeconds: 3600 });
  const { stun, turn, ttlSeconds } = readConfig({ ...good, STUN_URL: 'stun:a.example, stuns:[2001:db8::1]:5349', TURN_URL: 'turn:a.example:3478?transport=udp,turn:a.example?transport=tcp,turns:a.example,turns:a.example', TURN_TTL: '600' }).ice;
  assert.deepEqual([stun, turn, ttlSeconds], [['stun:a.example', 'stuns:[2001:db8::1]:5349'], ['turn:a.example:3478?transport=udp', 'turn:a.example?transport=tcp', 'turns:a.example'], 600]);
  assert.match(wrong({}), /^TURN_URL: is missing/);
  for (const url of ['turn://a.example', 'a.example:3478', 'turn:a.example:99999', 'turns:a.example?transport=udp', 'turn:', 'stun:a.example', 'turn:user@a.example', 'turn:a.example/path']) assert.match(wrong({ TURN_URL: `turn:b.example,${url}` }), /^TURN_URL: must be addresses such as turn:/, url);
  for (const url of ['stun:a.example?transport=tcp', 'stun:a b', 'turn:a.example']) assert.match(problemsOf({ CORRIDOR_JWT_SECRET: secret, STUN_URL: url }).join(), /^STUN_URL: must be addresses/, url);
  assert.doesNotMatch(wrong({ TURN_SECRET: 'hunter2', TURN_URL: 'turn:a.example' }), /hunter2/);
});
