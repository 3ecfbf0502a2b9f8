import type { CallFigures, CallLink, ParticipantQuality, QualityPoint } from '../protocol/calls.metrics.ts';
import { isPresent } from '../protocol/calls.states.ts';
import type { Parsed } from '../protocol/contract.ts';
import type { Call, Handlers } from './call.ts';
import { refuse } from './call.ts';
import { isInside } from '../protocol/calls.hosts.rules.ts';
import { type CallRow, entriesOf, infoOf, legsOf, noCall, seenCall, sees } from './calls.ts';
import { canSee, visibleChannel } from './channels.ts';

type Measured = Parsed<'calls.measure'>;

const average = (all: readonly (number | null | undefined)[]): number | null => { const known = all.filter((one) => one !== null && one !== undefined); return known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : null; };
const most = <T>(all: readonly T[]): T | undefined => [...new Set(all)].sort().map((one) => [one, all.filter((other) => other === one).length] as const).sort(([, a], [, b]) => b - a)[0]?.[0];
const worst = (links: readonly CallLink[], of: (link: CallLink) => number | undefined): number => Math.max(0, ...links.flatMap((link) => of(link) ?? []));

const pointOf = (at: string, { score, links }: Measured): QualityPoint => ({
  at, score: score ?? null, roundTripMs: links.some(({ roundTripMs }) => roundTripMs !== undefined) ? Math.round(worst(links, (link) => link.roundTripMs)) : null, jitterMs: Math.round(worst(links, (link) => link.jitterMs)), lost: worst(links, (link) => link.lost),
  sent: links.reduce((sum, { sent }) => sum + sent, 0), received: links.reduce((sum, { received }) => sum + received, 0), frames: worst(links, (link) => link.frames), height: worst(links, (link) => link.height),
});

const measuresOf = (call: Call, row: CallRow, userId: string): [string, Measured][] =>
  legsOf(row).filter((leg) => leg.userId === userId).flatMap(({ id }) => [...call.tenant.measures.get(id) ?? []]).sort(([one], [other]) => (one < other ? -1 : 1));

function qualityOf(call: Call, row: CallRow): ParticipantQuality[] {
  return [...new Set(legsOf(row).map(({ userId }) => userId))].sort().flatMap((userId) => {
    const measured = measuresOf(call, row, userId);
    if (measured.length === 0) return [];
    const because = measured.flatMap(([, one]) => one.because ?? []);
    return [{ userId, score: average(measured.map(([, one]) => one.score)), level: most(measured.map(([, one]) => one.level))!, because: most(because) ?? null, points: measured.slice(-120).map(([at, one]) => pointOf(at, one)) }];
  });
}

