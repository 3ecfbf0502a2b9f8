import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { msg, str } from '../base/localisation.ts';
import { keyNames } from './key-names.ts';

const styles = css`
  .hint {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin: 4px 8px;
    padding: 8px;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    font-size: var(--c-font-size-small);
  }
  span {
    flex: 1 1 140px;
  }
  .link {
    font-weight: 600;
  }
`;

/**
 * @summary One thing worth knowing about a full page of conversations, until it is dismissed; the next one comes with the next visit.
 * @tag chat-hint
 */
export class ChatHint extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, styles];
  static override properties: PropertyDeclarations = { isDone: { attribute: false } };

  /** One a visit is enough. */
  private isDone = false;

  protected override render() {
    const me = this.corridor && this.watch(this.corridor.me);
    if (!me || this.isDone) return nothing;
    // Fingers have no keys.
    const hasKeys = !matchMedia('(pointer: coarse)').matches;
    const hints: (readonly [name: string, words: string])[] = [
      ...(hasKeys ? [['find', msg(str`${keyNames('Ctrl K')} finds conversations, people and messages.`)], ['keys', msg(str`${keyNames('Ctrl /')} shows all keys.`)]] as const : []),
      ['preferences', msg('Your name below opens what you can choose: language, look, keys.')],
    ];
    const hint = hints.find(([name]) => !me.preferences?.hintsSeen?.includes(name));
    if (!hint) return nothing;
    return html`<div class="hint" role="note" aria-label=${msg('Hint')}><span>${hint[1]}</span><button class="link" type="button" @click=${() => this.#dismiss(hint[0])}>${msg('Got it')}</button></div>`;
  }

  #dismiss(name: string): void {
    this.parentElement?.focus(); // the button goes
    this.isDone = true;
    // Without a network it comes back with the next visit: no harm.
    this.corridor?.people.setPreferences({ hintsSeen: [name] }).catch(() => {});
  }
}

define('chat-hint', ChatHint);

declare global {
  interface HTMLElementTagNameMap {
    'chat-hint': ChatHint;
  }
}
