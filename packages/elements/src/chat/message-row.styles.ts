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
  .edited:hover {
    text-decoration: underline;
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
  .chip .emoji {
    font-size: 13px;
    line-height: 1;
  }
  .chip:hover {
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .chip.mine {
    color: var(--c-accent-text);
    background: var(--c-accent-soft);
    box-shadow: inset 0 0 0 1px var(--c-accent-line);
  }

  @keyframes highlight {
    from,
    60% {
      background: var(--c-accent-soft);
    }
  }
  @media (pointer: coarse) {
    :host {
      -webkit-touch-callout: none;
      user-select: none;
    }
    .chip {
      block-size: 32px;
      border-radius: 16px;
      padding-inline: 10px;
    }
  }
  @media (forced-colors: active) {
    .chip {
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
