import { css, type CSSResultGroup, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { breaksLines } from '../base/keys.ts';
import { msg } from '../base/localisation.ts';
import { keyNames } from './key-names.ts';

const styles = css`
  dl {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px 16px;
    margin: 0 0 16px;
  }
  h3 {
    margin-block-end: 8px;
    font-weight: 600;
    color: var(--c-muted);
    font-size: var(--c-font-size-meta);
  }
  dd {
    margin: 0;
    text-align: end;
    white-space: nowrap;
  }
  kbd {
    font: inherit;
    font-size: var(--c-font-size-meta);
    padding: 1px 6px;
    border-radius: 4px;
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
`;

/**
 * @summary A dialog with the keys that work in a full page of conversations.
 * @tag shortcut-sheet
 */
export class ShortcutSheet extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, styles];
  static override properties: PropertyDeclarations = {};

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  async show(): Promise<void> {
    await this.updateComplete;
    openDialog(this.#dialog);
  }

  protected override render() {
    const groups: [string, [string, string][]][] = [
      [msg('Everywhere'), [
        [msg('Find a conversation or a person'), 'Ctrl K'], [msg('Next conversation'), 'Alt ↓'], [msg('Previous conversation'), 'Alt ↑'],
        [msg('Next unread conversation'), 'Alt Shift ↓'], [msg('Details'), 'Alt I'], [msg('Preferences'), 'Ctrl ,'], [msg('These keys'), 'Ctrl /'],
      ]],
      [msg('In the field'), [
        [msg('Send'), breaksLines(this.corridor) ? 'Ctrl Enter' : 'Enter'], [msg('New line'), breaksLines(this.corridor) ? 'Enter' : 'Shift Enter'], [msg('Edit my last message'), '↑'], [msg('Bold'), 'Ctrl B'], [msg('Italic'), 'Ctrl I'], [msg('Code'), 'Ctrl E'],
        [msg('Link, with words selected'), 'Ctrl K'],
      ]],
      [msg('On a message'), [
        [msg('React'), 'R'], [msg('Reply in thread'), 'T'], [msg('Pin'), 'P'], [msg('Jump to a date'), 'D'], [msg('Edit'), 'E'], [msg('Delete'), 'Del'], [msg('What else there is to do'), 'Enter'],
      ]],
    ];
    return html`<dialog aria-labelledby="title">
      <div class="dialog-bar"><h2 id="title">${msg('Keys')}</h2><button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body" tabindex="0">${groups.map(([name, keys]) => html`<h3>${name}</h3><dl>${keys.map(([what, key]) => html`<dt>${what}</dt><dd><kbd dir="ltr">${keyNames(key)}</kbd></dd>`)}</dl>`)}</div>
    </dialog>`;
  }
}

define('shortcut-sheet', ShortcutSheet);

declare global {
  interface HTMLElementTagNameMap {
    'shortcut-sheet': ShortcutSheet;
  }
}
