import { uuidv7 } from '../core/uuid.ts';
import type { FileLink } from '../protocol/files.links.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { levelOf, noteActivity, seenFile } from './files.ts';
import { room } from './hub.ts';

type Names = 'files.createLink' | 'files.links' | 'files.revokeLink';

const longestMs = 366 * 86_400_000;

const asNow = (call: Call, link: FileLink): FileLink => ({ ...link, state: link.state === 'revoked' ? 'revoked' : link.expiresAt <= call.now ? 'expired' : link.downloads >= (link.mostDownloads ?? Infinity) ? 'exhausted' : 'active' });

/** Links as they are kept; there is no page that they lead to. */
export const linkHandlers: Pick<Handlers<'files'>, Names> = {
  'files.createLink': (call, { fileId, expiresAt, password, mostDownloads = null }) => {
    const left = Date.parse(expiresAt) - Date.parse(call.now);
    if (left <= 0 || left > longestMs) refuse('invalid-input', 'expiresAt: must be in the future, and at most a year away');
    const { row } = seenFile(call, fileId, 'owner'), link: FileLink = { id: uuidv7(), fileId, state: 'active', createdBy: call.user, createdAt: call.now, expiresAt: new Date(expiresAt).toISOString(), hasPassword: password !== undefined, mostDownloads, downloads: 0 };
    row.links.unshift(link);
    noteActivity(call, fileId, 'linked', { linkId: link.id, expiresAt });
    call.publish(room.user(call.user), 'files.changed', { fileId });
    return { ...link, url: `/f/${uuidv7().replaceAll('-', '')}` };
  },

  'files.links': (call, { fileId }) => ({ items: seenFile(call, fileId, 'owner').row.links.slice(0, 200).map((link) => asNow(call, link)) }),

  'files.revokeLink': (call, { linkId }) => {
    const row = [...call.tenant.files.values()].find(({ links }) => links.some(({ id }) => id === linkId)), link = row?.links.find(({ id }) => id === linkId);
    if (!row || !link || (levelOf(call, row) !== 'owner' && !call.may('files.manage'))) return refuse('not-found', 'No such link');
    if (link.state !== 'revoked') noteActivity(call, link.fileId, 'link-revoked', { linkId });
    link.state = 'revoked';
    call.publish(room.user(link.createdBy), 'files.changed', { fileId: link.fileId });
    return {};
  },
};
