import type { CorridorError } from '@corridor/sdk';
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

const styles = css`
  @media (min-width: 481px) {
    dialog {
      inline-size: 320px;
    }
  }
  .field {
    margin-block-end: 0;
  }
`;

/** The day by this device's clock, as a field for dates holds it. */
const dayOf = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/**
 * @summary A dialog that asks for a day, and finds the first message of it or after it.
 * @tag jump-to-date
 */
export class JumpToDate extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: false },
    day: { attribute: false },
    isBusy: { attribute: false },
    failure: { attribute: false },
  };

  private channelId = '';
  private day = '';
  private isBusy = false;
  private failure: string | undefined;
  #seq: number | undefined;
  #from = 0;
  #closed: (seq: number | undefined) => void = () => {};

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog at a day, in milliseconds since 1970; resolves when it is closed, to the number of the message that was found. */
  async show(channelId: string, at: number): Promise<number | undefined> {
    this.channelId = channelId;
    this.day = dayOf(at);
    await this.updateComplete;
    const conversation = this.corridor?.chat.conversation(channelId), created = conversation?.channel.get()?.createdAt, oldest = conversation?.messages.get()[0]?.sentAt;
    this.#from = Math.min(at, ...[created, oldest].flatMap((when) => (when ? [Date.parse(when)] : []))); // what was brought here from elsewhere is older than its channel
    this.requestUpdate();
    await this.updateComplete;
    openDialog(this.#dialog);
    this.renderRoot.querySelector('input')?.focus();
    return new Promise((resolve) => (this.#closed = resolve));
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return nothing;
    const isOffline = this.watch(corridor.connection) !== 'online';
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed(this.#seq)}>
      <div class="dialog-bar"><h2 id="title">${msg('Jump to a date')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <form class="dialog-body" id="form" novalidate @submit=${this.#onSubmit}>
        <label class="field"><span class="label">${msg('Date')}</span>
          <input type="date" min=${dayOf(this.#from)} max=${dayOf(Date.now())} .value=${this.day} @input=${(event: Event) => (this.day = (event.target as HTMLInputElement).value)} /></label>
      </form>
      <div class="dialog-actions">
        ${this.failure ? html`<span class="problem" role="alert">${this.failure}</span>` : isOffline ? html`<span class="meta" role="status">${msg('You are offline')}</span>` : nothing}
        <button class="button primary" type="submit" form="form" ?disabled=${this.isBusy || isOffline}>${msg('Go')}</button>
      </div>
    </dialog>`;
  }

  readonly #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { corridor, channelId, day } = this;
    if (!corridor || this.isBusy) return;
    this.failure = day ? undefined : msg('Choose a day.');
    if (this.failure) return;
    this.isBusy = true;
    try {
      const { seq } = await corridor.chat.seqAt({ channelId, at: new Date(`${day}T00:00`).toISOString() });
      if (seq === null) this.failure = msg('Nothing was written since.');
      else {
        this.#seq = seq;
        this.#dialog?.close();
      }
    } catch (error) {
      this.failure = explain(error as CorridorError);
    } finally {
      this.isBusy = false;
    }
  };
}

define('jump-to-date', JumpToDate);

declare global {
  interface HTMLElementTagNameMap {
    'jump-to-date': JumpToDate;
  }
}
