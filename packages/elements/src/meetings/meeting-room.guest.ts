import { CorridorError, type MeetingDoor } from '@corridor/sdk';

/** Without storage a reloaded page asks the name again. */
const stored = (): Storage | undefined => { try { return globalThis.sessionStorage; } catch { return undefined; } };

/** The way in for those without an account: they see the door, say a name, and have a token for this room alone. */
export class GuestDoor {
  readonly #server: () => string;
  #token = '';
  #isFresh = false;
  /** Where this tab keeps the token, over a reload. */
  #key = '';

  constructor(server: () => string) { this.#server = server; }

  find(code: string): Promise<MeetingDoor> { return this.#ask(encodeURIComponent(code)); }

  /** Whether this tab was a guest of the room before it was loaded anew, and still is. */
  async comeBack(code: string): Promise<boolean> {
    this.#key = `corridor:guest ${new URL(this.#server(), document.baseURI).href} ${code}`;
    this.#token = stored()?.getItem(this.#key) ?? '';
    if (!this.#token) return false;
    try { await this.token(); } catch { this.#token = ''; }
    return this.#isFresh = this.#token !== '';
  }

  async come(code: string, name: string, password: string | null): Promise<void> {
    ({ token: this.#token } = await this.#ask<{ token: string }>(`${encodeURIComponent(code)}/guests`, { name, ...(password && { password }) }));
    this.#isFresh = true;
    this.#keep();
  }

  /** For the client: the token that they came in with, and then newer ones. */
  readonly token = async (): Promise<string> => {
    if (!this.#isFresh) await this.#renew();
    this.#isFresh = false;
    return this.#token;
  };

  async #renew(): Promise<void> {
    try {
      ({ token: this.#token } = await this.#ask<{ token: string }>('renewals', {}));
      this.#keep();
    } catch (error) {
      if (!(error as CorridorError).isRetryable) stored()?.removeItem(this.#key);
      throw error;
    }
  }

  #keep(): void { try { stored()?.setItem(this.#key, this.#token); } catch { /* It is asked again then. */ } }

  async #ask<T>(path: string, body?: object): Promise<T> {
    const at = new URL(`api/v1/meet/${path}`, new URL(this.#server(), document.baseURI));
    const answer = await fetch(at, body && { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...(this.#token && { Authorization: `Bearer ${this.#token}` }) } })
      .catch((cause: unknown) => { throw new CorridorError('offline', 'The server cannot be reached', { cause }); });
    const said = await answer.json() as T & { error?: { code: CorridorError['code']; message: string; details?: unknown } };
    if (said.error) throw new CorridorError(said.error.code, said.error.message, { details: said.error.details });
    return said;
  }
}
