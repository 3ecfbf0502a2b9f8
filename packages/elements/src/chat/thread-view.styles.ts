import { css } from 'lit';

export const threadViewStyles = css`
  .titles {
    flex: 1;
    min-inline-size: 0;
    line-height: 18px;
  }
  .root {
    flex: none;
    max-block-size: 40%;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 8px 0;
    border-block-end: 1px solid var(--c-line);
  }
  .log {
    flex: 1;
    min-block-size: 0;
  }
  .note {
    padding: 8px 16px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
    text-align: center;
  }
`;
