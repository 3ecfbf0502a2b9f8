// Files from outside dropped on the list, and rows of it dragged onto folders.
import type { FileFolder } from '@corridor/sdk';
import { filesOf } from './dropped-files.ts';
import type { Entry } from './file-browser.rows.ts';
import type { FileSelection } from './file-selection.ts';

const carried = 'application/x-corridor-files';

export interface DragHost {
  /** Tells this list from others. */
  place: string;
  root(): ParentNode;
  selection: FileSelection;
  entryAt(event: Event): Entry | undefined;
  /** Whether files from outside hang over it. */
  over(isOver: boolean): void;
  upload(files: readonly File[]): void;
  /** What is chosen goes into a folder. */
  move(to: FileFolder): void;
  requestUpdate(): void;
}

export function dragOf(host: DragHost): Record<'start' | 'over' | 'leave' | 'drop', (event: DragEvent) => void> {
  const isCarried = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes(carried) === true;
  const bringsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
  /** Nothing goes into itself. */
  const folderUnder = (event: DragEvent) => { const folder = isCarried(event) ? host.entryAt(event)?.folder : undefined; return folder && !host.selection.has(folder.id) ? folder : undefined; };
  const mark = (folder: FileFolder | undefined) => { for (const row of host.root().querySelectorAll<HTMLElement>('[data-id]')) row.classList.toggle('target', row.dataset['id'] === folder?.id); };
  return {
    start(event) {
      const entry = host.entryAt(event);
      if (!entry || !event.dataTransfer) return;
      if (!host.selection.has(entry.id)) host.selection.choose(entry.id);
      event.dataTransfer.setData(carried, host.place);
      event.dataTransfer.effectAllowed = 'move';
      host.requestUpdate();
    },
    over(event) {
      const folder = folderUnder(event), isOver = bringsFiles(event);
      mark(folder);
      host.over(isOver);
      if (isOver || folder) event.preventDefault();
    },
    leave: () => host.over(false),
    drop(event) {
      event.preventDefault();
      const folder = folderUnder(event);
      mark(undefined);
      host.over(false);
      if (bringsFiles(event)) void filesOf(event.dataTransfer!).then((files) => host.upload(files)); // those in folders too
      else if (folder) host.move(folder);
    },
  };
}
