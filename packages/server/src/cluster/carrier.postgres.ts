import pg from 'pg';
import { connectionOf, type DatabaseAddress } from '../database.ts';
import type { OpenCarrier } from './carrier.ts';

const channel = 'corridor';
const againMs = 500;
/** PostgreSQL takes less than 8,000 bytes in one notification. */
const mostBytes = 7600;

/** Over the database alone: NOTIFY in statements of its own, for one that is part of a transaction holds up every other commit. */
export const postgresCarrier = (address: DatabaseAddress): OpenCarrier => async (listener) => {
  let client: pg.Client | undefined, timer: NodeJS.Timeout | undefined, isClosed = false;
  const gathered = new Map<string, string[]>();

  async function open(): Promise<void> {
    const opened = new pg.Client({ ...connectionOf(address, 'app'), keepAlive: true, query_timeout: 10_000 });
    opened.on('error', (error) => { lose(opened, error); });
    opened.on('end', () => { lose(opened, undefined); });
    opened.on('notification', ({ payload = '' }) => { hear(payload); });
    try {
      await opened.connect();
      await opened.query(`listen ${channel}`);
    } catch (error) { await opened.end().catch(() => undefined); throw error; }
    if (isClosed) { await opened.end(); return; }
    client = opened;
  }

  function lose(lost: pg.Client, error: unknown): void {
    if (client !== lost) return;
    client = undefined;
    if (isClosed) return;
    if (error !== undefined) listener.onError(error);
    again();
  }

  function again(): void {
    timer = setTimeout(() => {
      open().then(() => { if (client) { gathered.clear(); listener.onMissed(); } }, () => { if (!isClosed) again(); });
    }, againMs);
  }

  /** A part: who sends it, of which text, which part of how many, and what. */
  function hear(payload: string): void {
    const end = payload.indexOf('\n'), [key = '', part = '', of = ''] = payload.slice(0, end).split(' '), text = payload.slice(end + 1);
    if (of === '1') { listener.onText(text); return; }
    const parts = gathered.get(key) ?? [];
    parts[Number(part)] = text;
    gathered.set(key, parts);
    if (Number(part) !== Number(of) - 1) return;
    gathered.delete(key);
    if (parts.length === Number(of) && !parts.includes(undefined as never)) listener.onText(parts.join(''));
  }

  await open();
  const me = crypto.randomUUID().slice(0, 8);
  let sent = 0;
  return {
    async send(texts) {
      if (!client) throw new Error('The connection that notifies other servers is away');
      const payloads = texts.flatMap((text) => {
        const key = `${me}${(sent++).toString(36)}`, parts = partsOf(text);
        return parts.map((part, i) => `${key} ${i} ${parts.length}\n${part}`);
      });
      const asked = client;
      await asked.query({ name: 'notify-servers', text: 'select pg_notify($1, payload) from unnest($2::text[]) with ordinality as t (payload, n) order by n', values: [channel, payloads] }).catch((error: unknown) => {
        lose(asked, error);
        void asked.end().catch(() => undefined);
        throw error;
      });
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const ending = client;
      client = undefined;
      await ending?.end();
    },
  };
};

/** Cut between characters. */
function partsOf(text: string): string[] {
  const bytes = Buffer.from(text), parts: string[] = [];
  if (bytes.length <= mostBytes) return [text];
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(bytes.length, from + mostBytes);
    while (to < bytes.length && (bytes[to]! & 0xc0) === 0x80) to--;
    parts.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return parts;
}
