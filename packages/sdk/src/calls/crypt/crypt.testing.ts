// People of one page whose calls are encrypted from end to end: what they say of keys reaches the others by itself.
import type { CallEncryption } from '../call.ts';
import { CallCrypt } from './crypt.ts';

export class KeyExchange {
  readonly states = new Map<string, CallEncryption>();
  readonly #here = new Map<string, CallCrypt>();
  readonly #gone = new Set<string>();

  /** In the place of a page of before, where there was one. */
  async enter(id: string): Promise<CallCrypt> {
    const crypt = await CallCrypt.open((state) => { this.states.set(id, state); });
    crypt.follow({ callId: 'call', me: id, send: (to, word) => { setTimeout(() => { this.#here.get(to)?.hear(id, word); }); } });
    const before = this.#here.get(id);
    before?.close();
    this.#here.set(id, crypt);
    if (before) for (const [other, one] of this.#here) if (other !== id) one.forget(id);
    this.#tell();
    return crypt;
  }

  leave(id: string): void {
    this.#here.get(id)?.close();
    this.#here.delete(id);
    this.#tell();
  }

  /** To one of them another one is out of the call, which that one does not know. */
  forgetsBy(id: string, gone: string): void {
    this.#gone.add(`${id} ${gone}`);
    this.#tell();
  }

  close(): void { for (const id of [...this.#here.keys()]) this.leave(id); }

  #tell(): void { for (const [id, crypt] of this.#here) crypt.setPeers([...this.#here.keys()].filter((other) => other !== id && !this.#gone.has(`${id} ${other}`)).map((other) => ({ id: other }))); }
}

/** Is in the call by its connections, and has nobody's keys. */
export const withoutKeys = (): Promise<CallCrypt> => CallCrypt.open(() => undefined);
