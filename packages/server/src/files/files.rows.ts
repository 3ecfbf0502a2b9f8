import type { File, FileFacts, FileKind, FileLevel, FileState, FileSummary, FileVisibility, RenditionKind } from '@corridor/sdk/protocol';

/** Of a file `f`, its version `v` and that version's object `o`. */
export const fileColumns = `
  f.id, f.owner_id, f.folder_id, f.visibility, f.tags, f.created_at, f.changed_at, f.address_round, f.version as current_version, v.version, v.name, v.media_type, v.kind, v.is_inline, v.purpose, v.state, v.refusal, v.facts, v.made_by,
  o.id as object_id, o.bytes, o.sha256, o.store, o.wrapped_key,
  (select array_agg(r.kind order by r.kind) from file_renditions r where r.file_id = v.file_id and r.version = v.version and r.tenant_id = v.tenant_id) as renditions`;

export interface FileRow {
  id: string; owner_id: string; folder_id: string | null; visibility: FileVisibility; tags: string[]; created_at: Date; changed_at: Date; address_round: number; current_version: number;
  version: number; name: string; media_type: string; kind: FileKind; is_inline: boolean; purpose: 'file' | 'voice'; state: FileState; refusal: string | null; facts: FileFacts; made_by: string;
  object_id: string; bytes: number; sha256: Buffer; store: 'disk' | 's3'; wrapped_key: Buffer | null; renditions: RenditionKind[] | null;
}

export const toSummary = (row: FileRow): FileSummary => ({
  id: row.id, name: row.name, mediaType: row.media_type, kind: row.kind, bytes: row.bytes, version: row.version, state: row.state, facts: row.facts, renditions: row.renditions ?? [],
});

export const toFile = (row: FileRow, level: FileLevel, isFavourite: boolean): File => ({
  ...toSummary(row), ownerId: row.owner_id, folderId: row.folder_id, visibility: row.visibility, level, sha256: row.sha256.toString('hex'),
  tags: row.tags, isFavourite, createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString(), ...(row.refusal !== null && { refusal: row.refusal }),
});
