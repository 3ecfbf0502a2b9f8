import { toCorridorError } from '../core/errors.ts';
import { figureColumns, figureRow } from '../protocol/calls.figures.csv.ts';
import type { Transport } from '../transport/transport.ts';

const statusOf: Readonly<Record<string, number>> = { forbidden: 403, 'not-found': 404, 'invalid-input': 400 };

/** What the real server's REST answers for an export, made of its pages. */
export async function exportOver({ request }: Pick<Transport, 'request'>, path: string): Promise<Response> {
  if (path.startsWith('/call-figures.csv')) return figuresOver({ request }, new URL(path, 'https://host.invalid').searchParams);
  const [, kind, id = ''] = /^\/(channels|people)\/([^/]+)\/export(?:\?|$)/.exec(path) ?? [];
  const items: unknown[] = [];
  try {
    if (!kind) throw new TypeError(`The server in memory has nothing at ${path}`);
    const ask = (cursor: { cursor?: string }) => (kind === 'channels' ? request('transfer.exportChannel', { channelId: decodeURIComponent(id), ...cursor }) : request('transfer.exportPerson', { userId: decodeURIComponent(id), ...cursor }));
    for (let cursor: { cursor?: string } | undefined = {}; cursor;) {
      const page: Awaited<ReturnType<typeof ask>> = await ask(cursor);
      items.push(...page.items);
      cursor = page.next === undefined ? undefined : { cursor: page.next };
    }
    return Response.json({ items });
  } catch (thrown) {
    const { code, message } = toCorridorError(thrown);
    return Response.json({ error: { code, message } }, { status: statusOf[code] ?? 503 });
  }
}

const quoted = (cell: string | number): string => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));

async function figuresOver({ request }: Pick<Transport, 'request'>, asked: URLSearchParams): Promise<Response> {
  try {
    const { items, total } = await request('calls.figures', Object.fromEntries(asked) as never);
    const rows = [figureColumns, ...items.map(figureRow), ['total', ...figureRow(total).slice(1)]];
    return new Response(rows.map((row) => row.map(quoted).join(',')).join('\r\n'), { headers: { 'Content-Type': 'text/csv; charset=utf-8' } });
  } catch (thrown) {
    const { code, message } = toCorridorError(thrown);
    return Response.json({ error: { code, message } }, { status: statusOf[code] ?? 503 });
  }
}
