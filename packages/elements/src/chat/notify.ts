import type { notifyFor } from './browser-notifications.ts';

const load = () => import('./browser-notifications.ts');

/** Tells of messages while the page is in the background, where the browser has been allowed to. To be called with each update: the permission may have come meanwhile. */
export function notify(...host: Parameters<typeof notifyFor>): void {
  if (globalThis.Notification?.permission === 'granted') load().then((loaded) => { loaded.notifyFor(...host); }, () => {});
}
