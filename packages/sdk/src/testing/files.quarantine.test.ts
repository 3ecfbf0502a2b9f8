import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCorridor } from '../corridor.ts';
import { createMemoryServer } from './index.ts';

test('what is called eicar is in quarantine in memory, too: nobody gets it until an administrator releases it', async () => {
  const server = createMemoryServer(), root = { id: 'root', roles: ['admin'] };
  const ada = createCorridor({ transport: server.transport('ada'), storage: 'memory' });
  await ada.connect();
  try {
    const { id: fileId } = await (await ada.files.upload(new File(['harm'], 'eicar.txt', { type: 'text/plain' }))).done, wanted = { items: [{ fileId, as: 'original' as const }] };
    const { items } = await ada.files.quarantined({ mine: true });
    assert.deepEqual(items.map((item) => [item.fileId, item.name, item.version, item.userId, item.refusal]), [[fileId, 'eicar.txt', 1, 'ada', 'The virus scanner found Eicar in it']]);
    assert.deepEqual((await ada.files.urls(wanted)).items, []);
    await assert.rejects(ada.files.release({ fileId, version: 1 }), { code: 'forbidden' });
    await server.request(root, 'files.release', { fileId, version: 1 });
    const { state, refusal } = await ada.files.file({ fileId });
    assert.deepEqual([state, refusal, (await ada.files.urls(wanted)).items.length], ['ready', undefined, 1]);
    assert.deepEqual((await server.request(root, 'files.quarantined', {})).items, []);
  } finally { ada.close(); }
});
