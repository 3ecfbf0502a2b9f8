import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { connect } from './database.ts';
import { asSuperuser, cloneDatabase } from './testing/database.ts';
import { inTransaction } from './transaction.ts';

let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;
let tables: string[] = [];
/** Of each table, those that are not computed. */
const columnsOf = new Map<string, string>();

/** Something of a column's type. */
const valueOf = (type: string): string => (type.endsWith('[]') ? "'{}'"
  : ({ uuid: 'gen_random_uuid()', bytea: "'\\x00'", boolean: 'true', jsonb: "'{}'", json: "'{}'", tsvector: "''", date: 'now()' })[type] ?? (/^(timestamp|time)/.test(type) ? 'now()' : /^(small|big)?int|^numeric|^double|^real/.test(type) ? '1' : "'victim'"));
/** What else a row must be is no matter here. */
const dropChecks = `do $$ declare c record; begin
  for c in select conrelid::regclass as name, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace loop execute format('alter table %s drop constraint %I', c.name, c.conname); end loop;
end $$`;

before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'app', 2);
  const { rows } = await database.raw<{ rows: { name: string; column: string; type: string; is_needed: boolean; is_given: boolean }[] }>(`
    select c.relname as name, a.attname as column, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef and a.attidentity = '' as is_needed, a.attgenerated = '' as is_given
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'knex\\_%' order by 1, a.attnum`);
  tables = [...new Set(rows.map(({ name }) => name))];
  for (const table of tables) columnsOf.set(table, rows.filter(({ name, is_given: isGiven }) => name === table && isGiven).map(({ column }) => column).join(', '));
  // One row of a tenant in each table, whatever it would need beside it.
  const inserts = tables.map((table) => {
    const columns = rows.filter(({ name, column, is_needed: isNeeded }) => name === table && (isNeeded || column === 'tenant_id'));
    return `insert into ${table} (${columns.map(({ column }) => column).join(', ')}) values (${columns.map(({ column, type }) => (column === 'tenant_id' ? "'acme'" : valueOf(type))).join(', ')})`;
  });
  await asSuperuser(source.address.host, `${dropChecks}; set session_replication_role = replica; ${inserts.join('; ')}`, source.address.database);
});
after(async () => { await database.destroy(); await source.stop(); });

const as = <T extends object>(tenants: readonly string[], sql: string, values: readonly unknown[] = []) => inTransaction(database, tenants, (transaction) => transaction.query<T>('', sql, values));
const count = async (tenants: readonly string[], table: string) => (await as<{ count: number }>(tenants, `select count(*)::int as count from ${table}`))[0]!.count;

test('of every table a connection sees the rows of its tenant alone, and none without one', async () => {
  assert.ok(['files', 'file_objects', 'file_links', 'file_texts', 'file_keys', 'message_files', 'voice_rules', 'voice_plays', 'messages'].every((table) => tables.includes(table)), tables.join(' '));
  for (const table of tables) assert.deepEqual([await count(['acme'], table), await count(['globex'], table), await count([], table), await count([''], table)], [1, 0, 0, 0], table);
});

test('of every table a connection of another tenant changes and deletes nothing, and writes nothing into that tenant', async () => {
  for (const table of tables) {
    for (const tenants of [['globex'], []]) {
      assert.deepEqual(await as(tenants, `update ${table} set tenant_id = tenant_id returning 1`), [], `update ${table}`);
      assert.deepEqual(await as(tenants, `delete from ${table} returning 1`), [], `delete from ${table}`);
      const [row] = await as<{ row: object }>(['acme'], `select to_jsonb(t) as row from ${table} t`);
      const insert = `insert into ${table} (${columnsOf.get(table)!}) overriding system value select ${columnsOf.get(table)!} from jsonb_populate_record(null::${table}, $1::jsonb)`;
      // what is there already must not be told from what is not: the policy refuses before any key does
      await assert.rejects(as(tenants, insert, [JSON.stringify(row!.row)]), { code: '42501' }, `insert into ${table}`);
    }
    assert.equal(await count(['acme'], table), 1, table);
  }
});

test('no row moves to another tenant', async () => {
  for (const table of tables) await assert.rejects(as(['acme'], `update ${table} set tenant_id = 'globex'`), { code: '42501' }, table);
});
