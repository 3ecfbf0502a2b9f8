import { css } from 'lit';

/** A card of one line of title and one of meta, as wide as its words need. */
export const cardStyles = css`
  .card {
    display: grid;
    gap: 2px;
    box-sizing: border-box;
    inline-size: fit-content;
    min-inline-size: min(220px, 100%);
    max-inline-size: min(420px, 100%);
    padding: 8px 12px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    line-height: 1.4;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
  }
  .title {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
    color: var(--c-text);
    text-decoration: none;
    border-radius: var(--c-radius-s);
  }
  .title:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .title:focus-visible {
    outline: 2px solid var(--c-focus);
    outline-offset: 1px;
  }
  .card .meta {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
