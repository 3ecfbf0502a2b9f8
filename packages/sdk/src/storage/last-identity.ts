import type { Identity } from '../core/claims.ts';

const keyOf = (url: string) => `corridor-last ${url}`;

/** Who used a server last in this tab, so that a reload shows their cache while the host gives no token. */
export function remember(url: string, identity: Identity): void {
  try { sessionStorage.setItem(keyOf(url), JSON.stringify(identity)); } catch { /* Not kept then. */ }
}

export function recall(url: string): Identity | undefined {
  try { return JSON.parse(sessionStorage.getItem(keyOf(url)) ?? 'null') as Identity | null ?? undefined; } catch { return undefined; }
}

export function forget(url: string): void {
  try { sessionStorage.removeItem(keyOf(url)); } catch { /* Nothing was kept. */ }
}
