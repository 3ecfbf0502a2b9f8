/** So many files at once are a mistake. */
const most = 500;

/** Whether what is dragged or pasted holds files. */
export const hasFiles = (data: DataTransfer | null | undefined): boolean => data?.types.includes('Files') ?? false;

/** The files of a drop or a paste, those in folders too. To be called while the event lasts: afterwards there is nothing in it. */
export async function filesOf(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()), plain = [...data.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const found: File[] = [];
  for (const entry of entries) if (entry) await collect(entry, found);
  return found;
}

async function collect(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (found.length >= most || entry.name.startsWith('.')) return; // what systems leave in folders
  if (entry.isFile) {
    const file = await new Promise<File | undefined>((resolve) => (entry as FileSystemFileEntry).file(resolve, () => resolve(undefined)));
    if (file) found.push(file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) return; // readers give a hundred at a time
    for (const one of some) await collect(one, found);
  }
}
