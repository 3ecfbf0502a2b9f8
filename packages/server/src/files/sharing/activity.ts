import { Id } from '@corridor/sdk/protocol';
import type { Handlers } from '../../call.ts';
import { fromCursor, toPage } from '../../cursor.ts';
import { seenFile } from '../files.access.ts';
import { activityOf, downloadsOf, figuresOf, toActivity, toDownload } from './activity.queries.ts';

const dayMs = 86_400_000, mostPeople = 50;

export const activityHandlers = {
  'files.activity': async (call, { fileId, cursor, limit }) => {
    await seenFile(call, fileId, 'edit');
    return toPage(await activityOf(call, fileId, fromCursor(cursor, 'number', Id), limit), limit, ({ place, id }) => [place, id], toActivity);
  },

  'files.downloads': async (call, { fileId, cursor, limit }) => {
    await seenFile(call, fileId, 'owner');
    return toPage(await downloadsOf(call, fileId, fromCursor(cursor, 'number', Id), limit), limit, ({ place, id }) => [place, id], toDownload);
  },

  'files.figures': async (call, { from, to }) => {
    const end = to === undefined ? new Date() : new Date(to), begin = from === undefined ? new Date(Math.max(end.getTime() - 30 * dayMs, Date.UTC(1))) : new Date(from);
    return { ...await figuresOf(call, begin, end, mostPeople), mostBytes: call.files.limits.tenantBytes || null };
  },
} satisfies Partial<Handlers<'files'>>;
