import { css } from 'lit';

export const styles = css`
  :host {
    --line: round(calc(var(--c-line-height) * 1em), 1px);
    position: relative;
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr);
    column-gap: 10px;
    padding: var(--c-row-padding) 16px;
    line-height: var(--line);
    outline-offset: -2px;
  }
  :host([continued]) {
    padding-block-start: 1px;
  }
  :host(:hover),
  :host(:focus-within) {
    background: var(--c-hover);
  }
  :host(:focus-visible) {
    outline: 2px solid var(--c-focus);
    outline-offset: -2px;
    border-radius: var(--c-radius-s);
  }
  :host([highlighted]) {
    animation: highlight 2s ease-in;
  }
  .avatar {
    inline-size: 32px;
    block-size: 32px;
    margin-block-start: 2px;
  }
  .gutter {
    font-size: 11px;
    line-height: var(--line);
    color: var(--c-faint);
    white-space: nowrap;
    display: flex;
    justify-content: flex-end;
    visibility: hidden;
  }
  :host(:hover) .gutter,
  :host(:focus-within) .gutter,
  :host(:focus) .gutter {
    visibility: visible;
  }
  .who {
    display: flex;
    align-items: baseline;
    gap: 8px;
    line-height: 18px;
  }
  .who b {
    font-weight: 600;
  }
  .who time {
    flex: none;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    text-align: match-parent;
  }
  .text.large {
    font-size: 28px;
    line-height: 36px;
  }
  .text.gone {
    color: var(--c-muted);
    font-style: italic;
  }
  .text a {
    color: var(--c-accent-text);
    text-decoration: underline;
    text-decoration-color: var(--c-accent-line);
    text-underline-offset: 2px;
  }
  .text a:hover {
    text-decoration-color: currentColor;
  }
  .edited {
    font-size: var(--c-font-size-meta);
    line-height: 1;
    color: var(--c-muted);
  }
  :host([pending]) .who b,
  :host([pending]) .text {
    color: color-mix(in oklab, var(--c-text) 70%, var(--c-surface));
  }
  .sending {
    line-height: 18px;
    animation: appear 1ms 1s both;
  }
  .notice {
    display: flex;
    gap: 6px;
    margin-block-start: 2px;
    font-size: var(--c-font-size-small);
    line-height: 24px;
    color: var(--c-danger);
  }
  .notice .svg {
    margin-block-start: 4px;
  }
  .notice p {
    overflow-wrap: anywhere;
  }
  .ways {
    display: inline-flex;
    gap: 10px;
    margin-inline-start: 4px;
  }
  .notice .quiet {
    color: var(--c-muted);
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: 6px;
  }
  .chip {
    position: relative;
    block-size: 24px;
    padding: 0 8px;
    border-radius: 12px;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-size: var(--c-font-size-meta);
    line-height: 1;
    font-weight: 600;
    color: var(--c-muted);
    background: var(--c-sunken);
    box-shadow: inset 0 0 0 1px var(--c-line);
  }
  .chip:hover {
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .chip.mine {
    color: var(--c-accent-text);
    background: var(--c-accent-soft);
    box-shadow: inset 0 0 0 1px var(--c-accent-line);
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
  .question {
    font-size: var(--c-font-size-small);
    margin-inline-end: 4px;
  }
  .emoji {
    font-size: 16px;
    line-height: 1;
  }
  .chip .emoji {
    font-size: 13px;
  }
  .icon.emoji[aria-pressed='true'] {
    background: var(--c-accent-soft);
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
  @keyframes highlight {
    from,
    60% {
      background: var(--c-accent-soft);
    }
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
    :host {
      -webkit-touch-callout: none;
      user-select: none;
    }
    .editor {
      user-select: text;
    }
    .chip {
      block-size: 32px;
      border-radius: 16px;
      padding-inline: 10px;
    }
  }
  @media (forced-colors: active) {
    .chip,
    .bar,
    textarea {
      border: 1px solid ButtonText;
    }
    .chip.mine {
      border-width: 2px;
    }
    :host([highlighted]) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
