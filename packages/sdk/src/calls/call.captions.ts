import { atom, type ReadableAtom } from 'nanostores';
import type { CallSession } from './call.ts';
import type { Captions as Parts } from './captions/captions.ts';
import type { CallsSurroundings } from './calls.ts';

/** `problem`: why what I say is not written down for now, although it should be; in a code of `CorridorError`. */
export interface CaptionState { readonly isOn: boolean; readonly problem?: Error | undefined }

/** What I say, written down for everybody in the call. What comes of it, mine and that of others, is in `words.captions`. */
export interface CallCaptions {
  readonly state: ReadableAtom<CaptionState>;
  /**
   * Only where its person has agreed: what my microphone hears goes to the speech service of the server from now on, in pieces, until `turnOff` or the end of the call; a muted microphone is not heard. Refused with
   * `conflict` where no service is set up (`reason: 'not-set-up'`) or the call is encrypted from end to end (`encrypted`), and with `forbidden` without the permission calls.caption. `language`: ISO 639-1; found out where it is left out.
   */
  turnOn(language?: string): Promise<void>;
  turnOff(): Promise<void>;
}

const load = () => import('./captions/captions.ts');

/** Stands for captions in calls that have none. */
export class Captions implements CallCaptions {
  readonly state = atom<CaptionState>({ isOn: false });
  readonly #load: () => Promise<Parts>;
  #parts: Promise<Parts> | undefined;

  constructor(session: CallSession, fetch: CallsSurroundings['fetch']) { this.#load = async () => new (await load()).Captions(session, fetch, this.state); }

  async turnOn(language?: string): Promise<void> {
    this.#parts ??= this.#load();
    this.#parts.catch(() => { this.#parts = undefined; }); // another try loads it
    await (await this.#parts).turnOn(language);
  }
  async turnOff(): Promise<void> { (await this.#parts)?.turnOff(); }
}
