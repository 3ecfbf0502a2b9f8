import type { CorridorError, Message, MessageVersion } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatFull, msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { Names } from './message-composer.names.ts';
import { namesBy } from './message-text.ts';
import { wordDiff } from './word-diff.ts';

const styles = css`
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li + li {
    margin-block-start: 16px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--c-line);
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
  }
  b {
    font-weight: 600;
  }
  .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  ins {
    text-decoration: underline;
    text-decoration-color: var(--c-success);
    background: color-mix(in oklab, var(--c-success) 14%, transparent);
  }
  del {
    color: var(--c-muted);
    background: color-mix(in oklab, var(--c-danger) 10%, transparent);
  }
`;

/**
 * @summary A dialog with all that a message has said, newest first, and what each edit changed.
 * @tag message-history
 */
export class MessageHistory extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, styles];
  static override properties: PropertyDeclarations = { versions: { attribute: false }, failure: { attribute: false } };

  private versions: readonly MessageVersion[] | undefined;
  private failure: string | undefined;
  #closed: () => void = () => {};

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog; resolves when it is closed. */
  async show(message: Message): Promise<void> {
    await this.updateComplete;
    openDialog(this.#dialog);
    void this.#load(message.id);
    return new Promise((resolve) => (this.#closed = resolve));
  }

  protected override render() {
    const { corridor, versions, failure } = this;
    if (!corridor) return nothing;
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed()}>
      <div class="dialog-bar"><h2 id="title">${msg('Edit history')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body" tabindex="0" role="region" aria-labelledby="title">
        ${failure ? html`<span class="problem" role="alert">${failure}</span>` : nothing}
        ${versions
          ? versions.length
            ? html`<ol>${versions.map((version, index) => this.#renderVersion(version, versions[index + 1]))}</ol>`
            : html`<span role="status">${msg('This message was deleted meanwhile.')}</span>`
          : failure ? nothing : html`<span class="late meta" role="status">${msg('Looking…')}</span>`}
      </div>
    </dialog>`;
  }

  #renderVersion({ text, userId, at }: MessageVersion, before: MessageVersion | undefined) {
    const corridor = this.corridor!;
    const names = namesBy(corridor, (store) => this.watch(store));
    const shown = (stored: string) => new Names().show(stored, names);
    const parts = before ? wordDiff(shown(before.text), shown(text)) : [{ text: shown(text), kind: 'same' }];
    return html`<li><div class="who"><b dir="auto">${names(userId, '@')}</b><time class="meta" datetime=${at}>${formatFull(this.language, at)}</time>${before ? nothing : html`<span class="meta">${msg('Original')}</span>`}</div>
      <div class="words" dir="auto">${text ? nothing : html`<span class="meta">${msg('No words')}</span> `}${parts.map((part) => (part.kind === 'added' ? html`<ins>${part.text}</ins>` : part.kind === 'removed' ? html`<del>${part.text}</del>` : part.text))}</div></li>`;
  }

  async #load(messageId: string): Promise<void> {
    try {
      this.versions = (await this.corridor?.chat.edits({ messageId }))?.items;
    } catch (error) {
      this.failure = explain(error as CorridorError);
    }
  }
}

define('message-history', MessageHistory);

declare global {
  interface HTMLElementTagNameMap {
    'message-history': MessageHistory;
  }
}
