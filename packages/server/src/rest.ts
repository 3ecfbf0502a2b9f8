import { bodyParser } from '@koa/bodyparser';
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { operations, type OperationName, type OperationSpec } from '@corridor/sdk/protocol';
import { z } from 'zod';
import type { Dispatch } from './dispatch.ts';
import { HttpError } from './http-error.ts';
import { isApiKey, type Keys } from './keys.ts';
import type { Tokens } from './tokens.ts';

type Parse = (context: RouterContext, next: () => Promise<void>) => Promise<void>;
/** Unpacks a body into `rawBody`, a character a byte: decoded by the parser, what is not UTF-8 would be put right without a word. */
const readBytes = bodyParser({ enableTypes: ['text'], extendTypes: { text: ['application/json'] }, textLimit: '1mb', encoding: 'binary' }) as unknown as Parse; // typed for another release of Koa's types
const utf8 = new TextDecoder('utf-8', { fatal: true });

type Json = Record<string, unknown>;

/** Adds a route below `/api/v1` for every operation that has one. Knows no feature. */
export function mountRest(router: Router, { dispatch, tokens, keys }: { dispatch: Dispatch; tokens: Pick<Tokens, 'open'>; keys: Keys }): void {
  for (const [name, operation] of Object.entries<OperationSpec>(operations)) {
    if (!operation.http) continue;
    const [method, path] = operation.http.split(' ') as [string, string];
    const hasBody = method !== 'GET' && method !== 'DELETE';
    const readQuery = queryReader(operation.input);
    router.register(`/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, [method], async (context) => {
      context.state.operation = name;
      const given = /^Bearer +(\S+)$/i.exec(context.get('authorization'))?.[1];
      const session = await (isApiKey(given) ? keys : tokens).open(given, context.ip);
      const input = hasBody ? await bodyOf(context) : readQuery(context.query);
      context.set('Cache-Control', 'no-store');
      context.body = await dispatch(session, name as OperationName, { ...input, ...context.params });
    });
  }
}

/** The body's JSON object; nothing at all counts as an empty one. */
async function bodyOf(context: RouterContext): Promise<Json> {
  if (context.request.length === 0) return {};
  if (context.is('application/json') === false) throw new HttpError(415, 'invalid-input', 'The body must be application/json');
  if (!/^(utf-?8|us-ascii|)$/i.test(context.request.charset)) throw new HttpError(415, 'invalid-input', 'The body must be written in UTF-8');
  await readBytes(context, async () => undefined);
  const { rawBody } = context.request as { rawBody?: string };
  return rawBody ? objectOf(Buffer.from(rawBody, 'binary')) : {};
}

function objectOf(bytes: Buffer): Json {
  let text: string, body: unknown;
  try { text = utf8.decode(bytes); } catch { throw new HttpError(400, 'invalid-input', 'The body is not valid UTF-8'); }
  try { body = JSON.parse(text, refusePrototype); } catch { throw new HttpError(400, 'invalid-input', 'The body is not valid JSON'); }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new HttpError(400, 'invalid-input', 'The body must be a JSON object');
  return body as Json;
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError(key);
  return value;
}

type Reader = (value: string) => unknown;

const readers: Record<string, Reader> = {
  integer: (value) => (/^-?\d{1,15}$/.test(value) ? Number(value) : value),
  number: (value) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value),
  object: (value) => { try { return JSON.parse(value, refusePrototype) as unknown; } catch { return value; } },
  boolean: (value) => (value === 'true' ? true : value === 'false' ? false : value),
};

/** Query strings are text: makes of it what the operation's schema wants. What fits none stays text, and the schema refuses it. */
export function queryReader(input: z.ZodObject): (query: NodeJS.Dict<string | string[]>) => Json {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  const types = new Map(Object.entries(properties).flatMap(([key, schema]) => (typeof schema === 'object' ? [[key, schema]] as const : [])));
  const readerOf = (type: unknown): Reader => readers[String(type)] ?? String;
  return (query) => Object.fromEntries(Object.entries(query).map(([key, value]) => {
    const schema = types.get(key);
    if (schema?.type === 'array') {
      const item = readerOf(typeof schema.items === 'object' && !Array.isArray(schema.items) ? schema.items.type : undefined);
      return [key, [value ?? []].flat().map(item)];
    }
    return [key, typeof value === 'string' ? readerOf(schema?.type)(value) : value];
  }));
}
