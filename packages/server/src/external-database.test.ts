import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { after, before, describe, test, type TestContext } from 'node:test';
import pg from 'pg';
import { pino } from 'pino';
import { connect } from './database.ts';
import { openExternal } from './external-database.ts';
import { startTestServer } from './testing/server.ts';
import { asSuperuser, debianBinaries, debianInstall, startCluster, type TestCluster } from './testing/database.ts';

const log = pino({ level: 'silent' });
const debian = debianBinaries();

for (const [name, binaries, skip] of [['embedded', undefined, false], ["Debian's 15", debian, debian ? false : `needs PostgreSQL 15: ${debianInstall}`]] as const) {
  describe(`a database by DATABASE_URL (${name})`, { skip }, () => {
    let cluster: TestCluster;
    before(async () => {
      cluster = await startCluster(binaries);
      const { rows: [found] } = await ask<{ hba_file: string }>('postgres', 'show hba_file');
      fs.writeFileSync(found!.hba_file, 'local all postgres trust\nlocal all all scram-sha-256\n');
      await sql('select pg_reload_conf()');
    });
    after(() => cluster.stop());

    const sql = (text: string) => asSuperuser(cluster.host, text);
    async function ask<Row extends pg.QueryResultRow>(database: string, text: string): Promise<pg.QueryResult<Row>> {
      const client = new pg.Client({ host: cluster.host, port: 5432, user: 'postgres', database });
      await client.connect();
      try { return await client.query<Row>(text); } finally { await client.end(); }
    }
    const urlOf = (user: string, password: string, database = user) => `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${cluster.host}&port=5432`;
    /** An owner and a database of that name, gone with the test, as are the roles that it makes besides. */
    async function makeOwner(t: TestContext, owner: string, { rights = 'createrole', besides = [] as string[] } = {}): Promise<string> {
      t.after(() => clear(owner, besides));
      await sql(`create role ${owner} login ${rights} password 'p?ss w/rd'`);
      await sql(`create database ${owner} owner ${owner}`);
      return urlOf(owner, 'p?ss w/rd');
    }
    const open = (databaseUrl: string, databaseAppUrl?: string) => openExternal({ databaseUrl, databaseAppUrl }, log);
    async function clear(owner: string, besides: readonly string[]): Promise<void> {
      await sql(`drop database ${owner} with (force)`);
      await sql(`drop owned by ${owner} cascade`);
      await sql(`drop role if exists ${['corridor_app', ...besides, owner].join(', ')}`);
    }

    test('is migrated by its owner and served by a role made for that, again after each start', async (t) => {
      const url = await makeOwner(t, 'first');
      for (const source of [await open(url), await open(url)]) {
        const database = connect(source.address, 'app', 1);
        try {
          const { rows } = await database.raw<{ rows: { name: string; tables: number }[] }>(`
            select current_user as name, (select count(*)::int from information_schema.tables where table_schema = 'public' and table_name in ('users', 'messages')) as tables`);
          assert.deepEqual(rows, [{ name: 'corridor_app', tables: 2 }]);
          assert.deepEqual(await database('users'), []);
        } finally { await database.destroy(); }
      }
    });

    test('may be started by several servers at the same time', async (t) => {
      const url = await makeOwner(t, 'crowd');
      await Promise.all([open(url), open(url), open(url)]);
      const holder = new pg.Client({ host: cluster.host, port: 5432, user: 'postgres', database: 'postgres' }); // so that all come to their grants at the same moment
      await holder.connect();
      await holder.query('begin');
      await holder.query('lock table pg_database in exclusive mode');
      const all = Promise.all(Array.from({ length: 8 }, () => open(url)));
      while (Number((await holder.query<{ count: string }>('select count(*) from pg_locks where not granted')).rows[0]!.count) < 8) { /* until each of them waits */ }
      await holder.end();
      await all;
    });

    test("follows the owner's password when that is changed", async (t) => {
      const url = await makeOwner(t, 'changing');
      await open(url);
      await sql("alter role changing password 'another'");
      await assert.rejects(open(url), { name: 'ConfigError', message: /^DATABASE_URL: .*check user and password/ });
      await open(urlOf('changing', 'another'));
    });

    test('never has the password of the serving role in a statement', async (t) => {
      await sql("alter system set log_statement = 'all'");
      await sql('select pg_reload_conf()');
      const url = await makeOwner(t, 'silent');
      const { address } = await open(url);
      const { rows: [found] } = await ask<{ data_directory: string }>('postgres', 'show data_directory');
      const said = fs.readFileSync(`${found!.data_directory}/../postgres.log`, 'utf8');
      assert.match(said, /create role corridor_app/);
      assert.ok(!said.includes(address.app!.password!));
    });

    test('serves by the role of DATABASE_APP_URL, for an owner who may make none', async (t) => {
      const url = await makeOwner(t, 'plain', { rights: '', besides: ['servant'] });
      await assert.rejects(open(url), { name: 'ConfigError', message: /DATABASE_URL: .*createrole.*DATABASE_APP_URL/ });
      await sql("create role servant login password 'x'");
      const source = await open(url, urlOf('servant', 'x', 'plain'));
      const database = connect(source.address, 'app', 1);
      try { assert.deepEqual(await database('users'), []); } finally { await database.destroy(); }
      await assert.rejects(open(url, urlOf('servant', 'wrong', 'plain')), { message: /^DATABASE_APP_URL: / });
      await assert.rejects(open(url, urlOf('servant', 'x', 'elsewhere')), { message: /^DATABASE_APP_URL: .*same/ });
    });

    test('refuses a superuser, and a serving role whom row-level security does not bind', async (t) => {
      const url = await makeOwner(t, 'careless', { besides: ['free', 'king', 'heir'] });
      await sql("create role free login bypassrls password 'x'");
      await sql("create role king login superuser password 'x'");
      await assert.rejects(open(urlOf('king', 'x', 'careless')), { message: /^DATABASE_URL: king is a superuser.*create role/ });
      await assert.rejects(open(url, urlOf('free', 'x', 'careless')), { message: /^DATABASE_APP_URL: .*nobypassrls/ });
      await assert.rejects(open(url, url), { message: /^DATABASE_APP_URL: .*two roles/ });
      await sql("create role heir login password 'x' in role careless");
      await assert.rejects(open(url, urlOf('heir', 'x', 'careless')), { message: /^DATABASE_APP_URL: heir is a member/ });
    });

    test('refuses an owner who may not make tables, and a database that is not there', async (t) => {
      const url = await makeOwner(t, 'guest');
      await sql('alter database guest owner to postgres');
      await assert.rejects(open(url), { message: /^DATABASE_URL: guest may not make tables/ });
      await assert.rejects(open(urlOf('guest', 'p?ss w/rd', 'missing')), { message: /^DATABASE_URL: the database missing does not exist.*create database/ });
    });

    test('carries a whole server', async (t) => {
      const url = await makeOwner(t, 'whole');
      const server = await startTestServer({}, { source: await open(url) });
      try {
        const answer = await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${await server.tokens.mint({ sub: 'ada', tenant: 'acme' })}` } });
        assert.equal(answer.status, 200);
      } finally { await server.close(); }
    });
  });
}

test('says of a URL that names a certificate which is not there which one that is', async () => {
  const url = 'postgres://u:hunter2@127.0.0.1:1/corridor?sslmode=verify-full&sslrootcert=/nowhere/ca.pem';
  await assert.rejects(openExternal({ databaseUrl: url, databaseAppUrl: undefined }, log),
    (error: Error) => error.name === 'ConfigError' && /^DATABASE_URL: .*\/nowhere\/ca\.pem.*sslrootcert/.test(error.message) && !error.message.includes('hunter2'));
});

test('says which variable to change when no PostgreSQL answers', async () => {
  const server = net.createServer((socket) => { socket.destroy(); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as net.AddressInfo;
  try {
    await assert.rejects(openExternal({ databaseUrl: `postgres://u:hunter2@127.0.0.1:${port}/corridor`, databaseAppUrl: undefined }, log),
      (error: Error) => error.name === 'ConfigError' && error.message.startsWith(`DATABASE_URL: no PostgreSQL answers for corridor at 127.0.0.1:${port}`) && !error.message.includes('hunter2'));
  } finally { server.close(); }
  await assert.rejects(openExternal({ databaseUrl: `postgres://u:x@127.0.0.1:${port}/corridor`, databaseAppUrl: undefined }, log), { message: /ECONNREFUSED/ });
});
