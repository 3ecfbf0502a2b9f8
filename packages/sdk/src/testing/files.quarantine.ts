import type { QuarantinedFile } from '../protocol/files.quarantine.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { type FileRow, tellFile } from './files.ts';
import { latestFirst, pageOf } from './page.ts';

const toQuarantined = ({ file }: FileRow): QuarantinedFile => ({
  fileId: file.id, version: file.version, name: file.name, mediaType: file.mediaType, kind: file.kind, bytes: file.bytes, userId: file.ownerId, refusal: file.refusal ?? '', uploadedAt: file.createdAt, quarantinedAt: file.changedAt,
});

function quarantined(call: Call, fileId: string, version: number): FileRow {
  const row = call.tenant.files.get(fileId);
  return row && !row.isDeleted && row.file.state === 'quarantined' && row.file.version === version ? row : refuse('not-found', 'No such file in quarantine');
}

export type QuarantineHandlers = Pick<Handlers<'files'>, 'files.quarantined' | 'files.release' | 'files.purge'>;

export const quarantineHandlers: QuarantineHandlers = {
  'files.quarantined': (call, { mine, cursor, limit }) => {
    if (!mine && !call.may('files.manage')) refuse('forbidden', 'This needs the permission files.manage; an administrator can grant it', { permission: 'files.manage' });
    const rows = [...call.tenant.files.values()].filter(({ file, isDeleted }) => !isDeleted && file.state === 'quarantined' && (!mine || file.ownerId === call.user));
    return pageOf(rows.map(toQuarantined), ({ quarantinedAt, fileId }) => latestFirst(quarantinedAt, fileId), { cursor, limit });
  },
  'files.release': (call, { fileId, version }) => {
    const { file, versions } = quarantined(call, fileId, version);
    file.state = versions[version - 1]!.state = 'ready';
    delete file.refusal;
    tellFile(call, fileId);
    return {};
  },
  'files.purge': (call, { fileId, version }) => {
    quarantined(call, fileId, version).isDeleted = true;
    tellFile(call, fileId);
    return {};
  },
};
