import type { Logger } from 'pino';
import { Webhook } from 'standardwebhooks';
import type { z } from 'zod';
import type { Session } from './call.ts';
import { CallError } from './errors.ts';
import { uuid7 } from './uuid.ts';

/** Who the host is asked for: a user as its tokens name them. */
export interface HostUser { readonly id: string; readonly name: string; readonly roles: readonly string[]; readonly groups: readonly string[] }

export const hostUser = ({ user, name, roles, groups }: Session): HostUser => ({ id: user, name, roles, groups });

/** What the host is asked: `type` says what of, the rest is the type's own. */
export interface HostQuestion { readonly type: string; readonly tenant: string; readonly user?: HostUser; readonly [key: string]: unknown }

export interface AskOptions {
  /** The same for the same request, however often it is sent (`webhook-id`): the host does a thing once. */
  id?: string;
  /** 10,000 unless said. */
  timeoutMs?: number;
}

/** The host's hook: the one way in which this server asks the host anything. */
export interface Host {
  /** Whether it wants to see messages before they are stored. */
  readonly isAskedBeforeSend?: boolean;
  /**
   * Asks, and parses the answer. Undefined where the host does not know such questions (204, 404, 501). `forbidden` and `conflict` in the host's
   * words where it refuses (403, 409 with `{ message }`); `unavailable` where it does not answer, not in time, or not what the type wants.
   * Call it between transactions (`call.commit()`), never within one.
   */
  ask<T>(question: HostQuestion, answer: z.ZodType<T>, options?: AskOptions): Promise<T | undefined>;
}

const patienceMs = 10_000, retryAfterMs = 2000;
const mostBytes = 256 * 1024;
/** A host that hangs must not pile up requests here. */
const mostAtOnce = 100;

const unavailable = (message: string, cause?: unknown) => new CallError('unavailable', message, { retryAfterMs }, { cause });

/** Asks by POST, JSON both ways, signed as Standard Webhooks 1.0 says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). */
export function createHost({ url, secret, isAskedBeforeSend = false }: { url: string | (() => string); secret: string; isAskedBeforeSend?: boolean }, log: Pick<Logger, 'warn'>): Host {
  const webhook = new Webhook(secret);
  let running = 0;

  async function post(question: HostQuestion, { id = uuid7(), timeoutMs = patienceMs }: AskOptions): Promise<{ status: number; text: string }> {
    const at = new Date(), body = JSON.stringify({ ...question, timestamp: at.toISOString() });
    const answer = await fetch(typeof url === 'string' ? url : url(), {
      method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json', accept: 'application/json', 'user-agent': 'Corridor',
        'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': webhook.sign(id, at, body),
      },
    });
    return { status: answer.status, text: await readText(answer) };
  }

  return {
    isAskedBeforeSend,
    async ask(question, schema, options = {}) {
      const warn = (why: object) => { log.warn({ type: question.type, ...why }, 'the host was asked in vain'); };
      if (running >= mostAtOnce) {
        warn({ running });
        throw unavailable('The host is asked too much at once; try again in a moment');
      }
      running++;
      let answer: Awaited<ReturnType<typeof post>>;
      try { answer = await post(question, options); }
      catch (error) {
        warn({ err: error });
        throw unavailable('The host does not answer now; try again in a moment', error);
      } finally { running--; }
      const { status, text } = answer;
      if ([204, 404, 501].includes(status)) return undefined;
      if (status === 403 || status === 409) throw new CallError(status === 403 ? 'forbidden' : 'conflict', wordsOf(text) ?? (status === 403 ? 'The host does not allow it' : 'The host says that it is no longer so'));
      if (status < 200 || status > 299) {
        warn({ status });
        throw unavailable('The host cannot do it now; try again in a moment');
      }
      const parsed = schema.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data;
      warn({ status, problems: parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`) });
      throw unavailable('The host answered something else than was asked; tell whoever runs it');
    },
  };
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error(`The answer is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function jsonOf(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** What the host says of its refusal, for its own people to read. */
function wordsOf(text: string): string | undefined {
  const { message } = (jsonOf(text) ?? {}) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? message.slice(0, 500).toWellFormed() : undefined;
}
