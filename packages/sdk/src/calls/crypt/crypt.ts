import type { CallEncryption } from '../call.ts';
import { ownKeys, type OwnKeys } from './agreement.ts';
import { Keys, type KeyWord } from './keys.ts';
import { Transforms } from './transforms.ts';

/** Where it stands: which call, who I am in it, and how words reach the others. */
export interface CryptPlace { readonly callId: string; readonly me: string; send(to: string, word: KeyWord): void }

/** The encryption of one call on this device, from end to end: its transforms and its keys. */
export class CallCrypt {
  readonly media: Transforms;
  readonly #own: OwnKeys;
  readonly #onState: (state: CallEncryption) => void;
  #keys: Keys | undefined;
  #send: CryptPlace['send'] = () => undefined;
  #isBroken = false;

  private constructor(media: Transforms, own: OwnKeys, onState: (state: CallEncryption) => void) {
    this.media = media;
    this.#own = own;
    this.#onState = onState;
    media.onMissing = (from) => { this.#keys?.miss(from); };
    media.onBroken = () => { this.#isBroken = true; onState({ state: 'failed', reason: 'worker' }); };
  }

  /** Rejects where this browser, or this page, cannot: before anything of the call is sent. */
  static async open(onState: (state: CallEncryption) => void): Promise<CallCrypt> {
    const [media, own] = await Promise.all([Transforms.open(), ownKeys()]);
    return new CallCrypt(media, own, onState);
  }

  /** Words take this way from now on. */
  follow({ callId, me, send }: CryptPlace): void {
    this.#send = send;
    if (this.#keys) { this.#keys.renew(); return; }
    this.#keys = new Keys({
      callId, me, own: this.#own,
      send: (to, word) => { this.#send(to, word); },
      useMine: (id, secret) => { this.media.order({ type: 'mine', id, secret }); },
      useTheirs: (from, id, secret) => { this.media.order({ type: 'theirs', from, id, secret }); },
      drop: (from) => { this.media.order({ type: 'gone', from }); },
      onState: (state) => { if (!this.#isBroken) this.#onState(state); },
    });
  }

  setPeers(peers: readonly { readonly id: string; readonly isAway?: boolean }[]): void { this.#keys?.setPeers(peers); }
  hear(from: string, word: KeyWord): void { this.#keys?.hear(from, word); }
  forget(id: string): void { this.#keys?.forget(id); }

  close(): void {
    this.#keys?.close();
    this.media.close();
  }
}
