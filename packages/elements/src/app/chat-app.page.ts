// What a full page does beyond its own box: the browser's address and title, and the files that it alone needs.

/** False where there is no network. */
export const loadParts = (): Promise<boolean> => import('./chat-app.parts.ts').then(() => true, () => false);

/** The files of all conversations or of one come with the first look at them. */
export const loadFiles = (): Promise<boolean> => import('../files/file-browser.ts').then(() => true, () => false);

/** A place as it stands in the address. */
export interface Place {
  channelId: string;
  seq: number | undefined;
}

/** The place of all threads that I follow; with a channel's id behind a slash, of all threads there. */
export const threadsPlace = 'threads';
/** The place of what I have saved. */
export const savedPlace = 'saved';

/** The place of what I have to be sent later. */
export const scheduledPlace = 'scheduled';

/** The place of all files that I see; with a channel's id behind a slash, of those of a conversation. */
export const filesPlace = 'files';

/** A list stands there, and no conversation. */
export const isListed = (channelId: string): boolean => /^(threads|saved|scheduled|files)/.test(channelId);

const place = /^#corridor\/([0-9a-f-]{36}|(?:threads|files)(?:\/[0-9a-f-]{36})?|saved|scheduled)(?:\/(\d{1,15}))?$/i;

export function placeIn(hash: string): Place {
  const [, channelId = '', seq] = place.exec(hash) ?? [];
  return { channelId: channelId.toLowerCase(), seq: seq === undefined ? undefined : Number(seq) };
}

/** For `history`: an empty place takes the hash away. */
export const addressOf = (channelId: string, seq?: number): string =>
  channelId ? `#corridor/${channelId}${seq === undefined ? '' : `/${seq}`}` : location.pathname + location.search;

/** "(3) Messages"; a title that the page has changed meanwhile stays as it is behind the number. */
export function countTitle(unread: number): void {
  const plain = document.title.replace(/^\(\d+\+?\) /, '');
  const title = unread ? `(${unread > 99 ? '99+' : unread}) ${plain}` : plain;
  if (title !== document.title) document.title = title;
}
