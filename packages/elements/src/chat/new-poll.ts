import { createId, type CorridorError } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { isPlainEnter } from '../base/keys.ts';
import { msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';

const mostOptions = 10;

const styles = css`
  .option {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-block-end: 6px;
  }
  .option input {
    flex: 1;
    min-inline-size: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 6px;
  }
  .more {
    min-block-size: 28px;
    font-size: var(--c-font-size-small);
  }
  fieldset.field {
    display: block;
    min-inline-size: 0;
    padding: 0;
    margin-inline: 0;
    border: 0;
  }
  .field .choice input {
    inline-size: auto;
    min-block-size: 0;
    box-shadow: none;
  }
`;

/**
 * @summary A dialog that asks the people of a conversation a question with options.
 * @tag new-poll
 */
export class NewPoll extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = {
    question: { attribute: false },
    options: { attribute: false },
    isMultiple: { attribute: false },
    isAnonymous: { attribute: false },
    closesAt: { attribute: false },
    isBusy: { attribute: false },
    failure: { attribute: false },
  };

  private question = '';
  private options: readonly string[] = ['', ''];
  private isMultiple = false;
  private isAnonymous = false;
  private closesAt = '';
  private isBusy = false;
  private failure: string | undefined;
  #channelId = '';
  /** Asked twice after a lost answer, it is there once. */
  #id = createId();
  #isAsked = false;
  #closed: (isAsked: boolean) => void = () => {};

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }
  get #inputs() {
    return [...this.renderRoot.querySelectorAll<HTMLInputElement>('.option input')];
  }

  /** Opens the dialog with what was begun as the question; resolves when it is closed, to whether that was asked. */
  async show(channelId: string, question: string): Promise<boolean> {
    this.#channelId = channelId;
    this.question = question.slice(0, 500);
    await this.updateComplete;
    openDialog(this.#dialog, 'form');
    (question ? this.#inputs[0] : this.renderRoot.querySelector<HTMLElement>('#question'))?.focus();
    return new Promise((resolve) => (this.#closed = resolve));
  }

  protected override render() {
    if (!this.corridor) return nothing;
    const { options, isBusy } = this, isOffline = this.watch(this.corridor.connection) !== 'online';
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed(this.#isAsked)}>
      <div class="dialog-bar"><h2 id="title">${msg('Poll')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <form class="dialog-body" id="form" novalidate @submit=${this.#onSubmit}>
        <label class="field"><span class="label">${msg('Question')}</span>
          <textarea id="question" rows="2" maxlength="500" dir="auto" .value=${this.question} @input=${(event: Event) => (this.question = (event.target as HTMLTextAreaElement).value)}></textarea></label>
        <fieldset class="field"><legend class="label">${msg('Options')}</legend>
          ${options.map((text, place) => html`<div class="option">
            <input maxlength="200" dir="auto" aria-label=${msg(str`Option ${place + 1}`)} placeholder=${msg(str`Option ${place + 1}`)} .value=${text} @input=${(event: Event) => this.#write(place, event)} @keydown=${(event: KeyboardEvent) => void this.#onKeydown(event, place)} />
            ${options.length > 2 ? html`<button class="icon" type="button" aria-label=${msg(str`Remove option ${place + 1}`)} @click=${() => void this.#remove(place)}>${icon(moreIcons.x, 'small')}</button>` : nothing}</div>`)}
          ${options.length < mostOptions ? html`<button class="link more" type="button" @click=${() => void this.#add()}>${msg('Add option')}</button>` : html`<span class="meta">${msg('A poll has at most 10 options.')}</span>`}
        </fieldset>
        <div class="field">
          <label class="choice"><input type="checkbox" .checked=${this.isMultiple} @change=${(event: Event) => (this.isMultiple = (event.target as HTMLInputElement).checked)} />${msg('Several answers')}</label>
          <label class="choice"><input type="checkbox" .checked=${this.isAnonymous} @change=${(event: Event) => (this.isAnonymous = (event.target as HTMLInputElement).checked)} /><span>${msg('Anonymous')}<span class="meta">${msg('Nobody learns who voted how.')}</span></span></label>
        </div>
        <label class="field"><span class="label">${msg('Closes')}</span>
          <input id="closes" type="datetime-local" .value=${this.closesAt} @input=${(event: Event) => (this.closesAt = (event.target as HTMLInputElement).value)} /><span class="meta">${msg('Left empty, it stays open until you close it.')}</span></label>
      </form>
      <div class="dialog-actions">
        ${this.failure ? html`<span class="problem" role="alert">${this.failure}</span>` : isOffline ? html`<span class="meta" role="status">${msg('You are offline')}</span>` : nothing}
        <button class="button" type="button" @click=${() => this.#dialog?.close()}>${msg('Cancel')}</button>
        <button class="button primary" type="submit" form="form" ?disabled=${isBusy || isOffline}>${msg('Ask')}</button>
      </div>
    </dialog>`;
  }

  #write(place: number, event: Event): void {
    const { value } = event.target as HTMLInputElement;
    this.options = this.options.map((text, at) => (at === place ? value : text));
  }

  async #focus(place: number): Promise<void> {
    await this.updateComplete;
    this.#inputs[Math.min(place, this.#inputs.length - 1)]?.focus();
  }

  #add(): Promise<void> {
    this.options = [...this.options, ''];
    return this.#focus(this.options.length - 1);
  }

  #remove(place: number): Promise<void> {
    this.options = this.options.filter((_, at) => at !== place);
    return this.#focus(place);
  }

  /** Enter leads to the next option, and after the last one to a new one. */
  async #onKeydown(event: KeyboardEvent, place: number): Promise<void> {
    if (!isPlainEnter(event)) return;
    event.preventDefault();
    if (place < this.options.length - 1) await this.#focus(place + 1);
    else if (this.options.length < mostOptions && this.options[place]?.trim()) await this.#add();
  }

  /** What is missing, in words for who asks. */
  #problem(options: readonly string[]): string | undefined {
    if (!this.question.trim()) return msg('Write a question.');
    if (options.length < 2) return msg('Give at least two options.');
    if (new Set(options).size < options.length) return msg('Two options are the same.');
    return this.closesAt && !(new Date(this.closesAt).getTime() > Date.now()) ? msg('Choose a time that is yet to come.') : undefined;
  }

  readonly #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { corridor, question, isMultiple, isAnonymous, closesAt } = this, channelId = this.#channelId, options = this.options.map((text) => text.trim()).filter(Boolean);
    if (!corridor || this.isBusy) return;
    this.failure = this.#problem(options);
    if (this.failure) return;
    const channel = corridor.chat.conversation(channelId).channel.get();
    this.isBusy = true;
    try {
      await corridor.chat.createPoll({
        channelId, id: this.#id, question: question.trim(), options, isMultiple, isAnonymous, ...(closesAt && { closesAt: new Date(closesAt).toISOString() }),
        ...(channel?.record && { record: channel.record }), ...(channel?.thread && { threadOf: channel.thread.messageId }),
      });
      this.#isAsked = true;
      this.#dialog?.close();
    } catch (error) {
      this.failure = explain(error as CorridorError);
    } finally {
      this.isBusy = false;
    }
  };
}

define('new-poll', NewPoll);

declare global {
  interface HTMLElementTagNameMap {
    'new-poll': NewPoll;
  }
}
