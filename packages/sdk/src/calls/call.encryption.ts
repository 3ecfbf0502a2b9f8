import { atom } from 'nanostores';
import { CorridorError } from '../core/errors.ts';
import type { CallEncryption } from './call.ts';
import type { CallCrypt, CryptPlace } from './crypt/crypt.ts';
import type { KeyWord } from './crypt/keys.ts';
import type { MediaCrypt } from './media/router.ts';

const loadCrypt = () => import('./crypt/crypt.ts');

/** What is said of keys goes where the ways of media are agreed on, apart from what is said of those. */
interface Wrapped { readonly keys: KeyWord }
const isWrapped = (data: unknown): data is Wrapped => typeof data === 'object' && data !== null && 'keys' in data;

/** Whether the call of this page is encrypted from end to end; what does it is loaded for those that are. */
export class Encryption {
  readonly state = atom<CallEncryption>({ state: 'off' });
  #crypt: CallCrypt | undefined;
  #opening: Promise<void> | undefined;
  #isClosed = false;

  get media(): MediaCrypt | undefined { return this.#crypt?.media; }

  /** To be done before anything is sent; rejects where it cannot be. */
  prepare(): Promise<void> {
    this.state.set({ state: 'preparing' });
    this.#opening ??= loadCrypt().then(({ CallCrypt: Crypt }) => Crypt.open((state) => { this.state.set(state); })).then((crypt) => {
      this.#crypt = crypt;
      if (this.#isClosed) crypt.close();
    }, (error: unknown) => {
      this.state.set({ state: 'failed', reason: 'worker' });
      throw error instanceof CorridorError ? error : new CorridorError('unavailable', 'What encrypts calls could not be loaded', { cause: error });
    });
    return this.#opening;
  }

  follow({ send, ...place }: Omit<CryptPlace, 'send'> & { send: (to: string, data: unknown) => void }): void { this.#crypt?.follow({ ...place, send: (to, keys) => { send(to, { keys } satisfies Wrapped); } }); }

  /** True for what was said of keys. */
  hear(from: string, data: unknown): boolean {
    if (!isWrapped(data)) return false;
    this.#crypt?.hear(from, data.keys);
    return true;
  }

  setPeers(peers: readonly { readonly id: string; readonly isAway: boolean }[]): void { this.#crypt?.setPeers(peers); }
  forget(id: string): void { this.#crypt?.forget(id); }

  close(): void {
    this.#isClosed = true;
    this.#crypt?.close();
  }
}
