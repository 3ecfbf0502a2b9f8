import type { CallRecordingFile, Corridor, CorridorError } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define, innerName } from '../base/define.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import { trash } from '../base/icon-shapes.call-history.ts';
import { x } from '../base/icon-shapes.more.ts';
import { download, play } from '../base/icon-shapes.sound.ts';
import { icon, icons } from '../base/icons.ts';
import { formatClock, formatFull, msg, str } from '../base/localisation.ts';
import { explainRefusal as explain, noRoom } from './call-refusals.ts';
import { addressesBy, saveFile } from '../files/file-addresses.ts';
import { formatBytes } from '../files/file-words.ts';
import { isMediaForbidden, listenForPolicy, renewAddress } from '../files/media-address.ts';
import { formatTime, spokenTime } from '../voice/voice-time.ts';
import { callRecordingsStyles } from './call-recordings.styles.ts';
import { openModal, openModalIn } from './modal.ts';

/** Plays from an address that still holds. */
interface Playing { readonly id: string; readonly url: string }

/**
 * @summary Recordings of a call: plays them, downloads them where that is allowed, and says what became of those that are gone or not finished.
 * @tag call-recordings
 * @fires corridor-close - the way out was chosen
 * @csspart recording - one of them
 */
export class CallRecordingList extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, callRecordingsStyles];
  static override properties: PropertyDeclarations = {
    callId: { attribute: 'call-id' }, modal: { type: Boolean, reflect: true },
    items: { attribute: false }, failure: { attribute: false }, playing: { attribute: false }, deleting: { attribute: false }, refusal: { attribute: false },
  };

  /** Of which call. */
  callId = '';
  /** Stands in a dialog, which `show` opens. */
  modal = false;

  private items: readonly CallRecordingFile[] | undefined;
  private failure: CorridorError | undefined;
  private playing: Playing | undefined;
  /** Of which it is asked whether to delete it. */
  private deleting = '';
  private refusal: { readonly id: string; readonly text: string } | undefined;
  #end: (() => void) | undefined;
  #listened: Corridor | undefined;
  #asked = '';

  /** Opens in a dialog of its own; resolves when it is closed. */
  show(): Promise<void> { return openModal(this); }

  override connectedCallback(): void {
    super.connectedCallback();
    listenForPolicy();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
    this.#end = this.#listened = undefined;
    this.#asked = '';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { corridor, callId } = this;
    if (!corridor || !this.isConnected || !callId) return;
    if (this.#listened !== corridor) this.#listen(corridor);
    if (callId === this.#asked) return;
    this.#asked = callId;
    this.items = this.playing = undefined;
    void this.#look(corridor);
  }

  protected override render() {
    if (!this.corridor) return this.renderWithoutCorridor();
    if (!this.modal) return this.#list(this.corridor);
    return html`<dialog class="recordings" aria-labelledby="title" @close=${() => this.emit('corridor-close', {})}>
      <div class="dialog-bar"><h2 id="title">${msg('Recordings of this call')}</h2><button class="icon" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${() => this.renderRoot.querySelector('dialog')?.close()}>${icon(x)}</button></div>
      <div class="dialog-body">${this.#list(this.corridor)}</div></dialog>`;
  }

  #list(corridor: Corridor): TemplateResult {
    const { items, failure } = this;
    if (failure) return html`<div class="state" role="alert"><span>${explain(failure)}</span><button class="button" type="button" @click=${() => void this.#look(corridor)}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
    if (!items) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    if (items.length === 0) return html`<div class="state" role="status">${msg('This call was not recorded.')}</div>`;
    return html`<ul aria-label=${msg('Recordings of this call')}>${items.map((one) => this.#item(corridor, one))}</ul>`;
  }

  #item(corridor: Corridor, one: CallRecordingFile): TemplateResult {
    const { language } = this, title = msg(str`Recording, ${formatClock(language, one.startedAt)}`), name = this.watch(corridor.people.person(one.userId)).name, isReady = one.state === 'ready' && one.fileId !== null, isSaved = (isReady || one.state === 'failed') && one.fileId !== null && one.mayDownload;
    const facts = [one.seconds === null ? '' : formatTime(language, one.seconds), one.bytes === null ? '' : formatBytes(language, one.bytes), msg(str`begun by ${name}`)].filter(Boolean).join(' · ');
    const state = { finishing: msg('Being prepared: it can be played in a moment.'), failed: this.#failureOf(one), deleted: msg('It was deleted.'), expired: msg('It was deleted for its age.'), ready: '' }[one.state];
    const became = [state, one.reason === 'too-large' ? msg('It ended early: it was as large as one may be here. What there was until then is kept.') : one.reason === 'quota-exceeded' ? noRoom() : ''].filter(Boolean).join(' ');
    const act = (label: string, shape: typeof x, run: () => unknown) => html`<button class="icon" type="button" aria-label=${`${label}: ${title}`} title=${label} @click=${run}>${icon(shape)}</button>`;
    return html`<li part="recording"><div class="row">
        ${isReady ? html`<button class="button ${this.playing?.id === one.id ? '' : 'primary'}" type="button" aria-label=${msg(str`Play: ${title}`)} ?disabled=${this.playing?.id === one.id} @click=${() => void this.#play(corridor, one)}>${icon(play, 'small')}${msg('Play')}</button>` : nothing}
        <div class="words"><strong><time datetime=${one.startedAt} title=${formatFull(language, one.startedAt)}>${title}</time></strong><span class="meta" title=${one.seconds === null ? nothing : spokenTime(language, one.seconds)}>${facts}</span>${became ? html`<span class="became" role=${one.state === 'finishing' ? 'status' : nothing}>${became}</span>` : nothing}</div>
        ${isSaved ? act(msg('Download'), download, () => void this.#save(corridor, one)) : nothing}${one.mayDelete ? act(msg('Delete'), trash, () => { this.deleting = one.id; }) : nothing}</div>
      ${this.deleting === one.id ? html`<div class="row asks" role="alert"><span>${msg('Delete it for everybody? Nobody can bring it back here.')}</span><button class="button danger" type="button" @click=${() => void this.#delete(corridor, one)}>${msg('Delete')}</button><button class="button" type="button" @click=${() => { this.deleting = ''; }}>${msg('Keep it')}</button></div>` : nothing}
      ${this.playing?.id === one.id && isReady ? html`<video controls autoplay playsinline preload="metadata" controlslist=${one.mayDownload ? nothing : 'nodownload'} src=${this.playing.url} aria-label=${title} @error=${(event: Event) => void this.#onError(corridor, one, event)}></video>` : nothing}
      ${isReady && !one.mayDownload && this.playing?.id === one.id ? html`<span class="meta">${msg('It can be played here and not be downloaded. An owner or admin of the conversation can allow that.')}</span>` : nothing}
      ${this.refusal?.id === one.id ? html`<span class="problem" role="alert">${this.refusal.text}</span>` : nothing}</li>`;
  }

  #failureOf({ reason, fileId, mayDownload }: CallRecordingFile): string {
    if (reason !== 'unmade') return msg('It came to nothing: nothing of it has arrived.');
    return fileId !== null && mayDownload ? msg('No film could be made of it. What was recorded can be downloaded, piece by piece.') : msg('No film could be made of it.');
  }

  #listen(corridor: Corridor): void {
    this.#end?.();
    this.#listened = corridor;
    let isOver = false, off: (() => void) | undefined;
    void corridor.calls.loaded().then(({ log }) => { if (!isOver) off = log.onChange(({ name }) => { if (name === 'calls.historyChanged') void this.#look(corridor); }); }, () => undefined);
    const offFiles = corridor.on('files.changed', ({ fileId }) => { if (this.items?.some((one) => one.fileId === fileId)) void this.#look(corridor); });
    this.#end = () => {
      isOver = true;
      off?.();
      offFiles();
    };
  }

  async #look(corridor: Corridor): Promise<void> {
    const { callId } = this;
    try {
      const { items } = await (await corridor.calls.loaded()).log.recordings({ callId });
      if (callId !== this.callId) return;
      this.items = items;
      this.failure = undefined;
    } catch (error) { if (callId === this.callId && !this.items) this.failure = error as CorridorError; }
  }

  #addressOf = (corridor: Corridor, { fileId }: CallRecordingFile): Promise<string | undefined> => addressesBy(corridor).url({ fileId: fileId!, as: 'original' });

  async #play(corridor: Corridor, one: CallRecordingFile): Promise<void> {
    this.refusal = undefined;
    try {
      const url = await this.#addressOf(corridor, one);
      if (url) this.playing = { id: one.id, url };
      else this.#refuse(one, msg('It is not there any more, or is still being checked for viruses.'));
    } catch (error) { this.#refuse(one, explain(error as CorridorError)); }
  }

  async #onError(corridor: Corridor, one: CallRecordingFile, { target }: Event): Promise<void> {
    addressesBy(corridor).forget(one.fileId!);
    if (!isMediaForbidden() && await renewAddress(target as HTMLVideoElement, corridor, () => this.#addressOf(corridor, one))) return;
    this.playing = undefined;
    this.#refuse(one, isMediaForbidden() ? msg('This page does not allow films of the server: its policy (media-src) has to name it.') : msg('This browser cannot play it.'));
  }

  async #save(corridor: Corridor, one: CallRecordingFile): Promise<void> {
    this.refusal = undefined;
    try {
      const { name } = await corridor.files.file({ fileId: one.fileId! });
      if (!await saveFile(corridor, one.fileId!, name)) this.#refuse(one, msg('It is not there any more, or is still being checked for viruses.'));
    } catch (error) { this.#refuse(one, explain(error as CorridorError)); }
  }

  async #delete(corridor: Corridor, one: CallRecordingFile): Promise<void> {
    this.deleting = '';
    this.refusal = undefined;
    try {
      await (await corridor.calls.loaded()).log.deleteRecording({ recordingId: one.id });
      if (this.playing?.id === one.id) this.playing = undefined;
      await this.#look(corridor);
    } catch (error) { this.#refuse(one, explain(error as CorridorError)); }
  }

  #refuse({ id }: CallRecordingFile, text: string): void { this.refusal = { id, text }; }
}

define('call-recordings', CallRecordingList);

/** Shows the recordings of a call in a dialog; resolves when it is closed. */
export const openRecordings = (place: ShadowRoot, callId: string): Promise<void> => openModalIn(place, Object.assign(document.createElement(innerName('call-recordings')) as CallRecordingList, { callId, modal: true }));

declare global {
  interface HTMLElementTagNameMap {
    'call-recordings': CallRecordingList;
  }
}
