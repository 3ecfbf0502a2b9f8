// What is done with files and folders: requests to the server, told in one sentence, and taken back where that can be.
import type { Corridor, CorridorError, FileFolder } from '@corridor/sdk';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import type { Entry } from './file-browser.rows.ts';
import { saveFile } from './file-addresses.ts';

export interface Done { text: string; undo?: (() => Promise<unknown>) | undefined }

/** Several requests side by side; one that fails does not keep the others. Throws the first failure once all have an answer. */
async function each<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  const results = await Promise.allSettled(items.map(run)), failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

export async function deleteEntries(corridor: Corridor, language: string, entries: readonly Entry[]): Promise<Done> {
  await each(entries, ({ id, folder }) => (folder ? corridor.files.deleteFolder({ folderId: id, withContents: true }) : corridor.files.delete({ fileId: id })));
  const files = entries.filter(({ file }) => file), count = formatNumber(language, entries.length);
  return {
    text: plural(language, entries.length, { one: str`${count} item deleted`, other: str`${count} items deleted` }),
    undo: files.length === entries.length ? () => each(files, ({ id }) => corridor.files.restore({ fileId: id })) : undefined,
  };
}

export async function restoreEntries(corridor: Corridor, language: string, entries: readonly Entry[]): Promise<Done> {
  await each(entries, ({ id }) => corridor.files.restore({ fileId: id }));
  const count = formatNumber(language, entries.length);
  return { text: plural(language, entries.length, { one: str`${count} file restored`, other: str`${count} files restored` }) };
}

export async function moveEntries(corridor: Corridor, entries: readonly Entry[], to: FileFolder | undefined): Promise<Done> {
  const folderId = to?.id ?? null, put = ({ id, folder }: Entry, target: string | null) => (folder ? corridor.files.updateFolder({ folderId: id, parentId: target }) : corridor.files.update({ fileId: id, folderId: target }));
  await each(entries, (entry) => put(entry, folderId));
  return { text: to ? msg(str`Moved to “${to.name}”`) : msg('Moved out of its folder'), undo: () => each(entries, (entry) => put(entry, entry.folder ? entry.folder.parentId : entry.file!.folderId)) };
}

export async function renameEntry(corridor: Corridor, { id, folder, file }: Entry, name: string): Promise<Done> {
  const before = folder?.name ?? file!.name, put = (to: string) => (folder ? corridor.files.updateFolder({ folderId: id, name: to }) : corridor.files.update({ fileId: id, name: to }));
  await put(name);
  return { text: msg('Renamed'), undo: () => put(before) };
}

export async function setFavourites(corridor: Corridor, entries: readonly Entry[], isFavourite: boolean): Promise<Done> {
  await each(entries, ({ id }) => corridor.files.setFavourite({ fileId: id, isFavourite }));
  return { text: isFavourite ? msg('Added to your favourites') : msg('Taken from your favourites') };
}

export async function saveEntries(corridor: Corridor, entries: readonly Entry[]): Promise<void> {
  for (const { file } of entries) if (file && !(await saveFile(corridor, file.id, file.name))) throw Object.assign(new Error(msg('This file was deleted, or is not shared with you any more.')), { code: 'conflict' });
}

/** Of files, "does not exist" is said of a file. */
export const why = (error: unknown): string => ((error as CorridorError).code === 'not-found' ? msg('This file was deleted, or is not shared with you any more.') : explain(error as CorridorError));
