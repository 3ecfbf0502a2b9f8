import { css } from 'lit';

export const peoplePickerStyles = css`
  :host {
    display: block;
  }
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
  input {
    flex: 1;
    min-inline-size: 120px;
    block-size: 28px;
    padding: 0 6px;
    border: 0;
    outline: none;
    background: none;
  }
  input::placeholder {
    color: var(--c-faint);
    opacity: 1;
  }
  [role='listbox'] {
    margin-block-start: 4px;
    max-block-size: 240px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .person {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    padding: 2px 8px;
    border-radius: var(--c-radius-s);
    cursor: pointer;
  }
  .person:hover {
    background: var(--c-hover);
  }
  .person.active {
    outline: 2px solid var(--c-focus);
    outline-offset: -2px;
  }
  .none {
    padding: 8px;
    color: var(--c-muted);
    font-size: var(--c-font-size-small);
  }
  @media (pointer: coarse) {
    input {
      font-size: max(16px, var(--c-font-size)); /* smaller, and iOS zooms the page */
    }
    .person {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .box,
    .chip {
      border: 1px solid CanvasText;
    }
  }
`;
