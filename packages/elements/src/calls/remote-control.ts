import type { CallSession, ControlInput } from '@corridor/sdk';

/** `accept` is to be called by whoever can act on a screen, or let somebody act on this one. */
export interface ControlOffer { readonly participantId: string; accept(): void }
export interface ControlEnds { readonly participantId: string; readonly userId: string }

const tell = (from: Element, name: string, detail: object) => from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));

/** Whether the page's host carries out what is done on the screen of that participant: it says so while the event goes. */
export function isOffered(from: Element, participantId: string): boolean {
  let isAccepted = false;
  tell(from, 'corridor-control-offer', { participantId, accept: () => { isAccepted = true; } });
  return isAccepted;
}

/** Hands what somebody does on my screen to the page's host, as long as they are allowed to; where there is no such host they are refused without a question. */
export function serveControl(from: Element, session: CallSession): () => void {
  const { words, participantId: me } = session, userOf = (id: string) => session.call.get().participants.find((one) => one.id === id)?.userId ?? '';
  let given: string | undefined, off: (() => void) | undefined;
  const end = () => {
    if (given === undefined) return;
    off?.();
    tell(from, 'corridor-control-end', { participantId: given, userId: userOf(given) });
    given = undefined;
  };
  const stop = words.control.subscribe((control) => {
    if (control?.state === 'asked' && !isOffered(from, me)) { queueMicrotask(() => void words.allowControl(false).catch(() => undefined)); return; }
    const now = control?.state === 'given' ? control.participantId : undefined;
    if (now === given) return;
    end();
    if (now === undefined) return;
    given = now;
    tell(from, 'corridor-control-begin', { participantId: now, userId: userOf(now) });
    off = words.onInput((input, by) => { if (by === given) tell(from, 'corridor-control-input', { participantId: by, userId: userOf(by), input }); });
  });
  return () => {
    stop();
    end();
  };
}

declare global {
  interface HTMLElementEventMap {
    'corridor-control-offer': CustomEvent<ControlOffer>;
    'corridor-control-begin': CustomEvent<ControlEnds>;
    'corridor-control-input': CustomEvent<ControlEnds & { readonly input: ControlInput }>;
    'corridor-control-end': CustomEvent<ControlEnds>;
  }
}
