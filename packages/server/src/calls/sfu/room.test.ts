import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallInfo } from '@corridor/sdk/protocol';
import type { Node } from './nodes.ts';
import { Room } from './room.ts';

test('a call that ends while its room is made leaves none: it is destroyed once it is there', async () => {
  const asked: string[] = [];
  let made: () => void = () => undefined;
  const ask = async ({ request }: { request: string }) => {
    asked.push(request);
    if (request === 'create') await new Promise<void>((resolve) => { made = resolve; });
    asked.push(`${request}: done`);
    return { answer: {}, jsep: undefined };
  };
  const now = { session: {}, control: { ask }, newId: () => 7 } as unknown as NonNullable<Node['now']>, node: Node = { url: 'ws://janus', now, calls: 0 };
  const room = new Room({ epoch: 1 } as CallInfo, now, undefined, { node, recordings: undefined, tell: () => undefined, repeatMs: 1000 }), closed = room.close(true);
  await new Promise(setImmediate);
  made();
  await closed;
  assert.deepEqual(asked, ['create', 'create: done', 'destroy', 'destroy: done']);
});
