import { Id } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { channelsAsSeen } from './chat.channels.queries.ts';
import { placesPage } from './chat.records.queries.ts';

export const recordHandlers = {
  'chat.places': async (call, { record, subset, cursor, limit }) => {
    const listed = await placesPage(call, record, subset, fromCursor(cursor, 'number', Id), limit);
    const shown = listed.slice(0, limit), last = shown.at(-1);
    const items = await channelsAsSeen(call, shown.map(({ id }) => id));
    return { items, ...(listed.length > limit && last ? { next: toCursor([last.at, last.id]) } : {}) };
  },
} satisfies Partial<Handlers<'chat'>>;
