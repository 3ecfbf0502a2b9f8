import type { Corridor, CorridorError, MyChannel, Output } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { chipsStyles } from '../base/chips.styles.ts';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { type ThreadStatus, statusLabel } from './thread-status.ts';

const mostTags = 10, longestTag = 50;

const styles = css`
  :host {
    display: block;
    flex: none;
    max-block-size: 60%;
    overflow-y: auto;
    overscroll-behavior: contain;
    border-block-end: 1px solid var(--c-line);
    font-size: var(--c-font-size-small);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-block-size: 36px;
    padding: 4px 16px;
    padding-inline-end: 8px;
  }
  .facts > * {
    max-inline-size: 100%;
  }
  .status {
    padding-inline: 8px;
    border-radius: 10px;
    background: var(--c-sunken);
    color: var(--c-muted);
    font-size: var(--c-font-size-meta);
    line-height: 20px;
  }
  .category {
    font-weight: 600;
  }
  .tag {
    color: var(--c-muted);
  }
  .edit {
    margin-inline-start: auto;
  }
  .form {
    padding: 12px 16px 16px;
  }
  .form .field {
    margin-block-end: 12px;
  }
  .label {
    display: block;
    margin-block-end: 4px;
    font-weight: 600;
  }
  .tags {
    margin-block-end: 12px;
  }
  .chip {
    padding-inline-start: 10px;
  }
  .problem {
    margin-block-end: 8px;
    color: var(--c-danger);
    overflow-wrap: anywhere;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  @media (forced-colors: active) {
    .status {
      border: 1px solid CanvasText;
    }
  }
`;

/**
 * How a thread stands: its state, category and tags, and a small form to change them. Made by `<thread-view>`.
 * @tag thread-facts
 */
