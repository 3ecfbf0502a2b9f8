import type { FileFolder } from '@corridor/sdk';
import { css, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define, innerName } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';

/** A dialog that asks into which folder. Made by `askForFolder`. */
class FileMove extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, css`
    ul ul {
      padding-inline-start: 20px;
    }
    li > button {
      display: flex;
      align-items: center;
      gap: 8px;
      inline-size: 100%;
      min-block-size: 36px;
      padding-inline: 8px;
      border-radius: var(--c-radius-s);
    }
    li > button:hover:not(:disabled) {
      background: var(--c-hover);
    }
    li > button:disabled {
      color: var(--c-faint);
    }
  `];
  static override properties: PropertyDeclarations = { folders: { attribute: false }, without: { attribute: false } };

  folders: readonly FileFolder[] = [];
  /** Folders that are moved themselves: nothing goes into itself. */
  without: ReadonlySet<string> = new Set();
  #answer: FileFolder | null | undefined;

  async ask(): Promise<FileFolder | null | undefined> {
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog')!;
    openDialog(dialog);
    await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
    return this.#answer;
  }

  protected override render() {
    return html`<dialog aria-labelledby="title"><div class="dialog-bar"><h2 id="title">${msg('Move to')}</h2><button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#close(undefined)}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body"><ul><li><button type="button" @click=${() => this.#close(null)}>${icon(shapes.folder, 'small')}${msg('No folder')}</button>${this.#renderIn(null, false)}</li></ul></div></dialog>`;
  }

  #renderIn(parent: string | null, isBarred: boolean): TemplateResult | string {
    const folders = this.folders.filter(({ parentId }) => parentId === parent);
    if (!folders.length) return '';
    return html`<ul>${folders.map((folder) => { const isOut = isBarred || this.without.has(folder.id); return html`<li><button type="button" ?disabled=${isOut} @click=${() => this.#close(folder)}>${icon(shapes.folder, 'small')}<span class="cut" dir="auto">${folder.name}</span></button>${this.#renderIn(folder.id, isOut)}</li>`; })}</ul>`;
  }

  #close(answer: FileFolder | null | undefined): void {
    this.#answer = answer;
    this.renderRoot.querySelector('dialog')?.close();
  }
}

define('file-move', FileMove);

/** A folder, null for none of them, or undefined where the dialog was left. */
export async function askForFolder(place: ShadowRoot, folders: readonly FileFolder[], without: ReadonlySet<string>): Promise<FileFolder | null | undefined> {
  const dialog = Object.assign(document.createElement(innerName('file-move')) as FileMove, { folders, without });
  place.append(dialog);
  const answer = await dialog.ask();
  dialog.remove();
  return answer;
}
