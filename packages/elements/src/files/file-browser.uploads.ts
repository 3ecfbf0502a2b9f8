import type { Corridor } from '@corridor/sdk';

/** Where the uploads of a browser are kept until they are done. */
export const uploadPlace = (id: string): string => `files:${id}`;

/** Files chosen or dropped go where the browser is; at the beginning of a conversation's files, that is as a message. */
export async function uploadAll(corridor: Corridor, files: readonly File[], { place, folderId, channelId, fileId }: { place: string; folderId?: string | undefined; channelId?: string | undefined; fileId?: string | undefined }): Promise<void> {
  const uploads = await Promise.all(files.map((file) => corridor.files.upload(file, { place, ...(fileId ? { fileId } : folderId && { folderId }) })));
  for (const upload of uploads) upload.done.then(() => upload.cancel(), () => undefined);
  if (channelId && !folderId && !fileId) await corridor.chat.send(channelId, { text: '', fileIds: uploads.map((upload) => upload.fileId) });
}
