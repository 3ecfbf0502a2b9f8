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
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 10px;
    padding: 10px 8px;
    border-radius: var(--c-radius-s);
  }
  li:hover,
  li:focus-within {
    background: var(--c-hover);
  }
  .place {
    flex: 1 1 140px;
    min-inline-size: 0;
    text-align: start;
    font-weight: 600;
    color: inherit;
  }
  .text,
  .problem,
  .ways {
    flex: 1 0 100%;
    min-inline-size: 0;
    max-inline-size: 100%;
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
  .problem > * {
    display: block;
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
