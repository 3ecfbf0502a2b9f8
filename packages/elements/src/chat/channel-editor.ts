import type { Corridor, MyChannel } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';

const styles = css`
  summary {
    margin-block-end: 12px;
    font-size: var(--c-font-size-small);
    font-weight: 600;
    cursor: pointer;
  }
  .last {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    margin-block-start: 16px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--c-line);
  }
  .last + .last {
    margin-block-start: 8px;
    padding-block-start: 0;
    border: 0;
  }
  .last .meta {
    flex: 1 1 200px;
  }
`;

/**
 * @summary A dialog for a channel's owners and admins: its name, what it is about, who sees it and who writes; archive and delete.
 * @tag channel-editor
 */
export class ChannelEditor extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = { channelId: { attribute: 'channel-id' }, isBusy: { attribute: false }, isDeleting: { attribute: false }, failure: { attribute: false } };

  /** Which channel. */
  channelId = '';
  private isBusy = false;
  private isDeleting = false;
  private failure: string | undefined;

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog with the channel as it is. */
  async show(): Promise<void> {
    this.failure = undefined;
    this.isDeleting = false;
    await this.updateComplete;
    this.renderRoot.querySelector('form')?.reset();
    openDialog(this.#dialog, 'form');
  }

  protected override render() {
    const { corridor, channelId } = this;
    const channel = corridor && channelId ? this.watch(corridor.chat.conversation(channelId).channel) : undefined;
    if (!corridor || !channel) return nothing;
    return html`<dialog aria-labelledby="title" @close=${() => (this.isDeleting = false)}>
      <div class="dialog-bar"><h2 id="title">${this.isDeleting ? msg('Delete the channel') : msg('Settings')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      ${this.isDeleting ? this.#renderDeletion(channel) : this.#renderForm(corridor, channel)}
    </dialog>`;
  }

  #renderForm(corridor: Corridor, channel: MyChannel) {
    const isNamed = channel.kind !== 'record';
    const isLive = !channel.archivedAt;
    return html`<form class="dialog-body" id="form" @submit=${this.#onSubmit}>
        ${isNamed ? html`<label class="field"><span class="label">${msg('Name')}</span><input type="text" name="name" maxlength="200" autocomplete="off" required ?disabled=${!isLive} value=${channel.name ?? ''} /></label>` : nothing}
        <label class="field"><span class="label">${msg('What it is about')}</span><textarea name="description" rows="3" maxlength="2000" ?disabled=${!isLive}>${channel.description ?? ''}</textarea></label>
        ${isNamed ? this.#renderChoices('visibility', channel.visibility, msg('Who can see it'), isLive, [['private', msg('Only its members')], ['public', msg('Everybody here')]]) : nothing}
        ${this.#renderChoices('posting', channel.posting, msg('Who writes'), isLive, [['everyone', msg('Everybody in it')], ['admins', msg('Owners and admins')]])}
        ${this.#renderRules(channel, isLive)}
        <div class="last"><span class="meta">${isLive ? msg('Archived, it stays to be read and found, and nobody writes in it.') : msg('It is archived: nobody writes in it.')}</span>
          <button class="button" type="button" @click=${() => this.#archive(isLive)}>${isLive ? msg('Archive') : msg('Restore')}</button></div>
        ${isNamed && this.watch(corridor.me)?.permissions.includes('chat.manage_channels')
          ? html`<div class="last"><span class="meta">${msg('Deleted, it is gone with all its messages.')}</span><button class="button danger" type="button" @click=${() => (this.isDeleting = true)}>${msg('Delete…')}</button></div>`
          : nothing}
      </form>
      ${this.#renderActions(html`<button class="button primary" type="submit" form="form" ?disabled=${this.isBusy || !isLive}>${msg('Save')}</button>`)}`;
  }

  #renderRules({ threadRules }: MyChannel, isLive: boolean) {
    const rules: [keyof MyChannel['threadRules'], string][] = [['open', msg('Who opens threads')], ['reply', msg('Who replies in them')], ['close', msg('Who resolves and archives them')]];
    return html`<details><summary>${msg('Threads')}</summary>${rules.map(([rule, label]) => html`<label class="field"><span class="label">${label}</span>
      <select name=${`thread-${rule}`} ?disabled=${!isLive}>
        <option value="everyone" ?selected=${threadRules[rule] === 'everyone'}>${msg('Everybody in it')}</option>
        <option value="admins" ?selected=${threadRules[rule] === 'admins'}>${rule === 'close' ? msg('Who began them, owners and admins') : msg('Owners and admins')}</option>
      </select></label>`)}</details>`;
  }

  #renderChoices(name: string, value: string, label: string, isLive: boolean, choices: readonly [string, string][]) {
    return html`<div class="field" role="radiogroup" aria-labelledby=${`label-${name}`}><span class="label" id=${`label-${name}`}>${label}</span>
      ${choices.map(([choice, text]) => html`<label class="choice"><input type="radio" name=${name} value=${choice} ?checked=${choice === value} ?disabled=${!isLive} /><span>${text}</span></label>`)}</div>`;
  }

  #renderDeletion(channel: MyChannel) {
    const name = channel.name ?? channel.id;
    return html`<form class="dialog-body" id="deletion" @submit=${this.#onDelete}>
        <label class="field"><span>${msg(str`“${name}” and all its messages will be gone for good. To go on, type its name.`)}</span><input type="text" name="confirm" autocomplete="off" required /></label>
      </form>
      ${this.#renderActions(html`<button class="button danger" type="submit" form="deletion" ?disabled=${this.isBusy}>${msg('Delete for good')}</button>`)}`;
  }

  #renderActions(main: unknown) {
    return html`<div class="dialog-actions">
      ${this.failure ? html`<span class="problem" role="alert">${this.failure}</span>` : nothing}
      <button class="button" type="button" @click=${() => this.#dialog?.close()}>${msg('Cancel')}</button>${main}</div>`;
  }

  async #ask(request: (chat: Corridor['chat']) => Promise<unknown>): Promise<void> {
    if (this.isBusy || !this.corridor) return;
    this.isBusy = true;
    this.failure = undefined;
    try {
      await request(this.corridor.chat);
      this.#dialog?.close();
    } catch (error) {
      this.failure = explain(error as Parameters<typeof explain>[0]);
    } finally {
      this.isBusy = false;
    }
  }

  readonly #archive = (isLive: boolean): void => {
    const { channelId } = this;
    void this.#ask((chat) => (isLive ? chat.archive({ channelId }) : chat.restore({ channelId })));
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    const { channelId } = this;
    const given = new FormData(event.target as HTMLFormElement);
    const text = (key: string) => (given.get(key) as string | null)?.trim();
    const [name, visibility, posting] = [text('name'), text('visibility') as MyChannel['visibility'] | undefined, text('posting') as MyChannel['posting'] | undefined];
    const rule = (key: keyof MyChannel['threadRules']) => text(`thread-${key}`) as MyChannel['threadRules']['open'];
    const threadRules = { open: rule('open'), reply: rule('reply'), close: rule('close') };
    void this.#ask((chat) => chat.updateChannel({ channelId, threadRules, ...(name && { name }), description: text('description') || null, ...(visibility && { visibility }), ...(posting && { posting }) }));
  };

  readonly #onDelete = (event: Event): void => {
    event.preventDefault();
    const confirm = new FormData(event.target as HTMLFormElement).get('confirm') as string;
    void this.#ask((chat) => chat.deleteChannel({ channelId: this.channelId, confirm }));
  };
}

define('channel-editor', ChannelEditor);

declare global {
  interface HTMLElementTagNameMap {
    'channel-editor': ChannelEditor;
  }
}
