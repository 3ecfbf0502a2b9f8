import { css } from 'lit';

/** Beside what a list of conversations looks like. */
export const searchBoxStyles = css`
  .row {
    align-items: start;
  }
  .single {
    align-items: center;
  }
  .snippet {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    overflow-wrap: anywhere;
    font-size: var(--c-font-size-small);
    line-height: 18px;
    color: var(--c-muted);
    text-align: start; /* aligned to the other side, Chromium draws the ellipsis outside */
  }
  .ending {
    color: var(--c-text);
    font-size: 10px;
    font-weight: 600;
    letter-spacing: 0.02em;
  }
  .row[aria-selected='true'] {
    background: var(--c-hover);
    --corridor-ground: var(--c-surface);
  }
  mark {
    padding: 0 1px;
    border-radius: 2px;
    background: var(--c-accent-soft);
    color: var(--c-text);
    font-weight: 600;
  }
  input:placeholder-shown {
    text-overflow: ellipsis;
  }
  .filters {
    padding: 8px;
  }
  .filters .meta {
    display: block;
    margin-bottom: 8px;
  }
  .filter {
    min-height: 28px;
    margin-block-end: 4px;
    margin-inline-end: 4px;
    padding: 0 10px;
    border-radius: 14px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .filter:hover {
    background: var(--c-hover);
    color: var(--c-text);
  }
  .none strong {
    color: var(--c-text);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    .row[aria-selected='true'] {
      background: Highlight;
    }
  }
  @media (pointer: coarse) {
    .filter {
      min-height: 44px;
      border-radius: 22px;
    }
  }
`;
