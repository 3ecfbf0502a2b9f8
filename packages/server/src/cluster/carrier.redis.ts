import { Redis } from 'ioredis';
import { ConfigError } from '../config.ts';
import type { OpenCarrier } from './carrier.ts';

/** So long texts are kept; who has missed more finds the gap by their numbers. */
const keptMs = 60_000;
const blockMs = 5000, againMs = 500, mostAtOnce = '1000';

/** Over a Redis stream of the database's own: a connection that was lost goes on where it was. */
export const redisCarrier = (url: string, database: string): OpenCarrier => async (listener) => {
  const stream = `corridor:${database}`;
  const settings = { lazyConnect: true, socketTimeout: blockMs + 3000, maxRetriesPerRequest: 1, connectTimeout: 5000, retryStrategy: (times: number) => Math.min(times * 100, 2000) };
  const writing = new Redis(url, settings), reading = new Redis(url, settings);
  let isClosed = false, at = '0-0';
  const fail = (error: unknown) => { if (!isClosed) listener.onError(error); };
  for (const redis of [writing, reading]) redis.on('error', fail);
  try {
    await Promise.all([writing.connect(), reading.connect()]);
    at = (await writing.xrevrange(stream, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0';
  } catch (error) {
    isClosed = true;
    writing.disconnect();
    reading.disconnect();
    throw new ConfigError(`REDIS_URL: no Redis lets this server in (${(error as Error).message}); check that it runs and may be reached from here, or leave REDIS_URL out: PostgreSQL alone carries what servers tell each other, too`);
  }

  async function read(): Promise<void> {
    while (!isClosed) {
      try {
        const answer = await reading.xread('COUNT', mostAtOnce, 'BLOCK', blockMs, 'STREAMS', stream, at);
        for (const [id, [, text = '']] of answer?.[0]?.[1] ?? []) { at = id; listener.onText(text); }
      } catch { await new Promise((resolve) => { setTimeout(resolve, isClosed ? 0 : againMs); }); }
    }
  }
  const ended = read();

  return {
    async send(texts) {
      const pipeline = writing.pipeline();
      for (const text of texts) pipeline.xadd(stream, 'MINID', '~', Date.now() - keptMs, '*', 'text', text);
      for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
    },
    async close() {
      isClosed = true;
      writing.disconnect();
      reading.disconnect();
      await ended;
    },
  };
};
