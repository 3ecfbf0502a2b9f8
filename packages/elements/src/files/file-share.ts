import type { Corridor, FileInfo, FileLink, FileSharing, FileVisibility, GrantLevel, MyChannel, Person } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define, innerName } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { linkTo } from '../base/icon-shapes.acts.ts';
import { icon } from '../base/icons.ts';
import { insetField } from '../base/inset-field.styles.ts';
import { formatFull, formatNumber, msg, plural, str } from '../base/localisation.ts';
import '../people/people-picker.ts';
import '../people/user-avatar.ts';
import { why } from './file-browser.acts.ts';

type Grant = FileSharing['items'][number];
const levels: readonly GrantLevel[] = ['view', 'comment', 'edit'];
const visibilities: readonly FileVisibility[] = ['private', 'restricted', 'organisation'];
const dayMs = 86_400_000;

/**
 * @summary Whom a file is shared with, and links to it for people without an account. A dialog.
 * @tag file-share
 * @csspart grant - somebody it is shared with
 */
export class FileShare extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, insetField(css`li select, .adding select, .links select, .links input`), css`
    dialog {
      inline-size: min(520px, 100vw - 32px);
    }
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
    }
    h3 {
      font-weight: 600;
      margin-block: 16px 8px;
    }
    li {
      display: flex;
      align-items: center;
      gap: 8px;
      min-block-size: 40px;
    }
    .who {
      flex: 1;
      min-inline-size: 0;
    }
    .adding {
      margin-block-end: 8px;
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      gap: 8px;
    }
    .adding > :first-child {
      flex: 1 1 200px;
      min-inline-size: 0;
    }
    li select,
    .adding select,
    .links :is(select, input) {
      max-inline-size: 100%;
    }
    .links {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(130px, 1fr));
      gap: 8px;
      align-items: end;
      margin-block-end: 8px;
    }
    .links label {
      display: grid;
      gap: 4px;
      font-size: var(--c-font-size-meta);
    }
    .made {
      display: flex;
      gap: 8px;
      margin-block: 8px;
    }
    .made input {
      flex: 1;
      min-inline-size: 0;
    }
    .who.link {
      display: grid;
    }
  `];
  static override properties: PropertyDeclarations = {
    fileId: { attribute: 'file-id' }, file: { attribute: false }, sharing: { attribute: false }, links: { attribute: false }, people: { attribute: false }, level: { attribute: false }, made: { attribute: false }, revoking: { attribute: false }, hasCopied: { attribute: false }, failure: { attribute: false },
  };

  /** Which file. */
  fileId = '';
  private file: FileInfo | undefined;
  private sharing: FileSharing | undefined;
  private links: readonly FileLink[] = [];
  private people: readonly Person[] = [];
  private level: GrantLevel = 'comment';
  /** The address of the link just made: it is told this once. */
  private made = '';
  private hasCopied = false;
  /** The link of which it is asked whether it is to end: nobody can make the same one again. */
  private revoking: string | undefined;
  private failure: string | undefined;
  /** A second press of two makes no second link. */
  #isMaking = false;

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog; resolves when it is closed. */
  async show(): Promise<void> {
    await this.updateComplete;
    const dialog = this.#dialog;
    if (!dialog || !this.corridor) return;
    openDialog(dialog);
    const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
    await this.#run(async ({ files }) => {
      const { fileId } = this;
      this.file = await files.file({ fileId });
      [this.sharing, this.links] = await Promise.all([files.grants({ fileId }), files.links({ fileId }).then(({ items }) => items)]);
    });
    await closed;
  }

  protected override render() {
    const { corridor, sharing, file } = this;
    if (!corridor) return this.renderWithoutCorridor();
    return html`<dialog aria-labelledby="title"><div class="dialog-bar"><h2 id="title" class="cut" dir="auto">${file ? msg(str`Share “${file.name}”`) : msg('Share')}</h2><button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body">${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
        ${sharing ? html`${this.#renderVisibility(sharing)} ${this.#renderGrants(corridor, sharing)} ${this.#renderLinks(corridor)}` : this.failure ? nothing : html`<div class="state late" role="status">${msg('Looking…')}</div>`}</div></dialog>`;
  }

  #renderVisibility({ visibility }: FileSharing) {
    const label = { private: msg('Only me, and where it was sent'), restricted: msg('People, groups and channels below'), organisation: msg('Everybody in the organisation') };
    return html`<fieldset class="field"><legend class="label">${msg('Who sees it')}</legend>${visibilities.map((one) => html`<label class="choice"><input type="radio" name="visibility" .checked=${one === visibility} @change=${() => void this.#share({ visibility: one })} />${label[one]}</label>`)}</fieldset>`;
  }

  #renderGrants(corridor: Corridor, { items }: FileSharing) {
    const groups = this.watch(corridor.me)?.groups ?? [], channels = this.watch(corridor.chat.channels).filter(({ kind }) => kind !== 'direct'), name = (channel: MyChannel) => channel.name ?? channel.record?.title ?? channel.record?.id ?? '';
    return html`<h3>${msg('Shared with')}</h3>
      <div class="adding"><people-picker label=${msg('Type a name')} .chosen=${this.people} .without=${[this.file!.ownerId, ...items.filter(({ kind }) => kind === 'user').map(({ id }) => id)]} @corridor-people=${(event: CustomEvent<{ people: readonly Person[] }>) => { event.stopPropagation(); this.people = event.detail.people; }}></people-picker>
        <select aria-label=${msg('May')} @change=${(event: Event) => (this.level = (event.target as HTMLSelectElement).value as GrantLevel)}>${this.#options(this.level)}</select>
        <button class="button primary" type="button" ?disabled=${!this.people.length} @click=${this.#onAddPeople}>${msg('Share')}</button></div>
      <div class="adding"><select class="others" aria-label=${msg('A channel or a group')} .value=${''} @change=${this.#onAddOther}><option value="">${msg('Add a channel or a group')}</option>
        ${channels.map((channel) => html`<option value=${`channel ${channel.id}`}>${name(channel)}</option>`)}${groups.map((group) => html`<option value=${`group ${group}`}>${group}</option>`)}</select></div>
      ${items.length ? html`<ul aria-label=${msg('Shared with')}>${items.map((grant) => this.#renderGrant(corridor, grant))}</ul>` : nothing}`;
  }

  #renderGrant(corridor: Corridor, { kind, id, level }: Grant) {
    const channel = kind === 'channel' ? this.watch(corridor.chat.channels).find((one) => one.id === id) : undefined;
    const name = kind === 'user' ? this.watch(corridor.people.person(id)).name : kind === 'channel' ? (channel?.name ?? channel?.record?.title ?? msg('A conversation')) : id;
    return html`<li part="grant">${kind === 'user' ? html`<user-avatar size="small" user-id=${id}></user-avatar>` : icon(kind === 'channel' ? moreIcons.hash : moreIcons.users, 'small')}<span class="who cut" dir="auto">${name}</span>
      <select aria-label=${msg(str`What ${name} may do`)} @change=${(event: Event) => void this.#share({ grants: [{ kind, id, level: (event.target as HTMLSelectElement).value as GrantLevel }] })}>${this.#options(level)}</select>
      <button class="icon" type="button" aria-label=${msg(str`Stop sharing with ${name}`)} title=${msg('Stop sharing')} @click=${() => void this.#run(async ({ files }) => { this.sharing = await files.unshare({ fileId: this.fileId, subjects: [{ kind, id }] }); })}>${icon(moreIcons.x, 'small')}</button></li>`;
  }

  #options(chosen: GrantLevel) {
    const label = { view: msg('May look'), comment: msg('May comment'), edit: msg('May change') };
    return levels.map((level) => html`<option value=${level} ?selected=${level === chosen}>${label[level]}</option>`);
  }

  #renderLinks(corridor: Corridor) {
    const mayLink = this.watch(corridor.me)?.permissions.includes('files.create_links') ?? false;
    if (!mayLink && !this.links.length) return nothing;
    return html`<h3>${msg('Links for people without an account')}</h3>
      ${mayLink
        ? html`<form class="links" @submit=${this.#onLink}>
            <label>${msg('Works for')}<select name="days"><option value="1">${msg('1 day')}</option><option value="7" selected>${msg('7 days')}</option><option value="30">${msg('30 days')}</option><option value="365">${msg('1 year')}</option></select></label>
            <label>${msg('Password')}<input name="password" type="password" autocomplete="new-password" maxlength="200" placeholder=${msg('None')} /></label>
            <label>${msg('Downloads at most')}<input name="most" type="number" min="1" max="1000000" placeholder=${msg('Any number')} /></label>
            <button class="button" type="submit">${msg('Make a link')}</button></form>`
        : nothing}
      ${this.made ? html`<div class="made"><input readonly aria-label=${msg('Link')} .value=${this.made} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /><button class="button primary" type="button" @click=${this.#onCopy}>${icon(this.hasCopied ? moreIcons.check : moreIcons.copy, 'small')}${this.hasCopied ? msg('Copied') : msg('Copy link')}</button></div><p class="meta">${msg('It is shown only now: nobody can look it up later.')}</p>` : nothing}
      ${this.links.length ? html`<ul aria-label=${msg('Links')}>${this.links.map((link) => this.#renderLink(link))}</ul>` : nothing}`;
  }

  #renderLink({ id, state, expiresAt, hasPassword, downloads, mostDownloads }: FileLink) {
    const { language } = this, count = formatNumber(language, downloads), when = formatFull(language, expiresAt);
    const used = mostDownloads ? msg(str`${count} of ${formatNumber(language, mostDownloads)} downloads`) : plural(language, downloads, { one: str`${count} download`, other: str`${count} downloads` });
    const says = { active: msg(str`Works until ${when}`), expired: msg(str`Ended on ${when}`), revoked: msg('Revoked'), exhausted: msg('Used up') }[state];
    return html`<li>${icon(state === 'active' ? linkTo : moreIcons.x, 'small')}<span class="who link"><span>${says}</span><span class="meta">${[used, hasPassword ? msg('with a password') : ''].filter(Boolean).join(' · ')}</span></span>
      ${state !== 'active' ? nothing
      : this.revoking === id ? html`<button class="button danger" type="button" @click=${() => void this.#revoke(id)}>${msg('Revoke')}</button><button class="button keep" type="button" @click=${() => this.#ask(undefined, id)}>${msg('Keep')}</button>`
      : html`<button class="button" type="button" data-link=${id} @click=${() => this.#ask(id)}>${msg('Revoke…')}</button>`}</li>`;
  }

  /** The focus is where the question is, and goes back to what asked it. */
  #ask(linkId: string | undefined, before = ''): void {
    this.revoking = linkId;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(linkId ? '.keep' : `[data-link="${before}"]`)?.focus());
  }

  async #revoke(linkId: string): Promise<void> {
    this.revoking = undefined;
    await this.#run(async ({ files }) => {
      await files.revokeLink({ linkId });
      this.links = (await files.links({ fileId: this.fileId })).items;
    });
    this.renderRoot.querySelector<HTMLElement>('.links select')?.focus();
  }

  async #run(act: (corridor: Corridor) => Promise<void>): Promise<void> {
    this.failure = undefined;
    try {
      await act(this.corridor!);
    } catch (error) {
      this.failure = why(error);
    }
  }

  #share(change: { visibility?: FileVisibility; grants?: { kind: Grant['kind']; id: string; level: GrantLevel }[] }): Promise<void> {
    return this.#run(async ({ files }) => { this.sharing = await files.share({ fileId: this.fileId, ...change }); });
  }

  readonly #onAddPeople = async (): Promise<void> => {
    await this.#share({ grants: this.people.map(({ id }) => ({ kind: 'user', id, level: this.level })) });
    if (!this.failure) this.people = [];
  };

  readonly #onAddOther = async (event: Event): Promise<void> => {
    const field = event.target as HTMLSelectElement, [kind, ...id] = field.value.split(' ');
    field.value = '';
    if (kind === 'channel' || kind === 'group') await this.#share({ grants: [{ kind, id: id.join(' '), level: this.level }] });
  };

  readonly #onLink = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement, wishes = new FormData(form), text = (name: string) => { const value = wishes.get(name); return typeof value === 'string' ? value : ''; };
    if (this.#isMaking) return;
    this.#isMaking = true;
    void this.#run(async ({ files }) => {
      const { fileId } = this, password = text('password'), most = Number(text('most'));
      const { url } = await files.createLink({ fileId, expiresAt: new Date(Date.now() + Number(text('days')) * dayMs).toISOString(), ...(password && { password }), ...(most && { mostDownloads: most }) });
      this.made = url;
      this.hasCopied = false;
      form.reset();
      this.links = (await files.links({ fileId })).items;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.made .primary')?.focus(); // what one does with it
    }).finally(() => { this.#isMaking = false; });
  };

  readonly #onCopy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.made);
      this.hasCopied = true;
    } catch {
      this.failure = msg('This page may not copy.');
    }
  };
}

define('file-share', FileShare);

/** Shows whom a file is shared with, in a dialog within `place`. Resolves when it is closed. */
export async function openShare(place: ShadowRoot, fileId: string): Promise<void> {
  const dialog = Object.assign(document.createElement(innerName('file-share')) as FileShare, { fileId });
  place.append(dialog);
  await dialog.show();
  dialog.remove();
}

declare global {
  interface HTMLElementTagNameMap {
    'file-share': FileShare;
  }
}
