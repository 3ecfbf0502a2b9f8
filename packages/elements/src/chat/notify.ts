import type { Corridor } from '@corridor/sdk';
import type { notifyFor } from './browser-notifications.ts';

const load = () => import('./browser-notifications.ts');
const loadCalls = () => import('../app/calls.ts');
const heard = new WeakSet<Corridor>();

/** Tells of messages while the page is in the background, where the browser has been allowed to; and of calls. To be called with each update: the permission may have come meanwhile. */
export function notify(...host: Parameters<typeof notifyFor>): void {
  if (globalThis.Notification?.permission === 'granted') load().then((loaded) => { loaded.notifyFor(...host); }, () => {});
  const [, corridor] = host;
  if (heard.has(corridor)) return;
  heard.add(corridor);
  corridor.calls.live.subscribe(({ length }, before) => { if (length || before) loadCalls().then(({ showCalls }) => { showCalls(...host); }, () => {}); });
}
