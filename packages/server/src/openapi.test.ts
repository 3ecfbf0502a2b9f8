import { type ErrorCode, operations, type OperationSpec } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openapi } from './openapi.ts';

interface Parameter { name: string; in: string; required?: boolean; schema?: unknown; content?: Record<string, { schema: unknown }> }
interface Described {
  operationId: string; summary: string; tags: string[]; parameters?: Parameter[];
  requestBody?: { required: boolean; content: { 'application/json': { schema: { properties: Record<string, unknown> }; example?: unknown } } };
  responses: Record<string, { description: string; headers?: object; content: { 'application/json': { schema: unknown } } }>;
}
const document = JSON.parse(JSON.stringify(openapi())) as { openapi: string; paths: Record<string, Record<string, Described>>; components: { schemas: Record<string, unknown> } };
const all = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({ path, method, ...one })));
const described = all.filter(({ tags }) => tags[0] !== 'transfer');
const withRoute = Object.entries<OperationSpec>(operations).filter(([, { http }]) => http);

test('is OpenAPI 3.1 and holds each operation with a route once', () => {
  assert.match(document.openapi, /^3\.1\./);
  assert.deepEqual(described.map(({ method, path, operationId }) => [operationId, `${method.toUpperCase()} ${path}`]).sort(), withRoute.map(([name, { http }]) => [name, http]).sort());
});

test('declares each part of a path as a parameter that is required, and the rest as query or body', () => {
  for (const { path, method, operationId, parameters = [], requestBody } of described) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    assert.deepEqual(parameters.filter((one) => one.in === 'path').map(({ name, required }) => [name, required]).sort(), inPath.map((name) => [name, true]).sort(), operationId);
    const others = Object.keys((operations as Record<string, OperationSpec>)[operationId]!.input.shape).filter((key) => !inPath.includes(key)).sort();
    const told = method === 'get' || method === 'delete' ? parameters.filter((one) => one.in === 'query').map(({ name }) => name) : Object.keys(requestBody?.content['application/json'].schema.properties ?? {});
    assert.deepEqual(told.sort(), others, operationId);
  }
});

test('says that an object in an address is JSON', () => {
  const objects = all.flatMap(({ operationId, parameters = [] }) => parameters.filter(({ schema, content }) => !schema && content?.['application/json']).map(({ name }) => `${operationId} ${name}`));
  assert.deepEqual(objects, ['chat.channels metadata', 'chat.threads metadata', 'search.find metadata']);
});

test('gives every operation its own error codes, and says when to come back', () => {
  for (const { operationId, responses } of described) {
    const told = Object.values(responses).flatMap(({ description }) => [...description.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code));
    const own: readonly ErrorCode[] = (operations as Record<string, OperationSpec>)[operationId]!.errors ?? [];
    for (const code of ['invalid-input', 'unauthenticated', 'rate-limited', ...own]) assert.ok(told.includes(code), `${operationId} ${code}`);
    for (const status of ['429', '503']) assert.ok(responses[status]?.headers && 'Retry-After' in responses[status].headers, `${operationId} ${status}`);
  }
});

test('says of what has a body, and of nothing else, that it may be too large or of another kind', () => {
  for (const { operationId, method, responses } of described) {
    const expected = method === 'get' || method === 'delete' ? [] : ['413', '415'];
    assert.deepEqual(Object.keys(responses).filter((status) => status === '413' || status === '415'), expected, operationId);
  }
});

test('holds the exports as files in three formats', () => {
  assert.deepEqual(all.filter((one) => !described.includes(one)).map(({ method, path, operationId, responses, parameters = [] }) => [method, path, operationId, Object.keys(responses['200']!.content), parameters.map(({ name }) => name).sort()]), [
    ['get', '/channels/{channelId}/export', 'transfer.exportChannel', ['application/json', 'text/csv', 'text/html'], ['channelId', 'format']],
    ['get', '/people/{userId}/export', 'transfer.exportPerson', ['application/json', 'text/csv', 'text/html'], ['format', 'userId']],
  ]);
});

test('refers only to what it holds', () => {
  const referred = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
  assert.ok(referred.length > 0);
  for (const name of referred) assert.ok(name in document.components.schemas, name);
});

test('shows examples that the operation takes', () => {
  const examples = described.flatMap(({ operationId, requestBody }) => (requestBody?.content['application/json'].example === undefined ? [] : [[operationId, requestBody.content['application/json'].example] as const]));
  assert.ok(examples.length > 0);
  const uuid = '00000000-0000-7000-8000-000000000000';
  for (const [name, example] of examples) {
    const parsed = (operations as Record<string, OperationSpec>)[name]!.input.safeParse({ channelId: uuid, messageId: uuid, userId: 'ben', ...(example as object) });
    assert.ok(parsed.success, `${name}: ${parsed.error?.message}`);
  }
});
