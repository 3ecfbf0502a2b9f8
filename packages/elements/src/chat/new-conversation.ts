import type { Corridor, GroupKind, MyChannel, Person } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import '../people/people-picker.ts';
import type { PeoplePicker } from '../people/people-picker.ts';
import { otherPerson } from './conversation-title.ts';

const mostRecent = 5;

const styles = css`
  dialog {
    overflow: visible;
  }
`;

/**
 * @summary A dialog that begins a conversation: with people, or a channel with a name.
 * @tag new-conversation
 * @fires corridor-open - the conversation is there: `detail.channelId`
 */
export class NewConversation extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = {
    kind: { attribute: false },
    people: { attribute: false },
    name: { attribute: false },
    isBusy: { attribute: false },
    failure: { attribute: false },
  };

  private kind: 'direct' | 'group' = 'direct';
  private people: readonly Person[] = [];
  private name = '';
  private isBusy = false;
  private failure: string | undefined;

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog, empty. */
  async show(kind: 'direct' | 'group'): Promise<void> {
    this.kind = kind;
    this.people = [];
    this.name = '';
    this.failure = undefined;
    await this.updateComplete;
    openDialog(this.#dialog, 'form');
    const first = this.renderRoot.querySelector<HTMLElement>(kind === 'direct' ? 'people-picker, [data-picker]' : 'input');
    await (first as PeoplePicker | null)?.updateComplete;
    first?.focus();
  }

  protected override render() {
    if (!this.corridor) return nothing;
    const isGroup = this.kind === 'group';
    return html`<dialog aria-labelledby="title" @close=${() => (this.isBusy = false)}>
      <div class="dialog-bar"><h2 id="title">${isGroup ? msg('New channel') : msg('New message')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <form class="dialog-body" id="form" novalidate @submit=${this.#onSubmit}>
        ${isGroup ? this.#renderGroup() : nothing}
        <div class="field"><span class="label">${isGroup ? msg('People') : msg('To')}</span>
          <people-picker data-picker label=${msg('Type a name')} .chosen=${this.people} .offered=${isGroup ? [] : this.#recent(this.corridor)} @corridor-people=${this.#onPeople}></people-picker></div>
      </form>
      <div class="dialog-actions">
        ${this.failure ? html`<span class="problem" role="alert">${this.failure}</span>` : nothing}
        <button class="button" type="button" @click=${() => this.#dialog?.close()}>${msg('Cancel')}</button>
        <button class="button primary" type="submit" form="form" ?disabled=${this.isBusy || (!isGroup && !this.people.length)}>${isGroup ? msg('Create channel') : msg('Start')}</button>
      </div>
    </dialog>`;
  }

  /** With whom I talked last. */
  #recent(corridor: Corridor): Person[] {
    const me = this.watch(corridor.me)?.id;
    const others = this.watch(corridor.chat.channels).flatMap((channel) => otherPerson(channel, me) ?? []);
    return others.slice(0, mostRecent).map((id) => this.watch(corridor.people.person(id)));
  }

  #renderGroup() {
    const kinds: [GroupKind, string][] = [['group', msg('Channel')], ['department', msg('Department')], ['project', msg('Project')], ['announcement', msg('Announcements, where owners and admins write')]];
    return html`<label class="field"><span class="label">${msg('Name')}</span>
        <input type="text" maxlength="200" autocomplete="off" required .value=${this.name} @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)} /></label>
      <label class="field"><span class="label">${msg('What it is about')}</span><textarea id="description" rows="2" maxlength="2000"></textarea></label>
      <label class="field"><span class="label">${msg('Kind')}</span><select name="group-kind">${kinds.map(([kind, label]) => html`<option value=${kind}>${label}</option>`)}</select></label>
      <div class="field" role="radiogroup" aria-labelledby="visibility"><span class="label" id="visibility">${msg('Who can see it')}</span>
        <label class="choice"><input type="radio" name="visibility" value="private" checked /><span>${msg('Private')}<span class="meta">${msg('Only those who are added')}</span></span></label>
        <label class="choice"><input type="radio" name="visibility" value="public" /><span>${msg('Public')}<span class="meta">${msg('Everybody here can read and join')}</span></span></label>
      </div>`;
  }

  #make(): Promise<MyChannel | undefined> {
    const { corridor } = this;
    const ids = this.people.map(({ id }) => id);
    if (!corridor) return Promise.resolve(undefined);
    if (this.kind === 'direct') return corridor.chat.openDirect(ids);
    const description = this.renderRoot.querySelector<HTMLTextAreaElement>('#description')?.value.trim();
    const visibility = this.renderRoot.querySelector<HTMLInputElement>('input[name=visibility]:checked')?.value === 'public' ? 'public' : 'private';
    const kind = this.renderRoot.querySelector<HTMLSelectElement>('select')?.value as GroupKind;
    return corridor.chat.createChannel({ kind, name: this.name.trim(), visibility, members: ids, ...(description && { description }) });
  }

  readonly #onPeople = (event: CustomEvent<{ people: readonly Person[] }>): void => {
    event.stopPropagation();
    this.people = event.detail.people;
  };

  readonly #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.isBusy) return;
    if (this.kind === 'group' && !this.name.trim()) {
      this.failure = msg('A channel needs a name.');
      this.renderRoot.querySelector('input')?.focus();
      return;
    }
    this.isBusy = true;
    this.failure = undefined;
    try {
      const channel = await this.#make();
      if (!channel) return;
      this.#dialog?.close();
      this.emit('corridor-open', { channelId: channel.id });
      this.corridor?.chat.close(channel.id); // it is opened again by what shows it
    } catch (error) {
      this.failure = explain(error as Parameters<typeof explain>[0]);
    } finally {
      this.isBusy = false;
    }
  };
}

define('new-conversation', NewConversation);

declare global {
  interface HTMLElementTagNameMap {
    'new-conversation': NewConversation;
  }
}
