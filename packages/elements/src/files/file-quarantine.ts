import type { Corridor, CorridorError, QuarantinedFile } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatFull, formatNumber, formatShort, msg, str } from '../base/localisation.ts';
import { why } from './file-browser.acts.ts';
import { fileQuarantineStyles } from './file-quarantine.styles.ts';
import { formatBytes, kindName, nameParts } from './file-words.ts';
import { quarantineAdvice, quarantineReason } from './quarantine-words.ts';

type Deed = 'release' | 'purge' | 'delete';
const keyOf = ({ fileId, version }: QuarantinedFile): string => `${fileId} ${version}`;

/**
 * What is kept from everybody: for administrators all of it, to be released or destroyed; for others what they uploaded, with what to do. The place "Quarantine" of `<file-browser>`.
 * @tag file-quarantine
 */
export class FileQuarantine extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fileQuarantineStyles];
  static override properties: PropertyDeclarations = {
    mine: { type: Boolean }, items: { attribute: false }, next: { attribute: false }, asked: { attribute: false }, isBusy: { attribute: false }, done: { attribute: false }, failure: { attribute: false },
  };

  /** Only what I uploaded myself. */
  mine = false;
  private items: readonly QuarantinedFile[] | undefined;
  private next: string | undefined;
  /** What is to be confirmed. */
  private asked: { deed: Deed; file: QuarantinedFile } | undefined;
  private isBusy = false;
  private done: string | undefined;
  private failure: CorridorError | undefined;
  #turn = 0;
  #client: Corridor | undefined;
  #offs: (() => void)[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const off of this.#offs.splice(0)) off();
    this.#client = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { corridor } = this;
    if (!corridor || !this.isConnected || (corridor === this.#client && !changed.has('mine'))) return;
    for (const off of this.#offs.splice(0)) off();
    this.#client = corridor;
    this.#offs = [corridor.on('files.changed', () => void this.#load(corridor)), corridor.connection.subscribe((now) => { if (now !== 'connecting') void this.#load(corridor); })];
  }

  protected override render() {
    const { corridor, items, mine } = this;
    if (!corridor) return this.renderWithoutCorridor();
    if (!items && this.failure) return html`<div class="state" role="alert"><strong>${msg('The files could not be loaded.')}</strong><span>${why(this.failure)}</span><button class="button" type="button" @click=${() => void this.#load(corridor)}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
    if (!items) return html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading')}</span>${[1, 2, 3].map(() => html`<span class="skeleton"></span>`)}</div>`;
    return html`${this.done ? html`<p class="done" role="status">${this.done}</p>` : nothing}
      ${items.length
        ? html`<p class="lead">${mine ? msg('These files of yours were found to be harmful. Nobody can open them.') : msg('These files were found to be harmful. Nobody can open them until you release them.')}</p>
          <ul aria-label=${msg('In quarantine')}>${repeat(items, keyOf, (file) => this.#renderFile(corridor, file))}</ul>
          ${this.next ? html`<button class="button more" type="button" @click=${() => void this.#load(corridor, this.next)}>${msg('Show more')}</button>` : nothing}`
        : html`<div class="state" role="status"><strong>${msg('Nothing is in quarantine.')}</strong><span>${mine ? nothing : msg('What the virus scanner finds to be harmful is kept here.')}</span></div>`}
      ${this.#renderDialog()}`;
  }

  #renderFile(corridor: Corridor, file: QuarantinedFile) {
    const { language, mine } = this, { name, version, userId, uploadedAt, refusal } = file, [start, end] = nameParts(name);
    const act = (deed: Deed, label: string, words: string, look = '') => html`<button class="button ${look}" type="button" aria-label=${words} @click=${() => void this.#ask(deed, file)}>${label}</button>`;
    return html`<li data-key=${keyOf(file)}>${icon(shapes.shield)}
      <div class="about"><span class="name" dir="auto" title=${name}><span class="cut">${start}</span><span>${end}</span></span>
        <span class="meta">${mine ? nothing : html`<bdi>${this.watch(corridor.people.person(userId)).name}</bdi> · `}<time datetime=${uploadedAt} title=${formatFull(language, uploadedAt)}>${formatShort(language, uploadedAt)}</time> · ${[kindName(file), formatBytes(language, file.bytes), version > 1 ? msg(str`Version ${formatNumber(language, version)}`) : ''].filter(Boolean).join(' · ')}</span>
        <span class="why">${quarantineReason(refusal)}</span>
        ${mine ? html`<span class="meta">${quarantineAdvice(language, version)}</span>` : nothing}</div>
      <span class="ways">${mine
        ? version > 1 ? nothing : act('delete', msg('Delete'), msg(str`Delete ${name}`))
        : html`${act('release', msg('Release…'), msg(str`Release ${name}`))}${act('purge', msg('Delete…'), msg(str`Delete ${name}`))}`}</span></li>`;
  }

  #renderDialog() {
    const { deed, file } = this.asked ?? {}, { language } = this, isRelease = deed === 'release', title = isRelease ? msg('Release the file') : msg('Delete the file');
    const words = !file ? '' : isRelease
      ? msg(str`“${file.name}” will be given to everybody who sees it: in messages, in lists, and over links.`)
      : deed === 'delete' ? msg(str`“${file.name}” goes to what you have deleted; it stays in quarantine there, and is gone for good after a while.`)
      : file.version > 1 ? msg(str`Version ${formatNumber(language, file.version)} of “${file.name}” is destroyed for good. The version before it becomes the file again.`) : msg(str`“${file.name}” is destroyed for good. Nobody can bring it back.`);
    return html`<dialog aria-labelledby="title" @close=${this.#onClose}>
      <div class="dialog-bar"><h2 id="title">${title}</h2><button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body"><p>${words}</p>${isRelease ? html`<p>${quarantineReason(file?.refusal)}</p><p>${msg('Release only what you know to be harmless. It is noted in the audit log.')}</p>` : deed === 'purge' ? html`<p>${msg('It is noted in the audit log.')}</p>` : nothing}</div>
      <div class="dialog-actions">${this.failure ? html`<span class="problem" role="alert">${why(this.failure)}</span>` : nothing}
        <button class="button" type="button" @click=${() => this.#dialog?.close()}>${msg('Cancel')}</button>
        <button class="button danger" type="button" ?disabled=${this.isBusy} @click=${() => void this.#act()}>${isRelease ? msg('Release') : deed === 'delete' ? msg('Delete') : msg('Delete for good')}</button></div></dialog>`;
  }

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  async #ask(deed: Deed, file: QuarantinedFile): Promise<void> {
    this.asked = { deed, file };
    this.failure = this.done = undefined;
    await this.updateComplete;
    openDialog(this.#dialog);
  }

  async #act(): Promise<void> {
    const { corridor, asked } = this;
    if (!corridor || !asked || this.isBusy) return;
    const { deed, file } = asked, which = { fileId: file.fileId, version: file.version };
    this.isBusy = true;
    this.failure = undefined;
    try {
      await (deed === 'delete' ? corridor.files.delete({ fileId: file.fileId }) : deed === 'release' ? corridor.files.release(which) : corridor.files.purge(which));
      const at = this.items?.indexOf(file) ?? -1;
      this.items = this.items?.filter((one) => keyOf(one) !== keyOf(file));
      this.done = deed === 'release' ? msg(str`“${file.name}” is released.`) : msg(str`“${file.name}” is deleted.`);
      this.#dialog?.close();
      await this.updateComplete;
      const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('li')];
      rows[Math.min(at, rows.length - 1)]?.querySelector('button')?.focus();
      void this.#load(corridor);
    } catch (error) {
      this.failure = error as CorridorError;
      if (this.failure.code === 'not-found') void this.#load(corridor); // somebody else was first
    } finally {
      this.isBusy = false;
    }
  }

  readonly #onClose = (): void => {
    this.asked = this.failure = undefined;
  };

  async #load(corridor: Corridor, cursor?: string): Promise<void> {
    const turn = ++this.#turn, many = this.items?.length ?? 0;
    try {
      const page = await corridor.files.quarantined({ mine: this.mine, limit: cursor ? 50 : Math.min(200, Math.max(50, many)), ...(cursor && { cursor }) });
      if (turn !== this.#turn) return;
      this.items = cursor ? [...this.items ?? [], ...page.items] : page.items;
      this.next = page.next;
      if (!this.asked) this.failure = undefined;
    } catch (error) {
      if (turn === this.#turn && !this.items) this.failure = error as CorridorError; // what is shown is still worth reading
    }
  }
}

define('file-quarantine', FileQuarantine);

declare global {
  interface HTMLElementTagNameMap {
    'file-quarantine': FileQuarantine;
  }
}
