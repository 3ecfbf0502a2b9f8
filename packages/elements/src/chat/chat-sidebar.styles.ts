import { css } from 'lit';

export const chatSidebarStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--c-sunken);
    --corridor-ground: var(--c-sunken);
  }
  .top {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-block-size: 52px;
    padding-inline: 16px 8px;
  }
  .top slot {
    display: block;
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-inline-size: 0;
    font-weight: 600;
  }
  .find {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    margin: 0 8px 4px;
    min-block-size: calc(var(--c-control) + 2px);
    padding-inline: 10px 8px;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    color: var(--c-faint);
  }
  .find:hover {
    color: var(--c-muted);
  }
  .find span {
    flex: 1;
  }
  kbd {
    font: inherit;
    font-size: 11px;
    line-height: 18px;
    padding-inline: 4px;
    border-radius: 4px;
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  @media (pointer: coarse) {
    kbd {
      display: none;
    }
  }
  nav {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 4px 8px 16px;
  }
  .heading {
    display: flex;
    align-items: center;
    min-block-size: 32px;
    margin-block-start: 8px;
    padding-inline: 8px 0;
    color: var(--c-muted);
    font-size: var(--c-font-size-meta);
  }
  .heading h2 {
    flex: 1;
    font-weight: 600;
  }
  .heading .icon {
    inline-size: 28px;
    block-size: 28px;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: var(--c-density-control, 32px);
    padding-inline: 8px;
    border-radius: var(--c-radius-s);
    color: var(--c-muted);
    text-decoration: none;
    outline-offset: -2px;
  }
  @media (pointer: coarse) {
    .row {
      min-block-size: 44px;
    }
  }
  .draft {
    display: inline-flex;
    flex: none;
    color: var(--c-muted);
  }
  .refused {
    display: inline-flex;
    flex: none;
    color: var(--c-danger);
  }
  .threads {
    flex: none;
    margin: 4px 8px 0;
  }
  .me {
    flex: none;
    margin: 4px 8px 8px;
    text-align: start;
    color: var(--c-text);
  }
  .me .icon {
    color: var(--c-muted);
  }
  .row:hover {
    background: var(--c-hover);
  }
  .row[aria-current] {
    background: var(--c-selected);
    color: var(--c-text);
    font-weight: 600;
  }
  .row .name {
    flex: 1;
    min-inline-size: 0;
  }
  .row.quiet:not([aria-current]) {
    color: var(--c-faint);
  }
  .row.unread {
    color: var(--c-text);
    font-weight: 600;
  }
  .more {
    margin: 4px 8px;
    font-size: var(--c-font-size-small);
  }
  .empty {
    margin: 2px 8px 6px;
    font-size: var(--c-font-size-small);
  }
  .bones {
    display: grid;
    gap: 18px;
    padding: 16px 8px;
  }
  .bones .skeleton {
    block-size: 12px;
    inline-size: 70%;
  }
  .bones .skeleton:nth-child(3n) {
    inline-size: 45%;
  }
  @media (forced-colors: active) {
    .row[aria-current] {
      border: 2px solid Highlight;
    }
    .find {
      border: 1px solid ButtonText;
    }
  }
`;
