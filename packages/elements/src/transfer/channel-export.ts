import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { download, ExportRefused } from './download.ts';

type Format = 'html' | 'csv' | 'json';

const styles = css`
  :host {
    display: block;
  }
  .field {
    margin-block-end: 12px;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .meta,
  .problem {
    font-size: var(--c-font-size-small);
  }
  .meta {
    color: var(--c-text-quiet);
  }
  .problem {
    margin-block-start: 8px;
    color: var(--c-danger);
  }
`;

/**
 * @summary Saves what I may read of a conversation as a file: a page to read, a table, or JSON.
 * @tag channel-export
 */
export class ChannelExport extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, fieldStyles, styles];
  static override properties: PropertyDeclarations = { channelId: { attribute: 'channel-id' }, format: { attribute: false }, bytes: { attribute: false }, isDone: { attribute: false }, failure: { attribute: false } };

  /** Which conversation. */
  channelId = '';
  private format: Format = 'html';
  /** What has come so far; undefined while nothing is on its way. */
  private bytes: number | undefined;
  private isDone = false;
  private failure: string | undefined;
  #running: AbortController | undefined;

  override disconnectedCallback(): void {
    this.#running?.abort();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('channelId')) return;
    this.#running?.abort();
    this.isDone = false;
    this.failure = undefined;
  }

  protected override render() {
    if (!this.corridor) return this.renderWithoutCorridor();
    const formats: [Format, string][] = [['html', msg('A page to read (HTML)')], ['csv', msg('For spreadsheets (CSV)')], ['json', msg('For programs (JSON)')]];
    const isRunning = this.bytes !== undefined;
    return html`<label class="field"><span class="label">${msg('Format')}</span>
        <select name="format" ?disabled=${isRunning} @change=${this.#onFormat}>${formats.map(([value, label]) => html`<option value=${value} ?selected=${value === this.format}>${label}</option>`)}</select></label>
      <div class="ways">
        ${isRunning
          ? html`<button class="button cancel" type="button" @click=${this.#onCancel}>${msg('Cancel')}</button>`
          : html`<button class="button start" type="button" @click=${this.#onStart}>${msg('Save as a file')}</button>`}
        <span class="meta" role="status">${this.#status()}</span>
      </div>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}`;
  }

  #status(): string {
    if (this.bytes !== undefined) return this.bytes === 0 ? msg('Exporting…') : msg(str`Exporting… ${formatNumber(this.language, Math.ceil(this.bytes / 1024))} KB`);
    return this.isDone ? msg('The file is saved where your browser puts downloads.') : '';
  }

  readonly #onFormat = (event: Event): void => {
    this.format = (event.target as HTMLSelectElement).value as Format;
    this.isDone = false;
  };

  readonly #onCancel = (): void => this.#running?.abort();

  readonly #onStart = async (): Promise<void> => {
    const { corridor, channelId, format } = this;
    if (!corridor || this.bytes !== undefined) return;
    const running = (this.#running = new AbortController());
    this.failure = undefined;
    this.isDone = false;
    this.bytes = 0;
    this.#focusOn('.cancel');
    try {
      const name = `${corridor.chat.conversation(channelId).channel.get()?.name ?? msg('conversation')}.${format}`;
      await download(await corridor.fetch(`/channels/${channelId}/export?format=${format}`, { signal: running.signal }), name, running.signal, (bytes) => {
        if (running === this.#running) this.bytes = bytes;
      });
      this.isDone = !running.signal.aborted;
    } catch (error) {
      if (!running.signal.aborted) this.failure = explain(error instanceof ExportRefused ? error.refusal : { code: 'offline', message: '' });
    }
    this.bytes = undefined;
    this.#focusOn('.start');
  };

  /** The button that was pressed goes; the one that stands for it takes the focus, if it was here. */
  #focusOn(selector: string): void {
    if (!this.shadowRoot?.activeElement) return;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(selector)?.focus());
  }
}

define('channel-export', ChannelExport);

declare global {
  interface HTMLElementTagNameMap {
    'channel-export': ChannelExport;
  }
}
