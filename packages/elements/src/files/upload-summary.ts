// What stands above the files of a message that is being written. Loaded with the first of them.
import type { FileUpload } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { formatBytes } from './file-words.ts';
import { progressStyles } from './progress.styles.ts';

/** How many there are and how far all of them are; whether pictures are made smaller; and the way to be rid of all. A part of other elements. */
export class UploadSummary extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, progressStyles, css`
    :host {
      display: block;
      font-size: var(--c-font-size-small);
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 16px;
      min-block-size: 28px;
      line-height: 20px;
    }
    .how {
      color: var(--c-muted);
      font-variant-numeric: tabular-nums;
    }
    label {
      display: flex;
      align-items: center;
      gap: 6px;
    }
    .ways {
      display: flex;
      align-items: center;
      gap: 12px;
      margin-inline-start: auto;
    }
    progress {
      display: block;
      inline-size: 100%;
      block-size: 3px;
      margin-block-start: 2px;
    }
    @media (pointer: coarse) {
      .link,
      label {
        min-block-size: 40px;
      }
    }
  `];
  static override properties: PropertyDeclarations = { uploads: { attribute: false }, smaller: { attribute: false }, isAsking: { attribute: false } };

  uploads: readonly FileUpload[] = [];
  /** Whether pictures are made smaller; undefined where there is none that could be. */
  smaller: boolean | undefined;
  onSmaller: (isSmaller: boolean) => void = () => {};
  /** All are to be removed. */
  onClear: () => void = () => {};
  /** Whether all are really to go. */
  private isAsking = false;

  protected override render() {
    const { uploads, language, smaller } = this, states = uploads.map((upload) => ({ ...this.watch(upload.progress), bytes: upload.bytes })).filter(({ state }) => state !== 'failed');
    const sum = (of: (one: (typeof states)[number]) => number) => states.reduce((total, one) => total + of(one), 0), all = sum(({ bytes }) => bytes), sent = sum(({ state, bytes, sent: some }) => (state === 'done' ? bytes : some));
    const isDone = states.every(({ state }) => state === 'done'), isOne = uploads.length === 1, number = formatNumber(language, uploads.length);
    const count = plural(language, uploads.length, { one: str`${number} file`, other: str`${number} files` }), bytes = isDone ? formatBytes(language, all) : msg(str`${formatBytes(language, sent)} of ${formatBytes(language, all)}`);
    return html`<div class="line">
        ${isOne ? nothing : html`<span class="how">${count} · ${bytes}</span>`}
        ${smaller === undefined ? nothing : html`<label><input type="checkbox" .checked=${smaller} @change=${(event: Event) => this.onSmaller((event.target as HTMLInputElement).checked)} />${msg('Make pictures smaller')}</label>`}
        ${isOne ? nothing : html`<span class="ways">${this.isAsking
          ? html`<button class="link danger" type="button" @click=${() => this.#clear()}>${msg('Remove')}</button><button class="link keep" type="button" @click=${() => this.#ask(false)}>${msg('Keep')}</button>`
          : html`<button class="link all" type="button" @click=${() => this.#ask(true)}>${msg('Remove all')}</button>`}</span>`}
      </div>
      ${isOne || isDone ? nothing : html`<progress max=${all || 1} .value=${sent} aria-label=${msg('Upload of all files')}></progress>`}
      <span class="hidden-visually" role="status">${isDone && states.length ? msg('All files are uploaded.') : ''}</span>`;
  }

  #ask(isAsking: boolean): void {
    this.isAsking = isAsking;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(isAsking ? '.keep' : '.all')?.focus());
  }

  #clear(): void {
    this.isAsking = false;
    this.onClear();
  }
}

define('upload-summary', UploadSummary);

declare global {
  interface HTMLElementTagNameMap {
    'upload-summary': UploadSummary;
  }
}
