import type { Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { type FileForm, Id } from '@corridor/sdk/protocol';
import { filesSeen, seenFile, toSeen } from './files.access.ts';
import { tellFile } from './files.attach.ts';
import { filesById, filesPage, formsOf, markDeleted } from './files.queries.ts';
import { beginUpload, cancelUpload } from './files.begin.ts';
import { quarantineHandlers } from './files.quarantine.ts';

export const filesHandlers: Handlers<'files'> = {
  ...quarantineHandlers,
  'files.beginUpload': beginUpload,
  'files.cancelUpload': cancelUpload,

  'files.file': async (call, { fileId }) => toSeen(await seenFile(call, fileId)),

  'files.list': async (call, { scope, channelId, kind, query, cursor, limit }) => {
    if (channelId !== undefined) await call.chat.seenChannel(call, channelId);
    const rows = await filesPage(call, { scope: channelId === undefined ? scope : 'channel', channelId, kind, query }, fromCursor(cursor, 'number', Id), limit);
    return toPage(rows, limit, ({ at, id }) => [at, id], toSeen);
  },

  'files.urls': async (call, { items }) => {
    const seen = new Map((await filesSeen(call, [...new Set(items.map(({ fileId }) => fileId))])).map((file) => [file.id, file]));
    const wanted: { fileId: string; version: number; as: FileForm }[] = [];
    for (const { fileId, version, as } of items) {
      const file = seen.get(fileId), isVoice = file?.purpose === 'voice' && file.owner_id !== call.session.user;
      if (file && (!isVoice || await call.voice.mayFetch(call, fileId, as === 'download' ? 'download' : 'listen'))) wanted.push({ fileId, version: version ?? file.version, as });
    }
    const forms = await formsOf(call, wanted), { tenant } = call.session;
    const signed = await Promise.all(wanted.map(async (one) => {
      const isThere = forms.some((form) => form.file_id === one.fileId && form.version === one.version && form.as === one.as), file = seen.get(one.fileId)!;
      return isThere ? { ...one, ...await call.files.urls.sign(call, { tenant, ...one, name: file.name }) } : undefined;
    }));
    return { items: signed.filter((one) => one !== undefined) };
  },

  'files.delete': async (call, { fileId }) => {
    const [any] = await filesById(call, [fileId]);
    if (!any) throw new CallError('not-found', 'No such file');
    if (!call.can('files.manage')) await seenFile(call, fileId, 'owner');
    await markDeleted(call, fileId);
    await tellFile(call, fileId);
    return {};
  },
};
