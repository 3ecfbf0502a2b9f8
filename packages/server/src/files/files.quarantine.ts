import { Id } from '@corridor/sdk/protocol';
import { audit } from '../audit.ts';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { tellFile } from './files.attach.ts';
import { readAgain } from './files.made.queries.ts';
import { type InQuarantine, lockQuarantined, quarantinedPage, releaseVersion, removeVersion, toQuarantined } from './files.quarantine.queries.ts';

async function quarantined(call: Call, fileId: string, version: number): Promise<InQuarantine> {
  const found = await lockQuarantined(call, fileId, version);
  if (!found) throw new CallError('not-found', 'No such file in quarantine');
  return found;
}

export const quarantineHandlers: Pick<Handlers<'files'>, 'files.quarantined' | 'files.release' | 'files.purge'> = {
  'files.quarantined': async (call, { mine, cursor, limit }) => {
    if (!mine && !call.can('files.manage')) throw needs('files.manage');
    return toPage(await quarantinedPage(call, mine ? call.session.user : undefined, fromCursor(cursor, 'number', Id), limit), limit, ({ at, file_id: id }) => [at, id], toQuarantined);
  },

  'files.release': async (call, { fileId, version }) => {
    const { name, made_by: userId, refusal } = await quarantined(call, fileId, version);
    await releaseVersion(call, fileId, version);
    await audit(call, 'files.release', { fileId, version, name, userId, refusal });
    await call.files.jobs.add(call, 'files.process', { tenant: call.session.tenant, fileId, version });
    await tellFile(call, fileId);
    return {};
  },

  'files.purge': async (call, { fileId, version }) => {
    const { name, made_by: userId, refusal, object } = await quarantined(call, fileId, version), { tenant } = call.session, { objects } = call.files;
    const { gone, current } = await removeVersion(call, fileId, version, object.id);
    if (current !== undefined) await readAgain(call, fileId, current);
    await audit(call, 'files.purge', { fileId, version, name, userId, refusal });
    await tellFile(call, fileId);
    call.afterCommit(() => { for (const one of gone) objects.delete(tenant, one).catch(() => undefined); }); // what stays is an orphan, which is cleaned up
    return {};
  },
};
