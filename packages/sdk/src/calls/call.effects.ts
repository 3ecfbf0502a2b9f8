import { atom, type ReadableAtom } from 'nanostores';
import type { Effects as Parts } from './effects/effects.ts';

/** How noise is taken out of what my microphone hears: not at all; as the browser does it; `strong`: by a model that keeps voices alone (RNNoise). */
export type NoiseRemoval = 'off' | 'standard' | 'strong';
/** What is seen behind me instead of my room: the room blurred, or a picture that fills what there is. */
export type Background = { readonly blur: 'light' | 'strong' } | { readonly image: Blob };
/** Why an effect is off although it is chosen. `blocked`: the page's rules, or the network, keep its parts away; `slow`: this device cannot do it and keep pictures moving; `unsupported`: the browser cannot. */
export type EffectProblem = 'blocked' | 'slow' | 'unsupported';

/** `pace`: of the last seconds, pictures a second and ms that each took; only while there is a background. */
export interface EffectState {
  readonly noiseRemoval: NoiseRemoval;
  readonly background: Background | undefined;
  readonly problems: { readonly noiseRemoval?: EffectProblem; readonly background?: EffectProblem };
  readonly pace?: { readonly frames: number; readonly ms: number } | undefined;
}

/** What is done to my sound and pictures before they are sent. Each is kept for the next call of this browser, and loaded from the server when it is first chosen. */
export interface CallEffects {
  readonly state: ReadableAtom<EffectState>;
  /** In the running call, too: what I send goes on meanwhile. Never throws: what does not work stands in `state`, and I am heard without it. */
  setNoiseRemoval(noiseRemoval: NoiseRemoval): Promise<void>;
  setBackground(background: Background | undefined): Promise<void>;
}

export const effectsKey = 'corridor:call-effects';
const load = () => import('./effects/effects.ts');
const isKept = (): boolean => { try { return localStorage.getItem(effectsKey) !== null; } catch { return false; } };

export type Input = 'microphone' | 'camera';
type Ask = (suppressesNoise: boolean) => Promise<MediaStreamTrack>;

/** Stands for the effects in calls that have none. */
export class Effects implements CallEffects {
  readonly state = atom<EffectState>({ noiseRemoval: 'standard', background: undefined, problems: {} });
  readonly #loaded: () => Promise<Parts>;
  #parts: Promise<Parts> | undefined;

  /** `reopen`: opens a device that is on once more. */
  constructor(url: string, reopen: (input: Input) => Promise<void>) {
    this.#loaded = () => {
      this.#parts ??= load().then(({ Effects: Loaded }) => new Loaded(url, this.state, reopen));
      this.#parts.catch(() => { this.#parts = undefined; });
      return this.#parts;
    };
    if (isKept()) void this.#loaded().catch(() => { this.#fail({}, 'background'); });
  }

  async setNoiseRemoval(noiseRemoval: NoiseRemoval): Promise<void> { await this.#loaded().then((parts) => parts.setNoiseRemoval(noiseRemoval), () => { this.#fail({ noiseRemoval }, 'noiseRemoval'); }); }
  async setBackground(background: Background | undefined): Promise<void> { await this.#loaded().then((parts) => parts.setBackground(background), () => { this.#fail({ background }, 'background'); }); }

  #fail(asked: Partial<EffectState>, what: 'noiseRemoval' | 'background'): void {
    const { problems } = this.state.get();
    this.state.set({ ...this.state.get(), ...asked, problems: { ...problems, [what]: 'blocked' } });
  }

  /** A device's track, with what is to be done to it. */
  async open(input: Input, ask: Ask): Promise<MediaStreamTrack> {
    const parts = await this.#parts?.catch(() => undefined);
    return parts ? parts.open(input, ask) : ask(true);
  }
}
