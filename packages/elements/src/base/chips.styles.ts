import { css } from 'lit';

/** A field that holds several things, each with a way to take it out. */
export const chipsStyles = css`
  .box {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    padding: 4px;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    cursor: text;
  }
  .box:focus-within {
    outline: 2px solid var(--c-focus);
    outline-offset: -1px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-inline-size: 100%;
    padding-inline: 4px 2px;
    block-size: 28px;
    border-radius: 14px;
    background: var(--c-accent-soft);
    color: var(--c-text);
    font-size: var(--c-font-size-small);
  }
  .chip button {
    display: inline-grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    border-radius: 12px;
    color: inherit;
  }
  .chip button:hover {
    background: var(--c-hover);
  }
  .box input {
    flex: 1;
    min-inline-size: 120px;
    block-size: 28px;
    padding: 0 6px;
    border: 0;
    outline: none;
    background: none;
  }
  .box input::placeholder {
    color: var(--c-faint);
    opacity: 1;
  }
  @media (pointer: coarse) {
    .box input {
      font-size: max(16px, var(--c-font-size)); /* smaller, and iOS zooms the page */
    }
  }
  @media (forced-colors: active) {
    .box,
    .chip {
      border: 1px solid CanvasText;
    }
  }
`;
