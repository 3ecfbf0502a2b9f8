import { css } from 'lit';

/** Fields with their labels above them, and what is to be ticked. */
export const formStyles = css`
  label {
    display: grid;
    gap: 4px;
    min-inline-size: 0;
    font-size: var(--c-font-size-small);
    font-weight: 600;
  }
  .check {
    display: flex;
    align-items: start;
    gap: 8px;
    min-block-size: 32px;
    padding-block: 6px;
    font-weight: 400;
    font-size: inherit;
    cursor: pointer;
  }
  .check input {
    flex: none;
    margin-block-start: calc((1lh - 13px) / 2);
    accent-color: var(--c-accent);
  }
  :is(input:not([type='checkbox'], [type='radio']), select, textarea) {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: calc(var(--c-control) + 4px);
    padding: 6px 10px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    color: var(--c-text);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    font: inherit;
    font-weight: 400;
    font-size: var(--c-font-size);
  }
  [aria-invalid='true'] {
    box-shadow: inset 0 0 0 1px var(--c-danger);
  }
  .problem {
    color: var(--c-danger);
    font-size: var(--c-font-size-small);
    overflow-wrap: anywhere;
  }
  .note {
    color: var(--c-muted);
    font-size: var(--c-font-size-small);
    font-weight: 400;
  }
  @media (pointer: coarse) {
    :is(input, select, textarea) {
      font-size: max(16px, var(--c-font-size)); /* smaller, and iOS zooms the page */
    }
  }
  @media (forced-colors: active) {
    :is(input, select, textarea) {
      border: 1px solid CanvasText;
    }
  }
`;
