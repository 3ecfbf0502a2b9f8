import { css } from 'lit';

/** A dialog in the middle of the window; on a narrow one it takes the whole width at the bottom. */
export const dialogStyles = css`
  dialog {
    inline-size: min(440px, 100vw - 32px);
    max-block-size: min(640px, 100dvh - 32px);
    padding: 0;
    border: 0;
    border-radius: var(--c-radius-l);
    background: var(--c-raised);
    color: var(--c-text);
    box-shadow: var(--c-shadow);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
    animation: dialog-in var(--c-motion-in);
  }
  dialog::backdrop {
    background: oklch(0 0 0 / 0.4);
  }
  .dialog-bar {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-block-size: 52px;
    padding-inline: 16px 8px;
    border-block-end: 1px solid var(--c-line);
  }
  .dialog-bar h2 {
    flex: 1;
    min-inline-size: 0;
    font-weight: 600;
  }
  .dialog-body {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 16px;
  }
  .dialog-actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    flex: none;
    padding: 12px 16px;
    border-block-start: 1px solid var(--c-line);
  }
  .dialog-actions .problem {
    flex: 1;
    min-inline-size: 160px;
  }
  .problem {
    font-size: var(--c-font-size-small);
    color: var(--c-danger);
    overflow-wrap: anywhere;
  }
  @keyframes dialog-in {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  @media (max-width: 480px) {
    dialog {
      inline-size: 100%;
      max-inline-size: 100%;
      max-block-size: calc(100dvh - 24px);
      margin-block-end: 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
  }
`;

/** Fields with a label above and a hint below. */
export const fieldStyles = css`
  .field {
    display: grid;
    gap: 4px;
    margin-block-end: 16px;
  }
  .field > .label {
    font-size: var(--c-font-size-small);
    font-weight: 600;
  }
  .field input:not([type='radio']),
  .field :is(textarea, select) {
    inline-size: 100%;
    min-block-size: calc(var(--c-control) + 2px);
    padding: 6px 10px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    resize: vertical;
  }
  .field input:focus-visible,
  .field :is(textarea, select):focus-visible {
    outline: 2px solid var(--c-focus);
    outline-offset: -1px;
  }
  .choice {
    display: flex;
    gap: 8px;
    padding-block: 4px;
    cursor: pointer;
  }
  .field .choice input {
    flex: none;
    block-size: 13px;
    margin-block-start: calc((1lh - 13px) / 2);
    accent-color: var(--c-accent);
  }
  .choice .meta {
    display: block;
  }
  @media (pointer: coarse) {
    .field input:not([type='radio']),
    .field :is(textarea, select) {
      font-size: max(16px, var(--c-font-size)); /* smaller, and iOS zooms the page */
    }
  }
  @media (forced-colors: active) {
    .field :is(input, textarea, select) {
      border: 1px solid CanvasText;
    }
  }
`;
