import { uuidv7 } from '../core/uuid.ts';

/** Where this page is in a call, kept over its reload. */
export interface Place { readonly callId: string; readonly participantId: string; readonly camera: boolean; readonly microphone: boolean; readonly isEncrypted?: boolean | undefined }

const deviceKey = 'corridor:device', placeKey = 'corridor:call';
let device: string | undefined;

/** Without storage a reloaded page is another device, and comes into its call anew. */
const stored = (): Storage | undefined => { try { return globalThis.sessionStorage; } catch { return undefined; } };

/** This page's own: the one that answers has the call. */
export function myDevice(): string {
  device ??= stored()?.getItem(deviceKey) ?? uuidv7();
  stored()?.setItem(deviceKey, device);
  return device;
}

export function keepPlace(place: Place): void { stored()?.setItem(placeKey, JSON.stringify(place)); }
export function forgetPlace(): void { stored()?.removeItem(placeKey); }
export function recallPlace(): Place | undefined {
  try { return JSON.parse(stored()?.getItem(placeKey) ?? 'null') as Place | null ?? undefined; } catch { return undefined; }
}
