import type { Corridor, FileActivity, FileInfo, FileVersion } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatNumber, formatShort, msg, str } from '../base/localisation.ts';
import '../people/user-avatar.ts';
import { addressesBy, saveFile } from './file-addresses.ts';
import { why } from './file-browser.acts.ts';
import { uploadAll, uploadPlace } from './file-browser.uploads.ts';
import './file-comments.ts';
import { deedText } from './file-deeds.ts';
import { renderFacts } from './file-facts.ts';
import { formatBytes, measure } from './file-words.ts';
import { quarantineAdvice, quarantineReason } from './quarantine-words.ts';

type Tab = 'about' | 'versions' | 'comments' | 'activity';

/**
 * @summary What is known of a file, its versions, what is said about it, and what happened with it.
 * @tag file-details
 * @fires corridor-close - the way out was chosen
 */
export class FileDetails extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, fieldStyles, css`
    :host {
      display: flex;
      flex-direction: column;
      min-block-size: 0;
      background: var(--c-surface);
    }
    .bar {
      display: flex;
      align-items: center;
      gap: 4px;
      flex: none;
      min-block-size: 44px;
      padding-inline: 16px 8px;
    }
    .bar h2 {
      flex: 1;
      min-inline-size: 0;
      font-weight: 600;
    }
    .tabs {
      display: flex;
      flex: none;
      gap: 4px;
      padding-inline: 12px;
      border-block-end: 1px solid var(--c-line);
      overflow-x: auto;
    }
    .tabs button {
      padding: 6px 8px;
      font-size: var(--c-font-size-small);
      color: var(--c-muted);
      border-block-end: 2px solid transparent;
      white-space: nowrap;
    }
    .tabs [aria-selected='true'] {
      color: var(--c-text);
      font-weight: 600;
      border-color: var(--c-accent);
    }
    .panel {
      flex: 1;
      min-block-size: 0;
      overflow-y: auto;
      padding: 16px;
    }
    dl {
      margin: 0;
      display: grid;
      gap: 10px;
      font-size: var(--c-font-size-small);
    }
    dt {
      color: var(--c-muted);
      font-size: var(--c-font-size-meta);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
    li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 2px 10px;
      padding-block: 8px;
      font-size: var(--c-font-size-small);
      border-block-end: 1px solid var(--c-line);
    }
    li > .ways {
      grid-column: 2;
    }
    .ways {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .kept {
      margin-block-end: 16px;
      padding: 8px 12px;
      border-radius: var(--c-radius-m);
      background: color-mix(in oklab, var(--c-danger) 10%, var(--c-surface));
      font-size: var(--c-font-size-small);
      overflow-wrap: anywhere;
    }
    .tags {
      margin-block-start: 16px;
    }
  `];
  static override properties: PropertyDeclarations = {
    fileId: { attribute: 'file-id' }, tab: { attribute: false }, file: { attribute: false }, versions: { attribute: false }, deeds: { attribute: false }, next: { attribute: false }, failure: { attribute: false },
  };

  /** Which file. */
  fileId = '';
  private tab: Tab = 'about';
  private file: FileInfo | undefined;
  private versions: readonly FileVersion[] | undefined;
  private deeds: readonly FileActivity[] | undefined;
  /** The page after, of what the tab shows. */
  private next: string | undefined;
  private failure: string | undefined;
  #asked = 0;
  #off: (() => void) | undefined;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-selected=true]')?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#off?.();
    this.#off = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { corridor } = this;
    if (!corridor || !this.isConnected || (!this.#off && corridor.connection.get() === 'connecting')) return;
    const isFirst = !this.#off;
    this.#off ??= corridor.on('files.changed', ({ fileId }) => { if (fileId === this.fileId) void this.#load(corridor); });
    if (isFirst || changed.has('fileId') || changed.has('tab')) void this.#load(corridor);
  }

  protected override render() {
    const { corridor, file, tab } = this;
    if (!corridor) return this.renderWithoutCorridor();
    this.watch(corridor.connection);
    const mayEdit = file?.level === 'edit' || file?.level === 'owner';
    const tabs: [Tab, string][] = [['about', msg('About')], ['comments', msg('Comments')], ...(mayEdit ? [['versions', msg('Versions')], ['activity', msg('Activity')]] as [Tab, string][] : [])];
    return html`<div class="bar"><h2 class="cut" dir="auto" title=${file?.name ?? ''}>${file?.name ?? msg('File')}</h2><button class="icon" type="button" aria-label=${msg('Close details')} title=${msg('Close details')} @click=${() => this.emit('corridor-close', {})}>${icon(moreIcons.x)}</button></div>
      <div class="tabs" role="tablist" aria-label=${msg('Details')} @keydown=${this.#onKeydown}>${tabs.map(([one, label]) => html`<button type="button" role="tab" data-tab=${one} aria-selected=${one === tab ? 'true' : 'false'} tabindex=${one === tab ? 0 : -1} @click=${() => (this.tab = one)}>${label}</button>`)}</div>
      <div class="panel" role="tabpanel" tabindex="0" aria-label=${tabs.find(([one]) => one === tab)?.[1] ?? ''}>${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}${file ? this.#renderTab(corridor, file, mayEdit) : nothing}</div>`;
  }

  #renderTab(corridor: Corridor, file: FileInfo, mayEdit: boolean) {
    switch (this.tab) {
      case 'comments': return html`<file-comments file-id=${file.id} .canComment=${file.level !== 'view'} .isOwner=${file.level === 'owner'}></file-comments>`;
      case 'versions': return this.#renderVersions(corridor, file);
      case 'activity': return this.#renderActivity(corridor);
      default: return html`${file.state === 'quarantined' ? html`<div class="kept"><strong>${msg('This file is in quarantine.')}</strong> ${quarantineReason(file.refusal)} ${file.level === 'owner' ? quarantineAdvice(this.language, file.version) : nothing}</div>` : nothing}${renderFacts(this.language, file, this.watch(corridor.people.person(file.ownerId)).name)}
        ${mayEdit ? html`<label class="field tags"><span class="label">${msg('Tags')}</span><input .value=${file.tags.join(', ')} placeholder=${msg('Several with commas between')} @change=${this.#onTags} /></label>` : nothing}`;
    }
  }

  #renderVersions(corridor: Corridor, file: FileInfo) {
    const { language, versions } = this;
    if (!versions) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    return html`<div class="ways"><button class="button" type="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click()}>${icon(shapes.upload, 'small')}${msg('Upload a new version')}</button><input type="file" hidden @change=${this.#onVersion} /></div>
      <ul aria-label=${msg('Versions')}>${versions.map((version) => { const number = formatNumber(language, version.version), isNow = version.version === file.version; return html`<li>
        <user-avatar size="small" user-id=${version.madeBy}></user-avatar>
        <span><b>${isNow ? msg(str`Version ${number}, the current one`) : msg(str`Version ${number}`)}</b><br /><span class="meta">${[this.watch(corridor.people.person(version.madeBy)).name, formatShort(language, version.madeAt), formatBytes(language, version.bytes), measure(language, { ...file, ...version }), version.restoredFrom ? msg(str`from version ${formatNumber(language, version.restoredFrom)}`) : ''].filter(Boolean).join(' · ')}</span></span>
        <span class="ways"><button class="link" type="button" @click=${() => this.emit('corridor-open-file', { fileId: file.id, version: isNow ? undefined : version.version })}>${msg('Open')}</button>
          <button class="link" type="button" @click=${() => void this.#run(async () => void (await saveFile(corridor, file.id, version.name, version.version)))}>${msg('Download')}</button>
          ${isNow ? nothing : html`<button class="link" type="button" @click=${() => void this.#run(async ({ files }) => void (await files.restoreVersion({ fileId: file.id, version: version.version })))}>${msg('Restore')}</button>`}</span></li>`; })}</ul>${this.#renderMore(corridor)}`;
  }

  #renderActivity(corridor: Corridor) {
    const { language, deeds } = this;
    if (!deeds) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    return html`<ul aria-label=${msg('Activity')}>${deeds.map((deed) => html`<li><user-avatar size="small" user-id=${deed.userId}></user-avatar><span><b dir="auto">${this.watch(corridor.people.person(deed.userId)).name}</b> ${deedText(deed, language)}<br /><time class="meta" datetime=${deed.at} title=${formatFull(language, deed.at)}>${formatShort(language, deed.at)}</time></span></li>`)}</ul>${this.#renderMore(corridor)}`;
  }

  #renderMore(corridor: Corridor) {
    return this.next ? html`<button class="link" type="button" @click=${() => void this.#load(corridor, this.next)}>${msg('Show more')}</button>` : nothing;
  }

  async #load(corridor: Corridor, cursor?: string): Promise<void> {
    const asked = ++this.#asked, { fileId, tab } = this;
    if (!fileId) return;
    try {
      const file = await corridor.files.file({ fileId });
      const page = { fileId, ...(cursor && { cursor }) };
      const versions = tab === 'versions' ? await corridor.files.versions(page) : undefined, deeds = tab === 'activity' ? await corridor.files.activity(page) : undefined;
      if (asked !== this.#asked) return;
      this.file = file;
      this.failure = undefined;
      if (versions) this.versions = cursor ? [...this.versions ?? [], ...versions.items] : versions.items;
      if (deeds) this.deeds = cursor ? [...this.deeds ?? [], ...deeds.items] : deeds.items;
      this.next = (versions ?? deeds)?.next;
    } catch (error) {
      if (asked === this.#asked) this.failure = why(error);
    }
  }

  async #run(act: (corridor: Corridor) => Promise<void>): Promise<void> {
    this.failure = undefined;
    try {
      await act(this.corridor!);
      addressesBy(this.corridor!).forget(this.fileId);
      await this.#load(this.corridor!);
    } catch (error) {
      this.failure = why(error);
    }
  }

  readonly #onTags = (event: Event): void => {
    const tags = [...new Set((event.target as HTMLInputElement).value.split(',').map((tag) => tag.trim()).filter(Boolean))].slice(0, 20);
    void this.#run(async ({ files }) => { await files.update({ fileId: this.fileId, tags }); });
  };

  readonly #onVersion = (event: Event): void => {
    const field = event.target as HTMLInputElement, [file] = field.files ?? [];
    field.value = '';
    if (file) void this.#run((corridor) => uploadAll(corridor, [file], { place: uploadPlace(this.fileId), fileId: this.fileId }));
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=tab]')], at = tabs.indexOf(event.target as HTMLElement), by = this.matches(':dir(rtl)') ? -1 : 1;
    const to = { ArrowRight: at + by, ArrowLeft: at - by, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    next.click();
    next.focus();
  };
}

define('file-details', FileDetails);

declare global {
  interface HTMLElementTagNameMap {
    'file-details': FileDetails;
  }
}
