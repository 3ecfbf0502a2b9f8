import { css, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { controls } from '../base/controls.styles.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, languageOf, msg, speakAs, str } from '../base/localisation.ts';
import type { Token } from './file-code.ts';

const loadCode = () => import('./file-code.ts').catch(() => undefined);
const loadTable = () => import('./file-table.ts').catch(() => undefined);

/** More than this is not shown: a page is no editor. In bytes. */
const mostBytes = 1_000_000;
/** Rows of a table. */
const mostRows = 2_000;
/** Lines that are laid out together, once they come near. */
const linesTogether = 200;

type Shown = { lines: readonly (readonly Token[])[] } | { rows: readonly (readonly string[])[]; isCut: boolean };

/** A text with its line numbers, code in colours, values separated by commas as a table. Fires `broken` where it cannot be fetched. */
export class FileText extends LitElement {
  static override styles = [controls, css`
    :host {
      display: flex;
      flex-direction: column;
      min-block-size: 0;
    }
    .scroll {
      flex: 1;
      min-block-size: 0;
      overflow: auto;
      overscroll-behavior: contain;
      padding-block: 12px;
    }
    .scroll:focus-visible {
      outline-offset: -2px;
    }
    .lines {
      margin: 0;
      min-inline-size: max-content;
      font-family: var(--c-font-mono);
      font-size: var(--c-font-size-small);
      line-height: 1.5;
      tab-size: 4;
      white-space: pre;
      text-align: left;
    }
    .lines.wrapped {
      min-inline-size: 0;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .part {
      content-visibility: auto;
      contain-intrinsic-block-size: auto calc(${linesTogether} * 1.5em);
    }
    .line {
      display: block;
      position: relative;
      min-block-size: 1.5em;
      padding-inline: 64px 16px;
    }
    .line::before {
      content: attr(data-number);
      position: absolute;
      inset-inline-start: 0;
      inline-size: 48px;
      text-align: end;
      color: var(--c-faint);
    }
    .comment {
      color: var(--c-muted);
      font-style: italic;
    }
    .string {
      color: color-mix(in oklab, var(--c-success), var(--c-text) 30%);
    }
    .number {
      color: color-mix(in oklab, var(--c-warning), var(--c-text) 45%);
    }
    .word,
    .tag {
      color: var(--c-accent-text);
    }
    table {
      border-collapse: collapse;
      font-size: var(--c-font-size-small);
      margin-inline: 16px;
    }
    th,
    td {
      padding: 4px 10px;
      border: 1px solid var(--c-line);
      text-align: start;
      vertical-align: top;
      max-inline-size: 420px;
      overflow-wrap: anywhere;
    }
    th {
      position: sticky;
      inset-block-start: -12px;
      background: var(--c-sunken);
      font-weight: 600;
    }
    td.figure {
      text-align: end;
    }
    .tools {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 8px;
      flex: none;
      min-block-size: 40px;
      padding: 4px 12px;
    }
    .bones {
      display: grid;
      gap: 10px;
      padding: 12px 24px;
    }
    .bones span {
      block-size: 14px;
    }
    .bones :nth-child(3n) {
      inline-size: 60%;
    }
  `];
  static override properties: PropertyDeclarations = { src: {}, name: {}, isTable: { type: Boolean }, shown: { attribute: false }, isCut: { attribute: false }, wraps: { attribute: false } };

  src = '';
  /** Its ending says the language. */
  name = '';
  isTable = false;
  private shown: Shown | undefined;
  /** There is more than is shown. */
  private isCut = false;
  private wraps = true;
  #asked = 0;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.scroll')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    speakAs(this, languageOf(this));
    if (changed.has('src') && this.src) void this.#load();
  }

  protected override render() {
    const language = languageOf(this), { shown } = this;
    if (!shown) return html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading')}</span>${Array.from({ length: 9 }, () => html`<span class="skeleton"></span>`)}</div>`;
    const isCut = this.isCut || ('rows' in shown && shown.isCut);
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${msg('Content')}>${'rows' in shown ? this.#renderTable(shown.rows) : this.#renderLines(shown.lines, language)}</div>
      <div class="tools">
        ${'lines' in shown ? html`<button class="button" type="button" aria-pressed=${this.wraps ? 'true' : 'false'} @click=${() => (this.wraps = !this.wraps)}>${icon(shapes.wrap, 'small')}${msg('Wrap lines')}${this.wraps ? icon(moreIcons.check, 'small') : nothing}</button>` : nothing}
        ${isCut ? html`<span class="meta" role="status">${'rows' in shown ? msg(str`The first ${formatNumber(language, shown.rows.length - 1)} rows are shown.`) : msg('Only the beginning is shown; download the file to see all of it.')}</span>` : nothing}
      </div>`;
  }

  #renderLines(lines: readonly (readonly Token[])[], language: string) {
    const parts = Array.from({ length: Math.ceil(lines.length / linesTogether) }, (_, index) => index * linesTogether);
    return html`<pre class="lines ${this.wraps ? 'wrapped' : ''}" dir="ltr">${parts.map((start) => html`<div class="part">${lines.slice(start, start + linesTogether).map((line, index) =>
      html`<span class="line" data-number=${formatNumber(language, start + index + 1)}>${line.map(({ text, kind }) => (kind ? html`<span class=${kind}>${text}</span>` : text))}${'\n'}</span>`)}</div>`)}</pre>`;
  }

  #renderTable([head = [], ...rows]: readonly (readonly string[])[]) {
    const isFigure = (cell: string) => /^-?[\d.,\s]+%?$/.test(cell);
    return html`<table><thead><tr>${head.map((cell) => html`<th scope="col" dir="auto">${cell}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td class=${isFigure(cell) ? 'figure' : ''} dir="auto">${cell}</td>`)}</tr>`)}</tbody></table>`;
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked, { src, name } = this;
    this.shown = undefined;
    try {
      const response = await fetch(src, { headers: { Range: `bytes=0-${mostBytes - 1}` }, credentials: 'omit' });
      if (!response.ok && response.status !== 416) throw new Error(String(response.status)); // an empty file has no range
      const bytes = response.status === 416 ? new Uint8Array() : new Uint8Array(await response.arrayBuffer());
      const size = Number(response.headers.get('content-range')?.split('/')[1]) || bytes.length;
      const text = decode(bytes.subarray(0, mostBytes)), [code, table] = await Promise.all([loadCode(), this.isTable ? loadTable() : undefined]);
      if (asked !== this.#asked) return;
      this.isCut = size > mostBytes || bytes.length > mostBytes;
      const rows = table?.rowsOf(text, mostRows + 2);
      this.shown = rows?.length ? { rows: rows.slice(0, mostRows + 1), isCut: rows.length > mostRows + 1 } : { lines: code?.highlighted(text, name) ?? text.split('\n').map((line) => [{ text: line, kind: undefined }]) };
    } catch {
      if (asked === this.#asked) this.dispatchEvent(new Event('broken'));
    }
  }
}

/** UTF-8, or UTF-16 where its mark says so, or else what Western Windows wrote. */
function decode(bytes: Uint8Array): string {
  const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
  if (mark) return tidy(new TextDecoder(mark).decode(bytes));
  try {
    return tidy(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })); // what was cut may end within a character
  } catch {
    return tidy(new TextDecoder('windows-1252').decode(bytes));
  }
}

const tidy = (text: string): string => text.replaceAll('\r\n', '\n').replace(/\n$/, '');

define('file-text', FileText);

declare global {
  interface HTMLElementTagNameMap {
    'file-text': FileText;
  }
}
