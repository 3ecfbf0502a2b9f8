import { hash } from '@node-rs/argon2';
import type { Handlers } from '../../call.ts';
import { CallError } from '../../errors.ts';
import { seenFile } from '../files.access.ts';
import { noteActivity } from './activity.queries.ts';
import { insertLink, linkById, linksOf, revoke, toLink } from './links.queries.ts';
import { mintToken } from './links.token.ts';

const longestMs = 366 * 86_400_000, mostShown = 200;

export const linkHandlers = {
  'files.createLink': async (call, { fileId, expiresAt, password, mostDownloads }) => {
    const ends = new Date(expiresAt), left = ends.getTime() - Date.now();
    if (left <= 0 || left > longestMs) throw new CallError('invalid-input', 'expiresAt: must be in the future, and at most a year away');
    const kept = password === undefined ? null : await hash(password.normalize('NFC'));
    const { state } = await seenFile(call, fileId, 'owner');
    if (state === 'quarantined') throw new CallError('conflict', 'The file is in quarantine');
    const { token, hash: secret } = mintToken(call.session.tenant);
    const link = await insertLink(call, { fileId, hash: secret, password: kept, expiresAt: ends, mostDownloads: mostDownloads ?? null });
    await noteActivity(call, fileId, 'linked', { linkId: link.id, expiresAt });
    call.publish({ users: [call.session.user] }, 'files.changed', { fileId });
    return { ...toLink(link), url: call.files.urls.page(token) };
  },

  'files.links': async (call, { fileId }) => {
    await seenFile(call, fileId, 'owner');
    return { items: (await linksOf(call, fileId, mostShown)).map(toLink) };
  },

  'files.revokeLink': async (call, { linkId }) => {
    const link = await linkById(call, linkId);
    if (!link) throw new CallError('not-found', 'No such link');
    if (!call.can('files.manage')) await seenFile(call, link.file_id, 'owner').catch((error: unknown) => { throw error instanceof CallError ? new CallError('not-found', 'No such link') : error; });
    await revoke(call, linkId);
    if (!link.revoked_at) await noteActivity(call, link.file_id, 'link-revoked', { linkId });
    call.publish({ users: [link.created_by] }, 'files.changed', { fileId: link.file_id });
    return {};
  },
} satisfies Partial<Handlers<'files'>>;
