import { css } from 'lit';

export const videoGridStyles = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 0;
    overflow: hidden;
    outline: none;
  }
  .tile {
    position: absolute;
    display: grid;
    place-items: center;
    overflow: hidden;
    border-radius: var(--c-radius-m);
    background: oklch(0.25 0.016 262);
    container-type: size;
    animation: come var(--c-motion-in);
  }
  @keyframes come {
    from {
      opacity: 0;
    }
  }
  .tile.screen {
    background: oklch(0.1 0.005 262);
  }
  .tile > video {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .tile.mirrored > video {
    transform: scaleX(-1);
  }
  .tile::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    pointer-events: none;
    box-shadow: inset 0 0 0 2px transparent;
    transition: box-shadow var(--c-motion-in);
  }
  .tile[speaking]::after {
    box-shadow: inset 0 0 0 2px var(--c-accent);
  }
  .dim > video {
    opacity: 0.35;
  }
  user-avatar {
    --corridor-avatar-size: clamp(28px, 34cqmin, 112px);
  }
  screen-share {
    position: absolute;
    inset: 0;
  }
  .pill,
  .state {
    position: absolute;
    display: flex;
    align-items: center;
    gap: 6px;
    max-inline-size: calc(100% - 16px);
    min-block-size: 26px;
    padding-inline: 9px;
    border-radius: 13px;
    background: oklch(0.15 0.01 262 / 0.78);
    color: white;
    font-size: 12px;
    font-weight: 600;
    text-align: start;
  }
  .pill {
    inset-block-end: 8px;
    inset-inline-start: 8px;
  }
  .pill .svg {
    inline-size: 15px;
    block-size: 15px;
    flex: none;
  }
  .pill .raised {
    color: oklch(0.82 0.14 80);
  }
  .state {
    inset-block-start: 8px;
    inset-inline-start: 8px;
    padding: 3px 9px;
  }
  .alone .state {
    inset-block-start: calc(50% + 17cqmin + 12px);
    inset-inline-start: auto;
    background: none;
    font-size: 14px;
    color: var(--c-muted);
  }
  .act {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 50%;
    background: oklch(0.15 0.01 262 / 0.78);
    color: white;
    opacity: 0;
    transition: opacity var(--c-motion-in);
  }
  .tile:is(:hover, :focus-within) .act,
  .act[aria-pressed='true'] {
    opacity: 1;
  }
  .own {
    z-index: 2;
    box-shadow: 0 0 0 1px var(--c-line-strong), 0 8px 24px oklch(0 0 0 / 0.4);
    cursor: grab;
    touch-action: none;
  }
  .own:focus-visible {
    outline-offset: 2px;
  }
  .own.moving {
    cursor: grabbing;
    animation: none;
  }
  .paged {
    position: absolute;
    z-index: 1;
    display: grid;
    place-content: end center;
    pointer-events: none;
  }
  .pages {
    display: flex;
    align-items: center;
    margin-block-end: 6px;
    border-radius: 16px;
    background: oklch(0.15 0.01 262 / 0.85);
    color: white;
    font-size: 12px;
    pointer-events: auto;
  }
  .pages .icon {
    color: inherit;
    border-radius: 50%;
  }
  .pages .icon:disabled {
    opacity: 0.35;
  }
  .mirror {
    position: absolute;
    inline-size: 2px;
    block-size: 2px;
    inset-block-end: 0;
    inset-inline-start: 0;
    opacity: 0.01;
    pointer-events: none;
  }
  @container (max-width: 150px) {
    .pill {
      inset-block-end: 4px;
      inset-inline-start: 4px;
      max-inline-size: calc(100% - 8px);
      min-block-size: 22px;
      padding-inline: 7px;
      gap: 4px;
    }
    .pill .bars {
      display: none;
    }
    .state {
      inset-block-start: 4px;
      inset-inline-start: 4px;
    }
  }
  @media (pointer: coarse) {
    .act {
      opacity: 1;
      background: none;
    }
  }
  @media (forced-colors: active) {
    .tile {
      border: 1px solid CanvasText;
    }
    .tile[speaking] {
      outline: 3px solid Highlight;
      outline-offset: -3px;
    }
  }
`;
