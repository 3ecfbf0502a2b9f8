import type { FileFigures } from '../protocol/files.activity.ts';
import type { Call, Handlers } from './call.ts';
import { type FileRow, seenFile } from './files.ts';
import { latestFirst, pageOf } from './page.ts';

type Names = 'files.activity' | 'files.downloads' | 'files.figures';
type Counted = Pick<FileFigures, 'uploads' | 'downloads' | 'shares' | 'files' | 'bytes'>;

const dayMs = 86_400_000, mostPeople = 50;

function figuresOf({ tenant }: Call, from: string, to: string): FileFigures {
  const isIn = (at: string) => at >= from && at < to, none = (): Counted => ({ uploads: 0, downloads: 0, shares: 0, files: 0, bytes: 0 });
  const total = none(), kinds = new Map<FileFigures['kinds'][number]['kind'], Counted>(), people = new Map<string, Counted>();
  const add = ({ file }: FileRow, userId: string, what: Partial<Counted>) => {
    if (!kinds.has(file.kind)) kinds.set(file.kind, none());
    if (!people.has(userId)) people.set(userId, none());
    for (const counted of [total, kinds.get(file.kind)!, people.get(userId)!]) for (const [key, value] of Object.entries(what)) counted[key as keyof Counted] += value;
  };
  for (const row of tenant.files.values()) {
    for (const { madeBy, madeAt, restoredFrom, bytes } of row.versions) {
      if (restoredFrom !== undefined) continue;
      add(row, row.file.ownerId, { bytes });
      if (isIn(madeAt)) add(row, madeBy, { uploads: 1 });
    }
    for (const { userId, at } of row.downloads) if (userId !== null && isIn(at)) add(row, userId, { downloads: 1 });
    for (const { what, userId, at } of row.activity) if (isIn(at) && ['shared', 'linked', 'attached'].includes(what)) add(row, userId, { shares: 1 });
    if (!row.isDeleted) add(row, row.file.ownerId, { files: 1 });
  }
  return {
    ...total, mostBytes: null, kinds: [...kinds].map(([kind, counted]) => ({ kind, ...counted })).sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    people: [...people].map(([userId, counted]) => ({ userId, ...counted })).sort((a, b) => b.bytes - a.bytes || (a.userId < b.userId ? -1 : 1)).slice(0, mostPeople),
  };
}

export const activityHandlers: Pick<Handlers<'files'>, Names> = {
  'files.activity': (call, { fileId, cursor, limit }) => pageOf(seenFile(call, fileId, 'edit').row.activity, ({ at, id }) => latestFirst(at, id), { cursor, limit }),
  'files.downloads': (call, { fileId, cursor, limit }) => pageOf(seenFile(call, fileId, 'owner').row.downloads, ({ at, id }) => latestFirst(at, id), { cursor, limit }),
  'files.figures': (call, { from, to = call.now }) => figuresOf(call, from ?? new Date(Date.parse(to) - 30 * dayMs).toISOString(), to),
};
