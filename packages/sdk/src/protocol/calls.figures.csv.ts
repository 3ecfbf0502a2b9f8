// Figures as rows of a table. No zod here: the server in memory shares it, and so may clients.
import type { CallFigures } from './calls.metrics.ts';

export const figureColumns = ['period', 'channelId', 'channel', 'kind', 'team', 'calls', 'answered', 'missed', 'declined', 'failed', 'talkSeconds', 'longestSeconds', 'averageSeconds', 'answeredRate', 'missedRate', 'score'] as const;

const rate = (part: number, whole: number): number => (whole > 0 ? Math.round((part / whole) * 1000) / 1000 : 0);

/** One row for each, in the order of `figureColumns`; rates from 0 to 1. */
export const figureRow = ({ period, channelId, title, kind, team, calls, answered, missed, declined, failed, talkSeconds, longestSeconds, score }: CallFigures): (string | number)[] => [
  period ?? '', channelId ?? '', title ?? '', kind ?? '', team ?? '', calls, answered, missed, declined, failed, talkSeconds, longestSeconds, answered > 0 ? Math.round(talkSeconds / answered) : 0, rate(answered, calls), rate(missed, calls), score === null ? '' : Math.round(score * 100) / 100,
];
