import type { CallSession, CameraView, CorridorError, EffectProblem, NoiseRemoval } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import { callStyles } from './call.styles.ts';
import './caption-mark.ts';


type Resolution = CameraView['resolution'];
/** A picture is kept no larger than what is sent. */
const mostWidth = 1280, mostHeight = 720;

async function reduced(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file), scale = Math.min(1, Math.max(mostWidth / image.width, mostHeight / image.height)), canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

/**
 * @summary What is done to my sound and picture in a call: noise taken out, another background, captions. With my picture as the others see it.
 * @tag call-effects
 * @csspart preview - my picture
 */
export class CallEffects extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host { display: grid; gap: 12px; background: var(--c-raised); }
    video { inline-size: 100%; aspect-ratio: 16 / 9; object-fit: cover; border-radius: var(--c-radius-s); background: var(--c-sunken); transform: scaleX(-1); }
    label { display: grid; gap: 4px; font-size: var(--c-font-size-small); font-weight: 600; }
    .check { display: flex; align-items: center; gap: 8px; min-block-size: 32px; }
    select { inline-size: 100%; min-block-size: 34px; padding: 4px 8px; border: 0; border-radius: var(--c-radius-s); background: oklch(1 0 0 / 0.08); color: inherit; font: inherit; font-weight: 400; text-overflow: ellipsis; }
    option { background: var(--c-raised); color: var(--c-text); }
    .button { background: oklch(1 0 0 / 0.1); justify-self: start; }
    p { margin: 0; font-size: var(--c-font-size-small); text-wrap: pretty; }
    .meta { color: var(--c-muted); }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false }, busy: { attribute: false }, isUnreadable: { attribute: false }, refusal: { attribute: false } };

  /** The call. */
  session: CallSession | undefined;
  private busy = false;
  private isUnreadable = false;
  private refusal = '';

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const { noiseRemoval, background, problems, pace } = this.watch(session.effects.state), { camera } = this.watch(session.tracks);
    const { view, list } = this.watch(session.devices);
    const shown = !background ? 'none' : 'blur' in background ? background.blur : 'image';
    const option = (value: string, label: string, now: string) => html`<option value=${value} ?selected=${value === now}>${label}</option>`;
    return html`<label>${msg('Noise removal')}<select class="noise" ?disabled=${this.busy} @change=${({ target }: Event) => void this.#do(() => session.effects.setNoiseRemoval((target as HTMLSelectElement).value as NoiseRemoval))}>
        ${option('off', msg('Off'), noiseRemoval)}${option('standard', msg('Standard'), noiseRemoval)}${option('strong', msg('Strong: voices alone'), noiseRemoval)}</select></label>
      <label>${msg('Size of your picture')}<select class="size" ?disabled=${this.busy} @change=${({ target }: Event) => void this.#do(() => session.setView({ resolution: (target as HTMLSelectElement).value as Resolution }))}>
        ${option('240p', msg('Small: for slow lines'), view.resolution)}${option('480p', msg('Medium'), view.resolution)}${option('720p', msg('Large'), view.resolution)}${view.resolution === '1080p' ? option('1080p', msg('Largest'), view.resolution) : nothing}</select></label>
      ${list.camera.length > 1 && matchMedia('(pointer: coarse)').matches ? html`<button class="button" type="button" ?disabled=${this.busy} @click=${() => void this.#do(() => session.setView({ facing: view.facing === 'user' ? 'environment' : 'user' }))}>${view.facing === 'user' ? msg('Show what is before you') : msg('Show yourself')}</button>` : nothing}
      <label>${msg('Background')}<select class="background" ?disabled=${this.busy} @change=${({ target }: Event) => { this.#choose(target as HTMLSelectElement, shown); }}>
        ${option('none', msg('As it is'), shown)}${option('light', msg('A little blurred'), shown)}${option('strong', msg('Blurred'), shown)}${option('image', msg('A picture…'), shown)}</select></label>
      <input type="file" accept="image/*" hidden aria-label=${msg('Picture for the background')} @change=${({ target }: Event) => { this.#take(target as HTMLInputElement); }} />
      ${shown === 'image' ? html`<button class="button" type="button" @click=${this.#ask}>${msg('Another picture')}</button>` : nothing}
      ${background && camera ? html`<video part="preview" muted autoplay playsinline aria-label=${msg('Your picture, as the others see it')} .srcObject=${this.#stream(camera)}></video>` : nothing}
      ${pace ? html`<p class="meta">${msg(str`${formatNumber(this.language, pace.frames)} pictures a second`)}</p>` : nothing}
      <label class="check"><input type="checkbox" .checked=${this.watch(session.captions.state).isOn} ?disabled=${this.busy} aria-describedby="consent" @change=${({ target }: Event) => { this.#caption(target as HTMLInputElement); }} />${msg('Captions of what I say')}</label>
      <p id="consent" class="meta">${msg('What you say goes to the speech service of this server, and everybody in the call can read it. Nothing of it is kept.')}</p>
      <div role="status">${this.refusal ? html`<p><bdi>${this.refusal}</bdi></p>` : nothing}${this.isUnreadable ? html`<p>${msg('This file is no picture that can be shown here.')}</p>` : nothing}
        ${problems.noiseRemoval ? html`<p>${this.#words(problems.noiseRemoval)} ${msg('You are heard with what the browser does against noise.')}</p>` : nothing}
        ${problems.background ? html`<p>${this.#words(problems.background)} ${msg('The others see your room as it is.')}</p>` : nothing}</div>`;
  }

  #words(problem: EffectProblem): string {
    switch (problem) {
      case 'blocked': return msg('This could not be loaded: the page or the network does not let it through.');
      case 'slow': return msg('This device is too slow for it: pictures would stand still.');
      case 'unsupported': return msg('This browser cannot do it.');
    }
  }

  #shown: MediaStream | undefined;
  #stream(camera: MediaStreamTrack): MediaStream {
    if (this.#shown?.getTracks()[0] !== camera) this.#shown = new MediaStream([camera]);
    return this.#shown;
  }

  #choose(select: HTMLSelectElement, before: string): void {
    const { value } = select, { effects } = this.session!;
    if (value === 'image') {
      select.value = before; // until there is one
      this.#ask();
    } else void this.#do(() => effects.setBackground(value === 'none' ? undefined : { blur: value as 'light' | 'strong' }));
  }

  readonly #ask = (): void => { this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')!.click(); };

  #take(input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    void this.#do(async () => {
      const image = await reduced(file).catch(() => undefined);
      if (image) await this.session!.effects.setBackground({ image });
      else this.isUnreadable = true;
    });
  }

  /** To tick the box is to agree. */
  #caption(box: HTMLInputElement): void {
    const { captions } = this.session!;
    this.refusal = '';
    void this.#do(async () => {
      if (!box.checked) { await captions.turnOff(); return; }
      try { await captions.turnOn(); } catch (error) {
        this.refusal = explain(error as CorridorError);
        box.checked = false;
      }
    });
  }

  async #do(act: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.isUnreadable = false;
    try { await act(); } catch { /* Another try loads it. */ } finally { this.busy = false; }
  }
}

define('call-effects', CallEffects);

declare global {
  interface HTMLElementTagNameMap {
    'call-effects': CallEffects;
  }
}
