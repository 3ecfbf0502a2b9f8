import { css } from 'lit';

export const toolStyles = css`
  :host(:not([notice])) :is(.avatar, .who b) {
    cursor: pointer;
  }
  :host(:not([notice])) .who b:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .bar {
    position: absolute;
    inset-block-start: -14px;
    inset-inline-end: 16px;
    z-index: 3;
    display: flex;
    align-items: center;
    background: var(--c-raised);
    border-radius: var(--c-radius-s);
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
    animation: fade var(--c-motion-in);
  }
  .bar.below {
    inset-block-start: 2px;
  }
  .bar .icon {
    inline-size: 30px;
    block-size: 28px;
  }
  .bar.deleting {
    gap: 4px;
    padding: 3px 3px 3px 10px;
    padding-inline: 10px 3px;
  }
  .bar .button {
    min-block-size: 26px;
    padding-inline: 10px;
  }
  /* In the flow: over so little room it would cover the very message. */
  @container (width < 400px) {
    .bar.deleting {
      position: static;
      grid-column: 2;
      justify-self: end;
      flex-wrap: wrap;
      margin-block-start: 6px;
    }
    .bar .question {
      flex: 1 0 100%;
    }
  }
  .question {
    font-size: var(--c-font-size-small);
    margin-inline-end: 4px;
  }
  .icon.emoji {
    font-size: 16px;
    line-height: 1;
  }
  .icon.emoji[aria-pressed='true'] {
    background: var(--c-accent-soft);
  }

  .tip {
    position: absolute;
    inset-block-end: calc(100% + 4px);
    inset-inline-start: 0;
    z-index: 4;
    inline-size: max-content;
    max-inline-size: 220px;
    padding: 4px 8px;
    border-radius: var(--c-radius-s);
    background: var(--c-text);
    color: var(--c-surface);
    font-weight: 400;
    line-height: 16px;
    text-align: start;
    overflow-wrap: anywhere;
    visibility: hidden;
    pointer-events: none;
  }
  .chip:hover .tip,
  .chip:focus-visible .tip {
    visibility: visible;
  }

  .editor {
    display: grid;
    gap: 6px;
    padding-block: 2px 4px;
  }
  textarea {
    display: block;
    inline-size: 100%;
    min-block-size: 36px;
    max-block-size: 176px;
    padding: 7px 10px;
    border: 0;
    border-radius: var(--c-radius-m);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1.5px var(--c-accent);
    line-height: 20px;
    resize: none;
    field-sizing: content;
    outline: none;
  }
  .save {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  .save .button {
    min-block-size: 28px;
  }
  .save .meta {
    margin-inline-start: 2px;
  }

  .sheet {
    inset: auto 0 0;
    inline-size: 100%;
    max-inline-size: 480px;
    margin: 0 auto;
    padding: 0;
    border: 0;
    border-radius: var(--c-radius-l) var(--c-radius-l) 0 0;
    background: var(--c-raised);
    color: var(--c-text);
    box-shadow: var(--c-shadow);
    animation: slide var(--c-motion-in);
  }
  .sheet::backdrop {
    background: oklch(0 0 0 / 0.4);
  }
  .sheet.choosing .panel {
    padding: 0;
  }
  .sheet.choosing .choice {
    inline-size: 100%;
    box-shadow: none;
  }
  .sheet.beside {
    inset: auto;
    inline-size: 336px;
    margin: 0;
    border-radius: var(--c-radius-m);
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
    animation: none;
  }
  .sheet.beside::backdrop {
    background: none;
  }
  .sheet.beside.menu {
    inline-size: 232px;
  }
  .sheet.beside.menu .panel {
    padding: 4px;
  }
  .sheet.beside .item {
    min-block-size: 36px;
    gap: 10px;
    border-radius: var(--c-radius-s);
    font-size: inherit;
  }
  .panel {
    padding: 12px 8px calc(8px + env(safe-area-inset-bottom));
    display: grid;
  }
  .emojis {
    display: flex;
    justify-content: space-around;
    padding-block-end: 8px;
    margin-block-end: 4px;
    border-block-end: 1px solid var(--c-line);
  }
  .emojis .icon {
    inline-size: 44px;
    block-size: 44px;
    font-size: 24px;
  }
  .item {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 48px;
    padding: 0 12px;
    border-radius: var(--c-radius-m);
    font-size: 16px;
  }
  .item:hover {
    background: var(--c-hover);
  }
  .item.danger {
    color: var(--c-danger);
  }
  .confirm {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px;
  }
  .confirm .question {
    flex: 1;
    font-size: 16px;
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @keyframes slide {
    from {
      transform: translateY(24px);
      opacity: 0;
    }
  }
  /* A finger has the sheet; the bar is for keys then. */
  @media (hover: none) {
    :host(:not(:focus-visible)) .bar:not(:has(:focus-visible)) {
      opacity: 0;
      pointer-events: none;
    }
  }
  @media (pointer: coarse) {
    .editor {
      user-select: text;
    }
  }
  @media (forced-colors: active) {
    .bar,
    textarea {
      border: 1px solid ButtonText;
    }
  }
`;
