import { memoryDriver, scenarios, transcribe, type Driver } from '@corridor/sdk/testing';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestWorld, type TestWorld } from './world.testing.ts';

let world: TestWorld;
before(async () => { world = await startTestWorld(); });
after(() => world.close());

/** Each scenario has tenants of its own, so that it begins with nobody there. */
let count = 0;
function realDriver(): Driver {
  const own = ++count;
  return {
    connect: (user, { tenant, name, roles }) => world.connect(user, { tenant: `${tenant} ${own}`, name, roles: [...roles] }),
  };
}

for (const scenario of scenarios) {
  test(`as in memory: ${scenario.name}`, async () => {
    const [real, inMemory] = [await transcribe(realDriver(), scenario), await transcribe(memoryDriver(), scenario)];
    assert.deepEqual(JSON.parse(JSON.stringify(real).replaceAll(/("(?:norvik|elsewhere)) \d+"/g, '$1"')), inMemory);
  });
}
