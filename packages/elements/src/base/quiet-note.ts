import { css, LitElement, nothing, type PropertyDeclarations } from 'lit';
import { controls } from './controls.styles.ts';
import { define, innerName } from './define.ts';
import { html } from './html.ts';
import * as moreIcons from './icon-shapes.more.ts';
import { icon } from './icons.ts';
import { msg } from './localisation.ts';

/** How long a note stays while nobody points at it or has the focus in it. */
const staysMs = 8000;

export interface Note { text: string; action?: { label: string; run: () => void } | undefined }

/** What was just done, at the bottom of a list, and for a moment the way to take it back. Made by `showNote`. */
class QuietNote extends LitElement {
  static override styles = [controls, css`
    :host {
      position: absolute;
      inset-block-end: 12px;
      inset-inline: 12px;
      z-index: 4;
      margin-inline: auto;
      inline-size: fit-content;
      display: flex;
      align-items: center;
      gap: 4px;
      min-block-size: 40px;
      padding-inline: 14px 4px;
      border-radius: var(--c-radius-m);
      background: var(--c-text);
      color: var(--c-surface);
      font-size: var(--c-font-size-small);
      box-shadow: var(--c-shadow);
      animation: rise var(--c-motion-in);
    }
    .action {
      min-block-size: 32px;
      padding-inline: 10px;
      font-weight: 600;
      text-decoration: underline;
      text-underline-offset: 2px;
    }
    .icon,
    .icon:hover {
      color: inherit;
    }
    :focus-visible {
      outline-color: currentColor;
    }
    @keyframes rise {
      from {
        opacity: 0;
        transform: translateY(8px);
      }
    }
    @media (forced-colors: active) {
      :host {
        border: 1px solid CanvasText;
      }
    }
  `];
  static override properties: PropertyDeclarations = { note: { attribute: false } };

  note: Note = { text: '' };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    for (const type of ['pointerenter', 'focusin']) this.addEventListener(type, () => clearTimeout(this.#timer));
    for (const type of ['pointerleave', 'focusout']) this.addEventListener(type, () => this.#wait());
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      this.remove();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'status';
    this.#wait();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render() {
    const { text, action } = this.note;
    return html`<span>${text}</span>
      ${action ? html`<button class="action" type="button" @click=${() => this.#act(action.run)}>${action.label}</button>` : nothing}
      <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.remove()}>${icon(moreIcons.x, 'small')}</button>`;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.remove(), staysMs);
  }

  #act(run: () => void): void {
    this.remove();
    run();
  }
}

define('quiet-note', QuietNote);

/** Shows a note in the shadow root that an element stands in, in the place of the one before. Answers how to take it away. */
export function showNote(beside: Element, note: Note): () => void {
  const root = beside.getRootNode() as ShadowRoot | Document;
  const tag = innerName('quiet-note');
  for (const old of root.querySelectorAll(tag)) old.remove();
  const shown = Object.assign(document.createElement(tag) as QuietNote, { note });
  (root instanceof ShadowRoot ? root : root.body).append(shown);
  return () => shown.remove();
}

declare global {
  interface HTMLElementTagNameMap {
    'quiet-note': QuietNote;
  }
}
