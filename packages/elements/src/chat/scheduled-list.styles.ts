import { css } from 'lit';

export const scheduledListStyles = css`
  :host {
    position: relative;
  }
  .bar.returns {
    padding-inline-start: 8px;
  }
  .scroll {
    padding: 8px;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 2px 10px;
    padding: 10px 8px;
    border-radius: var(--c-radius-s);
  }
  li:hover,
  li:focus-within {
    background: var(--c-hover);
  }
  .place {
    justify-self: start;
    max-inline-size: 100%;
    font-weight: 600;
    color: inherit;
  }
  .text,
  .problem,
  .ways {
    grid-column: 1 / -1;
  }
  .text {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .problem {
    font-size: var(--c-font-size-small);
    overflow-wrap: anywhere;
  }
  .problem strong {
    display: flex;
    align-items: center;
    gap: 4px;
    font-weight: 600;
    color: var(--c-danger);
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    min-block-size: 24px;
    font-size: var(--c-font-size-small);
  }
  .refused {
    padding: 8px;
    color: var(--c-danger);
  }
`;
