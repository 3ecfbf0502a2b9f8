import { css } from 'lit';

/** A pane of a full page: a line at the top, and below it what scrolls. */
export const paneStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--c-surface);
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    flex: none;
    min-block-size: 52px;
    padding-inline: 16px 8px;
    border-block-end: 1px solid var(--c-line);
  }
  .bar h2 {
    flex: 1;
    min-inline-size: 0;
    font-weight: 600;
  }
  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
`;
