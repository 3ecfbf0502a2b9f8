import { matchesMetadata, type Metadata, MetadataFilter } from '@corridor/sdk/protocol';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { connect } from '../database.ts';
import { cloneDatabase } from '../testing/database.ts';

let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;
before(async () => { source = await cloneDatabase(); database = connect(source.address, 'app', 1); });
after(async () => { await database.destroy(); await source.stop(); });

// Few of each, so that they meet; with letters whose order in UTF-16 is not that of their code points, and what looks like a pattern or a name of its own.
const key = fc.constantFrom('a', 'b', 'A', 'ä', '*', 'a.b', 'toString', 'constructor');
const words = fc.array(fc.constantFrom('a', 'A', 'ä', 'a\u0308', ' ', '%', '_', '\\', '"', '\uffee', '😀', '1'), { maxLength: 3 }).map((letters) => letters.join(''));
const numbers = fc.oneof(fc.constantFrom(0, -0, 1, -1, 0.1, 1e21, 1e-7, 10_000, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER), fc.double({ noNaN: true, noDefaultInfinity: true }));
const value = fc.oneof(words, numbers, fc.boolean());
const metadata = fc.dictionary(key, value, { maxKeys: 4 });
const bounds = (bound: fc.Arbitrary<string | number>) => fc.record({ from: bound, to: bound, above: bound, below: bound }, { requiredKeys: [] }).filter((range) => Object.keys(range).length > 0);
const filter = fc.dictionary(key, fc.oneof(value, fc.constant(null), words.filter((word) => word !== '').map((prefix) => ({ prefix })), bounds(words), bounds(numbers)), { maxKeys: 3 });

test('what answers a filter in memory answers it in the database, and nothing else does', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.option(metadata), filter), { minLength: 200, maxLength: 200 }), async (pairs: [Metadata | null, MetadataFilter][]) => {
    for (const [, one] of pairs) MetadataFilter.parse(one);
    const { rows } = await database.raw<{ rows: { is: boolean }[] }>('select metadata_matches(nullif(m, jsonb_build_object()), f) as is from unnest(?::jsonb[], ?::jsonb[]) with ordinality as t (m, f, place) order by place',
      [pairs.map(([one]) => JSON.stringify(one ?? {})), pairs.map(([, one]) => JSON.stringify(one))]);
    rows.forEach(({ is }, at) => { assert.equal(is, matchesMetadata(...pairs[at]!), JSON.stringify(pairs[at])); });
  }), { numRuns: 25 });
});

test('a text that is between is so by its code points', () => {
  assert.deepEqual(['\uffee', '😀', 'Z', 'a'].map((text) => matchesMetadata({ text }, { text: { from: 'a', below: '😀' } })), [true, false, false, true]);
});

test('what the host says exactly of a few conversations among many is found without reading the others', async () => {
  const owner = connect(source.address, 'owner', 1);
  try {
    await owner.transaction(async (run) => {
      await run.raw('select set_config(\'app.tenants\', array[\'acme\']::text, true)');
      await run.raw('insert into tenants values (\'acme\')');
      await run.raw(`insert into channels (tenant_id, id, kind, visibility, record_type, record_id, last_seq, metadata)
        select 'acme', gen_random_uuid(), 'record', 'public', 'order', 'PO-' || n, 1, jsonb_build_object('status', case when n % 2000 = 0 then 'late' else 'open' end, 'amount', n) from generate_series(1, 20000) n`);
    });
    await owner.raw('vacuum channels');
  } finally { await owner.destroy(); }
  const { Plan } = await database.transaction(async (run) => {
    await run.raw('select set_config(\'app.tenants\', array[\'acme\']::text, true)');
    const found = 'select * from channels_with_metadata(\'acme\', \'order\', \'{"status":"late"}\')';
    await run.raw(found); // planned once
    return (await run.raw<{ rows: { 'QUERY PLAN': [{ Plan: Record<string, number> }] }[] }>(`explain (analyze, buffers, format json) ${found}`)).rows[0]!['QUERY PLAN'][0];
  });
  assert.equal(Plan['Actual Rows'], 10);
  assert.ok(Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']! < 200, JSON.stringify(Plan));
});
