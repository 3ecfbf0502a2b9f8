import type Router from '@koa/router';
import { figureColumns, figureRow, mostFigures } from '@corridor/sdk/protocol';
import { stringify } from 'csv-stringify/sync';
import type { Dispatch } from '../dispatch.ts';
import { isApiKey, type Keys } from '../keys.ts';
import type { Tokens } from '../tokens.ts';

/** Adds the figures of calls as a table, asked for as `calls.figures` is; its last row has all together. */
export function mountFigures(router: Router, { dispatch, tokens, keys }: { dispatch: Dispatch; tokens: Pick<Tokens, 'open'>; keys: Keys }): void {
  router.get('/api/v1/call-figures.csv', async (context) => {
    const given = /^Bearer +(\S+)$/i.exec(context.get('authorization'))?.[1];
    const session = await (isApiKey(given) ? keys : tokens).open(given, context.ip);
    const { items, total } = await dispatch(session, 'calls.figures', { ...context.query, limit: mostFigures });
    context.state.operation = 'calls.figures';
    context.set('Cache-Control', 'no-store');
    context.attachment(`corridor-calls-${new Date().toISOString().slice(0, 10)}.csv`);
    context.set('Content-Type', 'text/csv; charset=utf-8');
    context.body = stringify([[...figureColumns], ...items.map(figureRow), ['total', ...figureRow(total).slice(1)]], { bom: true, escape_formulas: true, record_delimiter: 'windows' });
  });
}