/** The first day of the period, in the time zone. */
function periodOf(at: string, period: 'day' | 'week' | 'month', timeZone: string): string {
  const day = new Date(`${new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(at))}T00:00:00Z`);
  if (period === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  if (period === 'month') day.setUTCDate(1);
  return day.toISOString().slice(0, 10);
}

export const metricsHandlers: Pick<Handlers<'calls'>, 'calls.measure' | 'calls.quality' | 'calls.figures'> = {
  'calls.measure': (call, measured) => {
    const { participantId } = measured, { tenant } = call, isMine = [...tenant.calls.values()].some(({ state }) => state.legs.some((leg) => leg.id === participantId && leg.userId === call.user && isPresent(leg)));
    if (!isMine) refuse('not-found', 'You are nobody of that id in a call now');
    const at = new Date(Math.floor(Date.parse(call.now) / 10_000) * 10_000).toISOString();
    tenant.measures.set(participantId, (tenant.measures.get(participantId) ?? new Map<string, Measured>()).set(at, measured));
    return {};
  },
  'calls.quality': (call, { callId }) => {
    const row = seenCall(call, callId);
    return isInside(infoOf(row).participants, call.user) || sees(call, row.channelId) ? { items: qualityOf(call, row) } : noCall();
  },

  'calls.figures': (call, { by, period, timeZone, channelId, userId, kind, team, from, to, limit }) => {
    const teamsOf = ({ state }: CallRow) => call.tenant.groupsOf(state.startedBy);
    if ((userId !== call.user || by === 'team' || team !== undefined) && !call.may('calls.figures')) refuse('forbidden', 'This needs the permission calls.figures; an administrator can grant it', { permission: 'calls.figures' });
    if (channelId !== undefined && !call.may('calls.figures')) visibleChannel(call, channelId);
    const rows = [...call.tenant.calls.values()].filter((row) => { const { state, channelId: at, startedAt } = row; return state.endedAt !== null && (channelId === undefined || at === channelId) && (kind === undefined || state.kind === kind) && (team === undefined || call.tenant.groupsOf(state.startedBy).includes(team))
      && (from === undefined || startedAt >= from) && (to === undefined || startedAt < to) && (userId === undefined || entriesOf(row).some((leg) => leg.userId === userId)); });
    const sum = (some: readonly CallRow[]): CallFigures => {
      const all = some.map((row) => {
        const { state } = row, hasMet = legsOf(row).some((leg) => leg.userId !== state.startedBy && leg.joinedAt !== null), own = entriesOf(row).filter((leg) => leg.userId === userId), isStarter = state.startedBy === userId;
        const isAnswered = userId === undefined || isStarter ? hasMet : own.some(({ joinedAt }) => joinedAt !== null), wasDeclined = userId === undefined || isStarter ? state.reason === 'declined' : own.some((leg) => leg.state === 'declined') && !isAnswered;
        const legs = userId === undefined ? [{ joinedAt: state.activeAt, leftAt: state.endedAt }] : own;
        const talk = legs.reduce((ms, { joinedAt, leftAt }) => ms + (joinedAt === null || state.activeAt === null ? 0 : Math.max(0, (leftAt ?? 0) - Math.max(joinedAt, state.activeAt))), 0);
        const isMissed = userId === undefined ? state.status === 'missed' : !isAnswered && !wasDeclined && state.reason !== 'declined';
        return { isAnswered, isMissed, wasDeclined, isFailed: isAnswered && state.reason === 'error', seconds: isAnswered ? Math.round(talk / 1000) : 0, score: average([...new Set(legsOf(row).map((leg) => leg.userId))].filter((id) => userId === undefined || id === userId).map((id) => average(measuresOf(call, row, id).map(([, one]) => one.score)))) };
      });
      const count = (is: (one: (typeof all)[number]) => boolean) => all.filter(is).length;
      return {
        calls: all.length, answered: count((one) => one.isAnswered), missed: count((one) => one.isMissed), declined: count((one) => one.wasDeclined), failed: count((one) => one.isFailed),
        talkSeconds: all.reduce((total, { seconds }) => total + seconds, 0), longestSeconds: Math.max(0, ...all.map(({ seconds }) => seconds)), score: average(all.map(({ score }) => score)),
      };
    };
    const keysOf = (row: CallRow): string[] => (by === 'period' ? [periodOf(row.startedAt, period, timeZone)] : by === 'channel' ? [row.channelId] : by === 'kind' ? [row.state.kind] : teamsOf(row).length > 0 ? [...teamsOf(row)] : ['']);
    const named = (key: string) => { const channel = call.tenant.channels.get(key); return channel && canSee(call, channel) ? channel.name ?? channel.record?.title ?? null : null; };
    const items = [...new Set(rows.flatMap(keysOf))].map((key) => ({ key, figures: sum(rows.filter((row) => keysOf(row).includes(key))) }))
      .sort((a, b) => (by === 'period' ? (a.key < b.key ? 1 : -1) : b.figures.calls - a.figures.calls || ((a.key || '\uffff') < (b.key || '\uffff') ? -1 : 1))).slice(0, limit)
      .map(({ key, figures }) => ({ ...(by === 'period' && { period: key }), ...(by === 'channel' && { channelId: key, title: named(key) }), ...(by === 'kind' && { kind: key as 'audio' | 'video' }), ...(by === 'team' && { team: key || null }), ...figures }));
    return { items: by === 'period' ? items.reverse() : items, total: sum(rows) };
  },
};
