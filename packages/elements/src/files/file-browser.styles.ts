import { css } from 'lit';

/** Px of a row of the list and of the tiles, and of a tile's least width: the styles and the arithmetic of long lists agree on them. */
export const rowHeight = 44, tileHeight = 188, tileWidth = 168;

export const fileBrowserStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    min-inline-size: 0;
    min-block-size: 280px;
    block-size: 100%;
    background: var(--c-surface);
    container-type: inline-size;
  }
  .bar,
  .filters,
  .chosen {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
    flex: none;
    padding: 8px 16px;
    border-block-end: 1px solid var(--c-line);
  }
  .bar {
    min-block-size: 52px;
  }
  .path {
    flex: 1 1 140px;
    min-inline-size: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
  }
  .path h2 {
    font-weight: 600;
  }
  .path .link {
    padding-block: 4px;
  }
  .path .svg {
    color: var(--c-faint);
  }
  .find {
    flex: 1 1 160px;
    max-inline-size: 260px;
  }
  /* One takes the other's place, and moves nothing: the second press of two meets what the first one met. */
  .middle {
    display: grid;
    flex: none;
  }
  .middle > * {
    grid-area: 1 / 1;
    min-inline-size: 0;
  }
  .middle > [inert] {
    visibility: hidden;
  }
  .scopes {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    flex: 1 1 auto;
  }
  .scopes button {
    min-block-size: 28px;
    padding-inline: 10px;
    border-radius: 14px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
  .scopes button:hover {
    background: var(--c-hover);
  }
  .scopes [aria-pressed='true'] {
    background: var(--c-accent-soft);
    color: var(--c-text);
    font-weight: 600;
  }
  .narrowing {
    display: contents;
  }
  .filter {
    display: none;
  }
  .filter.set {
    color: var(--c-accent-text);
  }
  .chosen {
    background: var(--c-accent-soft);
  }
  .chosen > span {
    flex: 1 1 auto;
    font-weight: 600;
  }
  .room {
    flex: 1;
    min-block-size: 0;
    display: flex;
    position: relative;
  }
  .scroll {
    flex: 1;
    min-inline-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    position: relative;
    container-type: inline-size; /* beside the details there is less room for a row */
  }
  .scroll.over::after {
    content: '';
    position: absolute;
    inset: 6px;
    border: 2px dashed var(--c-accent-line);
    border-radius: var(--c-radius-m);
    pointer-events: none;
  }
  .details {
    flex: none;
    inline-size: 320px;
    border-inline-start: 1px solid var(--c-line);
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 140px 96px 88px;
    align-items: center;
    gap: 12px;
    block-size: ${rowHeight}px;
    padding-inline: 16px;
    border-block-end: 1px solid var(--c-line);
    cursor: default;
    user-select: none;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    block-size: 32px;
    background: var(--c-surface);
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  .row:not(.head):hover,
  .tile:hover {
    background: var(--c-hover);
  }
  [aria-selected='true'].row,
  [aria-selected='true'].tile {
    background: var(--c-accent-soft);
  }
  :is(.row, .tile)[aria-selected='true']:hover {
    background: color-mix(in oklab, var(--c-accent-soft), var(--c-text) 4%);
  }
  :is(.row, .tile):focus-visible {
    outline-offset: -2px;
  }
  :is(.row, .tile).target {
    outline: 2px solid var(--c-accent);
    outline-offset: -2px;
  }
  .name {
    display: flex;
    align-items: center;
    gap: 10px;
    min-inline-size: 0;
  }
  .name > .svg {
    color: var(--c-muted);
  }
  .words {
    display: flex;
    min-inline-size: 0;
    white-space: pre;
  }
  .words .cut {
    white-space: pre;
  }
  .words span:last-child {
    flex: none;
  }
  .miniature {
    inline-size: 28px;
    block-size: 28px;
    object-fit: cover;
    border-radius: 4px;
    flex: none;
    margin-inline: -5px; /* as wide as the icons of other rows: names stand below each other */
    background: var(--c-sunken);
    outline: 1px solid var(--c-line);
    outline-offset: -1px;
  }
  .figure {
    text-align: end;
  }
  .flag {
    flex: none;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  .flag.danger {
    color: var(--c-danger);
  }
  .star {
    flex: none;
    color: var(--c-accent-text);
  }
  .pick {
    display: none;
  }
  @media (pointer: coarse) {
    .pick {
      display: grid;
      place-items: center;
      flex: none;
      inline-size: 40px;
      block-size: 40px;
      margin-inline: auto -8px;
    }
    .tile .pick {
      margin-block: -12px;
    }
    .pick .svg {
      inline-size: 20px;
      block-size: 20px;
      padding: 3px;
      border-radius: 50%;
      box-shadow: inset 0 0 0 1.5px var(--c-faint);
      stroke-width: 0;
    }
    .pick[aria-pressed='true'] .svg {
      background: var(--c-accent);
      color: var(--c-on-accent);
      box-shadow: none;
      stroke-width: 3;
    }
  }
  .tiles {
    display: grid;
    gap: 12px;
    padding-inline: 16px;
    block-size: ${tileHeight}px;
  }
  .tile {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    block-size: ${tileHeight - 12}px;
    padding: 8px;
    border-radius: var(--c-radius-m);
    user-select: none;
    cursor: default;
  }
  .picture {
    flex: 1;
    min-block-size: 0;
    display: grid;
    place-items: center;
    margin-block-end: 8px;
    border-radius: var(--c-radius-s);
    background: var(--c-sunken);
    color: var(--c-muted);
    overflow: hidden;
    outline: 1px solid var(--c-line); /* a white page is seen on white */
    outline-offset: -1px;
  }
  .picture img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .picture .page {
    inline-size: 72%;
    block-size: calc(100% - 10px);
    margin-block-start: 10px;
    object-position: top;
    border-start-start-radius: 3px;
    border-start-end-radius: 3px;
    box-shadow: 0 0 0 1px var(--c-line-strong);
  }
  .picture .svg {
    inline-size: 40px;
    block-size: 40px;
    stroke-width: 1.25;
  }
  .tile .words {
    font-size: var(--c-font-size-small);
  }
  .spacer {
    pointer-events: none;
  }
  .uploads {
    flex: none;
    max-block-size: 160px;
    overflow-y: auto;
    border-block-start: 1px solid var(--c-line);
    padding: 8px 16px;
  }
  .bones {
    display: grid;
    gap: 16px;
    padding: 16px;
  }
  .bones span {
    block-size: 20px;
  }
  .problem {
    padding: 8px 16px;
    color: var(--c-danger);
    font-size: var(--c-font-size-small);
  }
  @media (forced-colors: active) {
    :is(.row, .tile)[aria-selected='true'],
    :is(.row, .tile)[aria-selected='true']:hover {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    [aria-selected='true'] :is(.meta, .svg, .star, .flag) {
      color: HighlightText;
    }
  }
  @container (width < 640px) {
    .row {
      grid-template-columns: minmax(0, 1fr) 76px;
    }
    .row > :is(.owner, .changed) {
      display: none;
    }
    .details {
      position: absolute;
      inset: 0;
      z-index: 3;
      inline-size: 100%;
      border: 0;
      background: var(--c-surface);
    }
    /* Over all of it: what was chosen is in its title. */
    .room {
      position: static;
    }
    .find {
      max-inline-size: none;
      order: 1;
      flex-basis: 100%;
    }
    .path {
      flex-basis: 72px;
    }
    .filter {
      display: inline-grid;
    }
    .scopes {
      flex: 1 1 100%;
      flex-wrap: nowrap;
      min-inline-size: 0;
      overflow-x: auto;
      scrollbar-width: none;
    }
    .scopes button {
      flex: none;
    }
    .narrowing:not([data-open], :first-child) {
      display: none;
    }
    /* As high as the places, whatever can be done: nothing moves under the second press. */
    .filters,
    .chosen {
      min-block-size: 49px;
    }
    .chosen {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
    }
    .chosen > span {
      white-space: nowrap;
    }
    .upload {
      padding-inline: 10px;
    }
    .upload span {
      position: absolute;
      clip-path: inset(50%);
      inline-size: 1px;
      overflow: hidden;
      white-space: nowrap;
    }
    .bar,
    .filters,
    .chosen {
      padding-inline: 12px;
    }
    .chosen {
      gap: 4px;
      padding-block: 4px;
      align-content: center;
    }
    .chosen .icon {
      inline-size: 36px;
    }
  }
`;
