import type { WritableAtom } from 'nanostores';
import type { Background, EffectProblem, EffectState, Input, NoiseRemoval } from '../call.effects.ts';
import { keepEffects, recallEffects } from './effects.kept.ts';

const loadNoise = () => import('./noise.ts'), loadBackground = () => import('./background.ts');

/** `CompileError`: the page's Content-Security-Policy lets no WebAssembly be compiled; what it lets nobody load fails as what a network loses. */
const problemOf = (error: unknown): EffectProblem => ((error as Error).name === 'NotSupportedError' || error instanceof ReferenceError ? 'unsupported' : 'blocked');

/** Puts what is chosen between devices and what is sent of them. */
export class Effects {
  readonly #url: string;
  readonly #state: WritableAtom<EffectState>;
  readonly #reopen: (input: Input) => Promise<void>;

  constructor(url: string, state: WritableAtom<EffectState>, reopen: (input: Input) => Promise<void>) {
    this.#url = `${url.replace(/\/$/, '')}/call-effects/`;
    this.#state = state;
    this.#reopen = reopen;
    this.#change(recallEffects());
  }

  async setNoiseRemoval(noiseRemoval: NoiseRemoval): Promise<void> {
    this.#change({ noiseRemoval });
    this.#setProblem('noiseRemoval', undefined);
    keepEffects(this.#state.get());
    await this.#reopen('microphone');
  }

  async setBackground(background: Background | undefined): Promise<void> {
    this.#change({ background, pace: undefined });
    this.#setProblem('background', undefined);
    keepEffects(this.#state.get());
    await this.#reopen('camera');
  }

  open(input: Input, ask: (suppressesNoise: boolean) => Promise<MediaStreamTrack>): Promise<MediaStreamTrack> {
    return input === 'microphone' ? this.#openMicrophone(ask) : this.#openCamera(ask);
  }

  /** Where the model cannot be had the browser does what it can. */
  async #openMicrophone(ask: (suppressesNoise: boolean) => Promise<MediaStreamTrack>): Promise<MediaStreamTrack> {
    const { noiseRemoval, problems } = this.#state.get(), isStrong = noiseRemoval === 'strong' && !problems.noiseRemoval;
    const track = await ask(noiseRemoval !== 'off' && !isStrong);
    if (!isStrong) return track;
    try {
      return await (await loadNoise()).withoutNoise(track, this.#url);
    } catch (error) {
      this.#setProblem('noiseRemoval', problemOf(error));
      track.stop();
      return ask(true);
    }
  }

  async #openCamera(ask: (suppressesNoise: boolean) => Promise<MediaStreamTrack>): Promise<MediaStreamTrack> {
    const track = await ask(true), { background, problems } = this.#state.get();
    if (!background || problems.background) return track;
    try {
      return await (await loadBackground()).withBackground(track, background, this.#url, {
        onPace: (pace) => { if (this.#state.get().background === background) this.#change({ pace }); },
        onSlow: () => {
          this.#setProblem('background', 'slow');
          void this.#reopen('camera');
        },
      });
    } catch (error) {
      this.#setProblem('background', problemOf(error));
      return track;
    }
  }

  #change(change: Partial<EffectState>): void { this.#state.set({ ...this.#state.get(), ...change }); }

  #setProblem(of: 'noiseRemoval' | 'background', problem: EffectProblem | undefined): void {
    const { [of]: _before, ...others } = this.#state.get().problems;
    this.#change({ problems: problem ? { ...others, [of]: problem } : others, ...(of === 'background' && problem && { pace: undefined }) });
  }
}
