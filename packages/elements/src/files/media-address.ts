// What a film or sound does when its address has ended, which one watches or leaves standing for longer than it lasts.
import type { Corridor } from '@corridor/sdk';

/** Those that have not played since they were given another address: a second failure is the file's own. */
const tried = new WeakSet<HTMLMediaElement>();
let isForbidden = false;
let isHeard = false;

/** Whether the page's policy keeps films and sounds of the server from it, as far as it has shown: `media-src` does not name it. */
export const isMediaForbidden = (): boolean => isForbidden;

/** Has to be called before the first film or sound is on the page. */
export function listenForPolicy(): void {
  if (isHeard) return;
  isHeard = true;
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, disposition }) => { if (effectiveDirective === 'media-src' && disposition === 'enforce') isForbidden = true; });
}

/**
 * To be called with the `error` of a film or sound: it goes on from another address, at the same place, as fast and as loud as before, and plays if it did.
 * Without a connection it waits for it. Answers false where the address was not the reason.
 */
export async function renewAddress(media: HTMLMediaElement, corridor: Corridor, ask: () => Promise<string | undefined>): Promise<boolean> {
  const { currentTime, playbackRate, paused, src } = media;
  if (tried.has(media)) return false;
  tried.add(media);
  if (corridor.connection.get() !== 'online') await new Promise<void>((resolve) => { const off = corridor.connection.listen((now) => { if (now === 'online') { off(); resolve(); } }); });
  const url = await ask().catch(() => undefined);
  if (!url || isForbidden) return false;
  if (media.src !== src || !media.isConnected) return true; // it shows something else by now
  media.addEventListener('loadeddata', () => tried.delete(media), { once: true });
  media.removeAttribute('poster'); // it would stand where the film was
  media.src = url;
  media.defaultPlaybackRate = media.playbackRate = playbackRate;
  media.currentTime = currentTime; // where it begins, as nothing is loaded yet
  if (!paused) media.play().catch(() => undefined);
  return true;
}
