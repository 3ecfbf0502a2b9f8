import { uuidv7 } from '../core/uuid.ts';

/** Where this page is in a call, kept over its reload. */
export interface Place { readonly callId: string; readonly participantId: string; readonly camera: boolean; readonly microphone: boolean; readonly isEncrypted?: boolean | undefined; readonly isHeld?: boolean | undefined }

const deviceKey = 'corridor:device', placeKey = 'corridor:call';
/** A page that is loaded anew waits so long for the one before it to be gone. */
const patienceMs = 1000;
let device: string | undefined, claimed: Promise<void> | undefined;

/** Without storage a reloaded page is another device, and comes into its call anew. */
const stored = (): Storage | undefined => { try { return globalThis.sessionStorage; } catch { return undefined; } };

/** This page's own: the one that answers has the call. */
export function myDevice(): string {
  device ??= stored()?.getItem(deviceKey) ?? uuidv7();
  stored()?.setItem(deviceKey, device);
  return device;
}

/** A page that a browser has made as a copy of this one has what is stored, too: it is another device, and in no call. */
export const claimDevice = (): Promise<void> => claimed ??= new Promise((resolve) => {
  const locks = globalThis.navigator?.locks;
  if (!locks) { resolve(); return; }
  locks.request(`corridor device ${myDevice()}`, { signal: AbortSignal.timeout(patienceMs) }, () => { resolve(); return new Promise(() => undefined); }).catch(() => {
    stored()?.setItem(deviceKey, device = uuidv7());
    forgetPlace();
    resolve();
  });
});

export function keepPlace(place: Place): void { stored()?.setItem(placeKey, JSON.stringify(place)); }
export function forgetPlace(): void { stored()?.removeItem(placeKey); }
export function recallPlace(): Place | undefined {
  try { return JSON.parse(stored()?.getItem(placeKey) ?? 'null') as Place | null ?? undefined; } catch { return undefined; }
}
