import { css } from 'lit';

export const conversationFilesStyles = css`
  :host {
    container-type: inline-size;
  }
  .titles {
    flex: 1;
    min-inline-size: 0;
  }
  .narrow {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    flex: none;
    padding: 8px 16px;
    border-block-end: 1px solid var(--c-line);
  }
  .groups {
    flex: 1 1 220px;
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    padding: 2px;
    border-radius: var(--c-radius-s);
    background: var(--c-sunken);
  }
  .groups button {
    flex: 1;
    min-block-size: calc(var(--c-control) - 4px);
    padding: 2px 10px;
    border-radius: calc(var(--c-radius-s) - 2px);
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
  .groups [aria-pressed='true'] {
    background: var(--c-surface);
    box-shadow: 0 0 0 1px var(--c-line-strong);
    color: var(--c-text);
    font-weight: 600;
  }
  .find,
  select {
    flex: 1 1 120px;
  }
  @container (min-width: 520px) {
    .groups {
      flex: none;
    }
    .find,
    select {
      max-inline-size: 260px;
    }
  }
  .scroll {
    padding: 12px 16px;
  }
  .media {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(104px, 1fr));
    gap: 6px;
  }
  .tile {
    position: relative;
    aspect-ratio: 1;
    min-inline-size: 0;
  }
  .tile .open {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    border-radius: var(--c-radius-m);
    overflow: hidden;
    background: var(--c-sunken);
    box-shadow: 0 0 0 1px var(--c-line);
    color: var(--c-muted);
  }
  .tile img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .tile .length {
    position: absolute;
    inset: auto auto 6px 6px;
    inset-inline: 6px auto;
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 1px 6px;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    color: var(--c-text);
    font-size: var(--c-font-size-meta);
  }
  .tile .go {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    background: var(--c-surface);
    box-shadow: 0 0 0 1px var(--c-line);
    opacity: 0;
  }
  .tile:hover .go,
  .tile:focus-within .go {
    opacity: 1;
  }
  @media (hover: none) {
    .tile .go {
      opacity: 1;
    }
  }
  .row {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px;
    margin-inline: -8px;
    border-radius: var(--c-radius-s);
  }
  .row:hover,
  .row:focus-within {
    background: var(--c-hover);
  }
  .sign {
    display: grid;
    flex: none;
    color: var(--c-muted);
  }
  .about {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    gap: 1px;
  }
  .name {
    display: flex;
    min-inline-size: 0;
    max-inline-size: 100%;
    font-weight: 600;
    text-align: start;
  }
  .name bdi + bdi {
    flex: none;
    white-space: pre;
  }
  .name[aria-disabled] {
    cursor: default;
    color: var(--c-muted);
  }
  .voice {
    padding-block: 8px;
    border-block-end: 1px solid var(--c-line);
  }
  .voice .who {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .more {
    margin-block: 12px;
  }
`;
