import { type Corridor, createId, type CorridorError, type FileUpload, type ScheduledMessage } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatFull, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { namesBy, plainText } from './message-text.ts';
import '../files/upload-list.ts';
import { filesLater, scheduledBy } from './scheduled.ts';

const styles = css`
  h3 {
    margin-block: 8px 4px;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  .times {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-end: 16px;
  }
  .times [aria-pressed='true'] {
    background: var(--c-accent-soft);
    box-shadow: inset 0 0 0 1px var(--c-accent);
  }
  .waiting li {
    padding-block: 8px;
    border-block-start: 1px solid var(--c-line);
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    font-size: var(--c-font-size-small);
  }
`;

/** The next day of the week at nine, by this device's clock. `weekday` counts from Sunday. */
export function nextMorning(now: Date, weekday?: number): Date {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
  while (weekday !== undefined && at.getDay() !== weekday) at.setDate(at.getDate() + 1);
  return at;
}

/** As a field for date and time holds it. */
const inField = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/**
 * @summary A dialog that sends a message later, and shows what waits in a conversation.
 * @tag send-later
 */
export class SendLater extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: false },
    text: { attribute: false },
    uploads: { attribute: false },
    carries: { attribute: false },
    when: { attribute: false },
    editing: { attribute: false },
    isAlone: { attribute: false },
    isBusy: { attribute: false },
    failure: { attribute: false },
  };

  private channelId = '';
  private text = '';
  private when = '';
  /** What goes out with a new message: on its way, or there. */
  private uploads: readonly FileUpload[] = [];
  /** Whether the waiting message that is being changed has files. */
  private carries = false;
  /** The waiting message that is being changed. */
  private editing: string | undefined;
  /** Nothing else that waits is shown. */
  private isAlone = false;
  private isBusy = false;
  private failure: string | undefined;
  #id = createId();
  #isScheduled = false;
  #closed: (isScheduled: boolean) => void = () => {};

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog with what was begun; resolves when it is closed, to whether that will be sent. */
  async show(channelId: string, text: string, uploads: readonly FileUpload[] = []): Promise<boolean> {
    this.channelId = channelId;
    this.text = text;
    this.uploads = uploads;
    this.when = inField(nextMorning(new Date()));
    return this.#open(text || uploads.length ? '.times button' : '#text');
  }

  /** Opens the dialog with one that waits, to be changed; resolves when it is closed. */
  async change(one: ScheduledMessage): Promise<void> {
    this.isAlone = true;
    this.#edit(one);
    await this.#open('#text');
    this.editing = undefined;
  }

  async #open(focused: string): Promise<boolean> {
    this.failure = undefined;
    await this.updateComplete;
    openDialog(this.#dialog, 'form');
    this.renderRoot.querySelector<HTMLElement>(focused)?.focus();
    return new Promise((resolve) => (this.#closed = resolve));
  }

  protected override render() {
    const { corridor, channelId } = this;
    if (!corridor) return nothing;
    const waiting = this.isAlone ? [] : this.watch(scheduledBy(corridor)).filter((one) => one.channelId === channelId || one.refusal);
    const now = new Date();
    const times: [string, Date][] = [[msg('Tomorrow at 9:00'), nextMorning(now)], [msg('Monday at 9:00'), nextMorning(now, 1)]];
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed(this.#isScheduled)}>
      <div class="dialog-bar"><h2 id="title">${msg('Send later')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <form class="dialog-body" id="form" novalidate @submit=${this.#onSubmit}>
        <label class="field"><span class="label">${msg('Message')}</span><textarea id="text" rows="3" maxlength="20000" dir="auto" .value=${this.text} @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}></textarea></label>
        ${this.uploads.length && !this.editing ? html`<upload-list fixed .uploads=${this.uploads}></upload-list>` : nothing}
        <div class="times">${times.map(([label, at]) => html`<button class="button" type="button" aria-pressed=${this.when === inField(at) ? 'true' : 'false'} @click=${() => (this.when = inField(at))}>${label}</button>`)}</div>
        <label class="field"><span class="label">${msg('When')}</span><input id="when" type="datetime-local" min=${inField(now)} .value=${this.when} @input=${(event: Event) => (this.when = (event.target as HTMLInputElement).value)} /></label>
        ${waiting.length ? html`<h3>${msg('Waiting to be sent')}</h3><ul class="waiting">${repeat(waiting, ({ messageId }) => messageId, (one) => this.#renderWaiting(one))}</ul>` : nothing}
      </form>
      <div class="dialog-actions">
        ${this.failure ? html`<span class="problem" role="alert">${this.failure}</span>` : nothing}
        <button class="button" type="button" @click=${() => this.#dialog?.close()}>${msg('Cancel')}</button>
        <button class="button primary" type="submit" form="form" ?disabled=${this.isBusy || !this.#hasContent || !this.when}>${this.editing ? msg('Save') : msg('Schedule')}</button>
      </div>
    </dialog>`;
  }

  get #hasContent(): boolean {
    return this.text.trim() !== '' || (this.editing ? this.carries : this.uploads.length > 0);
  }

  #renderWaiting(one: ScheduledMessage) {
    const corridor = this.corridor!;
    const { messageId, sendAt, refusal } = one;
    const files = filesLater(this.language, one), text = plainText(one.text, namesBy(corridor, (store) => this.watch(store))) || files;
    return html`<li><div class="cut" dir="auto" title=${text}>${text}</div>
      ${refusal ? html`<div class="problem">${icon(icons.warning, 'small')} ${msg('Not sent')}: ${explain(refusal)}</div>` : html`<div class="meta">${[formatFull(this.language, sendAt), text === files ? '' : files].filter(Boolean).join(' · ')}</div>`}
      <div class="ways">
        <button class="link" type="button" @click=${() => this.#edit(one)}>${msg('Edit')}</button>
        <button class="link" type="button" @click=${() => void this.#ask(() => corridor.chat.reschedule({ messageId, sendAt: new Date(0).toISOString() }))}>${msg('Send now')}</button>
        <button class="link" type="button" aria-label=${msg(str`Cancel “${text}”`)} @click=${() => void this.#ask(() => corridor.chat.unschedule({ messageId }))}>${msg('Cancel')}</button>
      </div></li>`;
  }

  #edit({ messageId, text, sendAt, fileIds }: ScheduledMessage): void {
    this.editing = messageId;
    this.carries = fileIds !== undefined;
    this.text = text;
    this.when = inField(Date.parse(sendAt) > Date.now() ? new Date(sendAt) : nextMorning(new Date())); // what was refused is past
    this.renderRoot.querySelector<HTMLElement>('#text')?.focus();
  }

  readonly #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { corridor, channelId, text, when, editing } = this;
    const at = new Date(when);
    if (!corridor || this.isBusy || !this.#hasContent) return;
    if (!(at.getTime() > Date.now())) {
      this.failure = msg('Choose a time that is yet to come.');
      return;
    }
    const sendAt = at.toISOString();
    const isDone = await this.#ask(() => (editing ? corridor.chat.reschedule({ messageId: editing, text: text.trim(), sendAt }) : this.#schedule(corridor, channelId, text.trim(), sendAt)));
    if (!isDone) return;
    if (!editing) for (const one of this.uploads) one.cancel(); // they belong to the message now
    this.#isScheduled = !editing;
    this.#dialog?.close();
  };

  /** It is the server that sends them: they have to be there. */
  async #schedule(corridor: Corridor, channelId: string, text: string, sendAt: string): Promise<void> {
    const fileIds = (await Promise.all(this.uploads.map(({ done }) => done))).map(({ id }) => id);
    await corridor.chat.schedule(channelId, { id: this.#id, text, sendAt, ...(fileIds.length && { fileIds }) });
  }

  async #ask(request: () => Promise<unknown>): Promise<boolean> {
    this.isBusy = true;
    this.failure = undefined;
    try {
      await request();
      return true;
    } catch (error) {
      this.failure = explain(error as CorridorError);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

define('send-later', SendLater);

declare global {
  interface HTMLElementTagNameMap {
    'send-later': SendLater;
  }
}
