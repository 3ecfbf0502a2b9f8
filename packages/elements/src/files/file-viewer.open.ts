// Hears on the whole page that a file is to be opened, wherever its card or row stands. Loaded with the first thing that shows files.
import { CorridorElement } from '../base/corridor-element.ts';
import { innerName } from '../base/define.ts';
import type { FileViewer } from './file-viewer.ts';

/** What `corridor-open-file` brings; `fileIds` are those that one can go through from there. A listener of the page's that prevents it opens the file its own way. */
export interface OpenFile { fileId: string; fileIds?: readonly string[]; version?: number | undefined }

const loadViewer = () => import('./file-viewer.ts');
const loadShare = () => import('./file-share.ts');


/** The outermost of our elements around: what is put into it has its client and its look, and stays when rows go. */
const placeOf = (event: Event): ShadowRoot | undefined => event.composedPath().findLast((target): target is CorridorElement => target instanceof CorridorElement)?.shadowRoot ?? undefined;

async function open(event: CustomEvent<OpenFile>): Promise<void> {
  const place = placeOf(event), { fileId, fileIds = [fileId], version } = event.detail;
  if (event.defaultPrevented || !place) return;
  event.preventDefault();
  await loadViewer();
  const viewer = Object.assign(document.createElement(innerName('file-viewer')) as FileViewer, { fileId, fileIds, version, modal: true });
  place.append(viewer);
  await viewer.updateComplete;
  await viewer.show();
  viewer.remove();
}

async function share(event: CustomEvent<{ fileId: string }>): Promise<void> {
  const place = placeOf(event);
  if (event.defaultPrevented || !place) return;
  event.preventDefault();
  const { openShare } = await loadShare();
  await openShare(place, event.detail.fileId);
}

let isListening = false;

/** Once a page, however often it is called. */
export function listenForFiles(): void {
  if (isListening) return;
  isListening = true;
  document.addEventListener('corridor-open-file', (event) => void open(event as CustomEvent<OpenFile>));
  document.addEventListener('corridor-share-file', (event) => void share(event as CustomEvent<{ fileId: string }>));
}

declare global {
  interface HTMLElementEventMap {
    'corridor-open-file': CustomEvent<OpenFile>;
  }
}
