import type { CallFigures } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { noCall } from './calls.change.ts';
import { asSeen, mustSee } from './calls.seen.ts';
import { callById } from './calls.queries.ts';
import { toCallInfo } from './calls.rows.ts';
import { type FigureRow, figures, keepMeasure, qualityOf } from './metrics.queries.ts';

export const metricsHandlers: Pick<Handlers<'calls'>, 'calls.measure' | 'calls.quality' | 'calls.figures'> = {
  'calls.measure': async (call, measured) => {
    if (!await keepMeasure(call, measured)) throw new CallError('not-found', 'You are nobody of that id in a call now');
    return {};
  },

  'calls.quality': async (call, { callId }) => {
    const row = await mustSee(call, await callById(call, callId)), view = await asSeen(call, toCallInfo(row));
    if (view.participants.length < row.participants.length) throw noCall(); // who waits is told of nobody inside
    return { items: await qualityOf(call, callId) };
  },

  'calls.figures': async (call, wanted) => {
    const isOfTeams = wanted.by === 'team' || wanted.team !== undefined; // who is in which is for those who see all
    if ((wanted.userId !== call.session.user || isOfTeams) && !call.can('calls.figures')) throw needs('calls.figures');
    if (wanted.channelId !== undefined && !call.can('calls.figures')) await call.chat.seenChannel(call, wanted.channelId);
    const rows = await figures(call, wanted), [total] = rows.splice(0, 1), { by } = wanted;
    const titles = new Map(by === 'channel' ? (await call.chat.channelsSeen(call, rows.map(({ key }) => key!))).map(({ id, name, record }) => [id, name ?? record?.title ?? null]) : []);
    const shown = ({ key, ...rest }: FigureRow): CallFigures => ({
      ...(by === 'period' && { period: key! }), ...(by === 'channel' && { channelId: key!, title: titles.get(key!) ?? null }), ...(by === 'kind' && { kind: key as 'audio' | 'video' }), ...(by === 'team' && { team: key }), ...rest,
    });
    const { key: _, ...all } = total!;
    return { items: (by === 'period' ? rows.reverse() : rows).map(shown), total: all };
  },
};
