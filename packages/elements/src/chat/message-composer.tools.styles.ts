import { css } from 'lit';

export const composerToolStyles = css`
  :host {
    position: relative;
  }
  .box {
    flex-wrap: wrap;
  }
  .formats {
    flex: 0 0 100%;
    display: flex;
    overflow-x: auto;
    scrollbar-width: none;
    margin: -4px -4px 0;
    padding: 4px;
    inline-size: calc(100% + 8px);
    flex-basis: calc(100% + 8px);
    border-block-end: 1px solid var(--c-line);
    cursor: default;
  }
  .formats .icon {
    inline-size: 30px;
    block-size: 28px;
  }
  .note {
    padding: 4px 8px 0;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
    text-align: end;
  }
  .note.over {
    color: var(--c-danger);
    font-weight: 600;
  }
  @media (pointer: coarse) {
    .formats .icon {
      inline-size: 40px;
      block-size: 40px;
    }
  }
`;
