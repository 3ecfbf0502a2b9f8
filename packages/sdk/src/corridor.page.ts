// What only a browser page has: a database, other tabs, a person who may have left. Loaded where it is used.
export { ChatCache } from './chat/chat.cache.ts';
export { onLeaving, onReturn } from './core/page.ts';
export { watchActivity } from './presence/presence.activity.ts';
export { openStorage } from './storage/indexeddb.ts';
export { forget, recall, remember } from './storage/last-identity.ts';
export { shareTransport } from './transport/tabs.ts';
