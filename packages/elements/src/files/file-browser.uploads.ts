import type { Corridor } from '@corridor/sdk';

/** As many as a message carries. */
const mostInMessage = 20;

/** Where the uploads of a browser are kept until they are done. */
export const uploadPlace = (id: string): string => `files:${id}`;

/** Files chosen or dropped go where the browser is; at the beginning of a conversation's files, that is as a message, or as several where one does not carry them all. */
export async function uploadAll(corridor: Corridor, files: readonly File[], { place, folderId, channelId, fileId }: { place: string; folderId?: string | undefined; channelId?: string | undefined; fileId?: string | undefined }): Promise<void> {
  const uploads = await Promise.all(files.map((file) => corridor.files.upload(file, { place, ...(fileId ? { fileId } : folderId && { folderId }) })));
  for (const upload of uploads) upload.done.then(() => upload.cancel(), () => undefined);
  if (!channelId || folderId || fileId) return;
  const messages = Array.from({ length: Math.ceil(uploads.length / mostInMessage) }, (_, index) => uploads.slice(index * mostInMessage, (index + 1) * mostInMessage).map((upload) => upload.fileId));
  await Promise.all(messages.map((fileIds) => corridor.chat.send(channelId, { text: '', fileIds }))); // all are on their way at once, also when the page is left
}
