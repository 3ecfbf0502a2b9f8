import { css } from 'lit';

export const callHistoryStyles = css`
  :host {
    container-type: inline-size;
    block-size: 100%;
    min-block-size: 240px;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding: 8px 16px 0;
  }
  .kinds button {
    padding: 0 12px;
    block-size: 28px;
    border-radius: 14px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
  .kinds button:hover {
    background: var(--c-hover);
  }
  .kinds [aria-pressed='true'] {
    background: var(--c-accent-soft);
    color: var(--c-text);
    font-weight: 600;
  }
  .narrow {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 8px 16px;
    border-block-end: 1px solid var(--c-line);
  }
  .narrow [type='search'] {
    flex: 1 1 160px;
  }
  .filters {
    display: contents;
  }
  .filter {
    display: none;
  }
  .filter.set {
    color: var(--c-accent-text);
  }
  .narrow label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  ul {
    position: relative;
  }
  li {
    position: absolute;
    inset-inline: 0;
    display: flex;
    align-items: center;
  }
  .day {
    block-size: 32px;
    padding-inline: 16px;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  .call {
    block-size: 56px;
    padding-inline: 8px;
  }
  .call:hover,
  .call:focus-within {
    background: var(--c-hover);
  }
  .entry {
    flex: 1;
    min-inline-size: 0;
    block-size: 100%;
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr) auto;
    grid-template-rows: auto auto;
    align-content: center;
    column-gap: 10px;
    padding-inline: 8px;
    border-radius: var(--c-radius-s);
    text-align: start;
  }
  .entry > .svg,
  .entry > user-avatar {
    grid-row: span 2;
    align-self: center;
  }
  .entry .who {
    grid-column: 3;
    font-weight: 600;
  }
  .entry .when {
    grid-column: 4;
    grid-row: 1;
    font-variant-numeric: tabular-nums;
  }
  .entry .long {
    grid-column: 4;
    grid-row: 2;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .entry .what {
    grid-column: 3;
    display: flex;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
  }
  .lost .who,
  .lost .entry > .svg {
    color: var(--c-danger-text, var(--c-danger));
  }
  .problem {
    margin: 8px 16px;
    color: var(--c-danger-text, var(--c-danger));
  }
  @container (inline-size < 420px) {
    .kinds {
      flex-wrap: nowrap;
      padding-inline: 8px;
      overflow-x: auto;
      scrollbar-width: none;
    }
    .kinds button {
      flex: none;
    }
    .narrow {
      padding-inline: 8px;
    }
    .filter {
      display: inline-grid;
    }
    .filters:not(.open) {
      display: none;
    }
    .filters {
      display: grid;
      gap: 8px;
      inline-size: 100%;
    }
    .narrow label {
      justify-content: space-between;
    }
    .entry > user-avatar,
    .call > .apart {
      display: none;
    }
    .entry {
      grid-template-columns: auto 0 minmax(0, 1fr) auto;
      column-gap: 5px;
    }
  }
  @media (forced-colors: active) {
    .kinds [aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
    .narrow input,
    .narrow select {
      border: 1px solid CanvasText;
    }
  }
`;
