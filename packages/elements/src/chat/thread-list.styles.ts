import { css } from 'lit';

export const threadListStyles = css`
  .bar.returns {
    padding-inline-start: 8px;
  }
  .titles {
    flex: 1;
    min-inline-size: 0;
    line-height: 18px;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
    flex: none;
    padding: 8px 16px;
    border-block-end: 1px solid var(--c-line);
  }
  .filters .field {
    margin: 0;
    max-inline-size: 100%;
  }
  .filters select {
    inline-size: auto;
    max-inline-size: min(100%, 200px);
    font-size: var(--c-font-size-small);
  }
  .sum {
    flex: none;
    padding: 8px 16px 0;
  }
  .scroll {
    padding: 8px;
  }
  .thread {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 2px 10px;
    inline-size: 100%;
    padding: 10px 8px;
    border-radius: var(--c-radius-s);
    text-align: start;
  }
  .thread:hover {
    background: var(--c-hover);
  }
  .thread user-avatar {
    grid-row: span 3;
  }
  .thread .text {
    grid-column: 2 / -1;
  }
  .thread .figures {
    grid-column: 2 / -1;
  }
  .unread b,
  .unread .figures {
    color: var(--c-accent-text);
  }
  b {
    font-weight: 600;
  }
  .more {
    margin: 8px;
  }
`;
