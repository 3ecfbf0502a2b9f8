import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { connect } from './database.ts';
import { openEmbedded } from './embedded-database.ts';

test('starts the database again when it dies under a server, which goes on with what was written', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-embedded-'));
  fs.chmodSync(folder, 0o711);
  const postmaster = () => Number(fs.readFileSync(path.join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  const source = await openEmbedded(folder, pino({ level: 'silent' }));
  const database = connect(source.address, 'app', 2);
  try {
    const insert = (id: string) => database.transaction(async (trx) => {
      await trx.raw("select set_config('app.tenants', '{acme}', true)");
      await trx('tenants').insert({ tenant_id: id });
    });
    const read = () => database.transaction(async (trx) => {
      await trx.raw("select set_config('app.tenants', '{acme}', true)");
      return trx('tenants').pluck<string[]>('tenant_id');
    });
    await insert('acme');
    for (let times = 0; times < 2; times++) {
      const pid = postmaster();
      process.kill(pid, 'SIGKILL');
      for (;;) {
        try {
          assert.deepEqual(await read(), ['acme']);
          if (postmaster() !== pid) break;
        } catch (error) { if (error instanceof assert.AssertionError) throw error; }
        await delay(20);
      }
    }
  } finally {
    await database.destroy();
    await source.stop?.();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
