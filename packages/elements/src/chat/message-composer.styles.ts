import { css } from 'lit';

export const messageComposerStyles = css`
  :host {
    display: block;
    padding: 0 12px 12px;
  }
  .audience {
    display: block;
    margin-block-end: 6px;
  }
  .box {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 4px;
    border-radius: var(--c-radius-m);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    cursor: text;
    transition: box-shadow var(--c-motion-in);
  }
  .box:focus-within {
    box-shadow:
      inset 0 0 0 1.5px var(--c-accent),
      0 0 0 3px var(--c-accent-soft);
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: calc(var(--c-line-height) * 1em + 12px);
    max-height: calc(var(--c-line-height) * 8em + 12px);
    field-sizing: content;
    padding: 6px 8px;
    border: 0;
    background: none;
    resize: none;
    outline: none;
    overflow-y: auto;
    overscroll-behavior: contain;
    line-height: var(--c-line-height);
    align-self: center;
  }
  textarea:focus-visible {
    outline: none; /* the box shows it */
  }
  @media (pointer: coarse) {
    textarea {
      font-size: max(16px, var(--c-font-size)); /* smaller, and iOS zooms the page */
    }
  }
  textarea::placeholder {
    color: var(--c-faint);
    opacity: 1;
    white-space: nowrap;
    text-overflow: ellipsis;
    overflow: hidden;
    unicode-bidi: plaintext; /* cut off at its end, whichever way the page runs */
  }
  textarea:dir(rtl)::placeholder {
    text-align: right;
  }
  .send {
    color: var(--c-faint);
    transition: background-color var(--c-motion-in);
  }
  .send:disabled:hover {
    background: none;
    color: var(--c-faint);
  }
  .send:not(:disabled) {
    background: var(--c-accent);
    color: var(--c-on-accent);
  }
  .send:not(:disabled):hover {
    background: var(--c-accent-hover);
  }
  .instead {
    display: flex;
    align-items: center;
    justify-content: center;
    flex-wrap: wrap;
    gap: 8px 12px;
    padding: 8px;
    text-align: center;
    color: var(--c-muted);
    font-size: var(--c-font-size-small);
  }
  @media (forced-colors: active) {
    .box {
      border: 1px solid CanvasText;
    }
    .send:disabled {
      color: GrayText;
      border-color: GrayText;
    }
  }
`;