export class ThreadFacts extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, fieldStyles, chipsStyles, styles];
  static override properties: PropertyDeclarations = {
    channel: { attribute: false },
    canChange: { attribute: false },
    canClose: { attribute: false },
    isEditing: { attribute: false },
    status: { attribute: false },
    category: { attribute: false },
    tags: { attribute: false },
    inUse: { attribute: false },
    isBusy: { attribute: false },
    failure: { attribute: false },
  };

  /** The thread. */
  channel: MyChannel | undefined;
  /** I may sort it. */
  canChange = false;
  /** I may also resolve and archive it. */
  canClose = false;

  private isEditing = false;
  private status: ThreadStatus = 'open';
  private category = '';
  private tags: readonly string[] = [];
  /** What its channel sorts threads by. */
  private inUse: Pick<Output<'chat.threadFigures'>, 'categories' | 'tags'> = { categories: [], tags: [] };
  private isBusy = false;
  private failure: string | undefined;

  /** As it stood when the form was opened. */
  #before: MyChannel['thread'] = null;

  get #tagField() {
    return this.renderRoot.querySelector<HTMLInputElement>('#tag');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('channel') && changed.get('channel')?.id !== this.channel?.id) this.isEditing = false;
    if (!this.canChange) this.isEditing = false;
  }

  protected override render() {
    const thread = this.channel?.thread;
    if (!this.corridor || !thread) return nothing;
    if (this.isEditing) return this.#renderForm();
    return html`<div class="facts">
      <span class="status">${statusLabel(thread.status)}</span>
      ${thread.category ? html`<span class="category cut" dir="auto" title=${thread.category}>${thread.category}</span>` : nothing}
      ${thread.tags.map((tag) => html`<span class="tag cut" dir="auto" title=${tag}>#${tag}</span>`)}
      ${this.canChange ? html`<button class="icon edit" type="button" aria-label=${msg('Change state, category and tags')} title=${msg('Change state, category and tags')} @click=${() => void this.#edit()}>${icon(moreIcons.pencil, 'small')}</button>` : nothing}
    </div>`;
  }

  #renderForm() {
    const { inUse, tags } = this;
    const statuses: ThreadStatus[] = ['open', 'resolved', 'archived'];
    const isFull = tags.length >= mostTags;
    return html`<form class="form" novalidate @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
      <label class="field"><span class="label">${msg('State')}</span><select id="status" ?disabled=${!this.canClose} @change=${(event: Event) => (this.status = (event.target as HTMLSelectElement).value as ThreadStatus)}>
        ${statuses.map((status) => html`<option value=${status} ?selected=${status === this.status}>${statusLabel(status)}</option>`)}</select>
        ${this.canClose ? nothing : html`<span class="meta">${msg('Who began the thread and admins of the channel close it.')}</span>`}</label>
      <label class="field"><span class="label">${msg('Category')}</span><input id="category" type="text" list="categories" maxlength="100" dir="auto" autocomplete="off" .value=${this.category} @input=${(event: Event) => (this.category = (event.target as HTMLInputElement).value)} /></label>
      <datalist id="categories">${inUse.categories.map((one) => html`<option value=${one}></option>`)}</datalist>
      <div class="tags"><label class="label" for="tag">${msg('Tags')}</label>
        <div class="box" @pointerdown=${this.#onBoxPointerDown}>
          ${repeat(tags, (tag) => tag, (tag) => html`<span class="chip"><span class="cut" dir="auto">${tag}</span><button type="button" aria-label=${msg(str`Remove ${tag}`)} @click=${() => this.#drop(tag)}>${icon(moreIcons.x, 'small')}</button></span>`)}
          ${isFull ? nothing : html`<input id="tag" type="text" list="known" maxlength="500" dir="auto" autocomplete="off" spellcheck="false" aria-describedby="how" @input=${this.#onTag} @keydown=${this.#onTagKeydown} />`}
        </div>
        <span class="meta" id="how" role=${isFull ? 'status' : nothing}>${isFull ? msg(str`A thread has at most ${formatNumber(this.language, mostTags)} tags.`) : msg('Enter or a comma adds a tag.')}</span>
        <datalist id="known">${inUse.tags.filter((tag) => !tags.includes(tag)).map((tag) => html`<option value=${tag}></option>`)}</datalist></div>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
      <div class="ways"><button class="button primary" type="submit" ?disabled=${this.isBusy}>${msg('Save')}</button><button class="button" type="button" @click=${() => void this.#close()}>${msg('Cancel')}</button></div>
    </form>`;
  }

  async #edit(): Promise<void> {
    const { corridor, channel } = this, thread = channel?.thread;
    if (!corridor || !thread) return;
    this.#before = thread;
    this.status = thread.status;
    this.category = thread.category ?? '';
    this.tags = thread.tags;
    this.failure = undefined;
    this.isEditing = true;
    this.#suggest(corridor, thread.channelId);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(this.canClose ? '#status' : '#category')?.focus();
  }

  #suggest(corridor: Corridor, channelId: string): void {
    corridor.chat.threadFigures({ channelId }).then((figures) => (this.inUse = figures), () => undefined); // it can be typed all the same
  }

  async #close(): Promise<void> {
    this.isEditing = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.edit')?.focus();
  }

  /** What stands in the field becomes tags: without a leading #, each once. */
  #add(text: string): void {
    const added = text.split(',').map((tag) => tag.trim().replace(/^#+/, '').replace(/\s+/g, ' ').slice(0, longestTag).trim()).filter(Boolean);
    this.tags = [...new Set([...this.tags, ...added])].slice(0, mostTags);
    const field = this.#tagField;
    if (field) field.value = '';
  }

  #drop(tag: string): void {
    this.tags = this.tags.filter((one) => one !== tag);
    void this.updateComplete.then(() => this.#tagField?.focus());
  }

  readonly #onBoxPointerDown = (event: PointerEvent): void => {
    if (!(event.target as Element).classList.contains('box')) return;
    event.preventDefault();
    this.#tagField?.focus();
  };

  readonly #onTag = (event: InputEvent): void => {
    const { value } = event.target as HTMLInputElement;
    if (!event.isComposing && value.includes(',')) this.#add(value);
  };

  readonly #onTagKeydown = (event: KeyboardEvent): void => {
    const { value } = event.target as HTMLInputElement, last = this.tags.at(-1);
    if (event.isComposing) return;
    if (event.key === 'Enter' && value.trim()) this.#add(value);
    else if (event.key === 'Backspace' && !value && last !== undefined) this.#drop(last);
    else return;
    event.preventDefault();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#close();
  };

  /** Sends what was changed here alone, so that what others change meanwhile stays. */
  readonly #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { corridor, channel } = this, before = this.#before;
    if (!corridor || !channel || !before || this.isBusy) return;
    this.#add(this.#tagField?.value ?? '');
    const { status, tags } = this, category = this.category.trim() || null;
    const changes = {
      ...(status !== before.status && { status }), ...(category !== before.category && { category }),
      ...([...tags].sort().join('\n') !== [...before.tags].sort().join('\n') && { tags: [...tags] }),
    };
    this.isBusy = true;
    this.failure = undefined;
    try {
      if (Object.keys(changes).length) await corridor.chat.setThread({ channelId: channel.id, ...changes });
      await this.#close();
    } catch (error) {
      this.failure = explain(error as CorridorError);
    } finally {
      this.isBusy = false;
    }
  };
}

define('thread-facts', ThreadFacts);

declare global {
  interface HTMLElementTagNameMap {
    'thread-facts': ThreadFacts;
  }
}
