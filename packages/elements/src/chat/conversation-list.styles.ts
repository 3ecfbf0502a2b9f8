import { css } from 'lit';

export const conversationListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--c-surface);
  }
  .search {
    position: relative;
    flex: none;
    margin: 8px 12px 4px;
  }
  .search .svg {
    position: absolute;
    inset-inline-start: 10px;
    inset-block-start: calc(50% - 8px);
    color: var(--c-faint);
    pointer-events: none;
  }
  .search input {
    width: 100%;
    height: calc(var(--c-control) + 2px);
    padding-inline: 34px 10px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    outline-offset: -1px;
  }
  @media (pointer: coarse) {
    .search input {
      font-size: max(16px, var(--c-font-size)); /* smaller, and iOS zooms the page */
    }
  }
  .search input::placeholder {
    color: var(--c-faint);
    opacity: 1;
  }
  .search input:focus-visible {
    outline: 2px solid var(--c-focus);
  }
  .search input::-webkit-search-cancel-button {
    appearance: none;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 4px 8px 8px;
  }
  [role='listbox'] {
    outline: none;
  }
  .heading {
    padding: 12px 8px 4px;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  .row {
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr);
    align-items: center;
    column-gap: 10px;
    padding: calc(var(--c-row-padding) + 2px) 8px;
    border-radius: var(--c-radius-s);
    cursor: pointer;
    --corridor-avatar-size: 36px;
  }
  .row:hover {
    background: var(--c-hover);
  }
  .row[aria-selected='true'] {
    background: var(--c-selected);
    --corridor-ground: color-mix(in oklab, var(--c-accent) 11%, var(--c-surface));
  }
  :is([role='listbox']:focus-visible, input:focus-visible) .row.active,
  .scroll.keyed .row.active {
    outline: 2px solid var(--c-focus);
    outline-offset: -2px;
  }
  .tile {
    width: 36px;
    height: 36px;
    border-radius: 9px;
    display: grid;
    place-items: center;
    background: var(--c-accent-soft);
    color: var(--c-accent-text);
  }
  .line {
    display: flex;
    align-items: baseline;
    gap: 8px;
    min-width: 0;
  }
  .name {
    flex: 1;
    min-width: 0;
  }
  .line .detail {
    color: var(--c-muted);
    font-weight: 400;
  }
  .preview {
    flex: 1;
    min-width: 0;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
    line-height: 18px;
  }
  .row.unread .name,
  .row.unread .preview {
    color: var(--c-text);
  }
  .row.unread .name {
    font-weight: 600;
  }
  .more {
    margin: 4px 8px;
    font-size: var(--c-font-size-small);
  }
  .bones {
    display: grid;
    gap: 7px;
  }
  .bones .skeleton {
    height: 11px;
  }
  .bones .skeleton:first-child {
    width: 45%;
  }
  .bones .skeleton:last-child {
    width: 80%;
  }
  .round {
    width: 36px;
    height: 36px;
  }
  .none {
    padding: 16px 8px;
    color: var(--c-muted);
    text-align: center;
  }
  @media (forced-colors: active) {
    .row[aria-selected='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .row[aria-selected='true'] * {
      color: HighlightText;
    }
    .search input,
    .tile {
      border: 1px solid CanvasText;
    }
  }
`;
