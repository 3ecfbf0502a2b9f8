import { css } from 'lit';

export const recordPlacesStyles = css`
  :host {
    display: contents;
  }
  /* Nothing here takes room in the host's page: pins are moved to their places from the window's corner. */
  .layer {
    position: fixed;
    top: 0;
    left: 0;
    width: 0;
    height: 0;
    z-index: var(--corridor-z-index-places, 800);
  }
  .pin {
    position: absolute;
    display: inline-flex;
    align-items: center;
    gap: 2px;
    height: 20px;
    min-width: 20px;
    padding: 0 5px;
    justify-content: center;
    border-radius: 10px;
    background: var(--c-raised);
    color: var(--c-muted);
    box-shadow:
      0 0 0 1px var(--c-line-strong),
      0 1px 3px oklch(0.2 0.03 262 / 0.16);
    font-size: 11px;
    font-weight: 600;
    line-height: 1;
    white-space: nowrap;
  }
  .pin .svg {
    width: 12px;
    height: 12px;
  }
  .pin:hover,
  .pin[aria-expanded='true'] {
    color: var(--c-accent-text);
    box-shadow: 0 0 0 1px var(--c-accent-line);
    z-index: 1;
  }
  .pin.unread {
    background: var(--c-accent);
    color: var(--c-on-accent);
    box-shadow: 0 0 0 1px var(--c-surface);
  }
  .pin.empty {
    padding: 0;
    width: 20px;
    transition: opacity var(--c-motion-in);
  }
  .pin.empty:not(.near, :hover, :focus-visible) {
    opacity: 0;
    pointer-events: none;
  }
  .pin.away:not(:focus-visible) {
    opacity: 0;
    pointer-events: none;
  }
  @media (pointer: coarse) {
    .pin::after {
      content: '';
      position: absolute;
      inset: -12px;
    }
  }
  .panel {
    position: fixed;
    inset: auto;
    z-index: calc(var(--corridor-z-index-places, 800) + 1);
    width: 360px;
    max-width: calc(100vw - 16px);
    height: min(440px, calc(100vh - 16px));
    max-height: none;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: var(--c-radius-m);
    overflow: hidden;
    color: inherit;
    background: var(--c-surface);
    box-shadow:
      0 0 0 1px var(--c-line),
      var(--c-shadow);
    flex-direction: column;
    outline: none;
  }
  .panel[open] {
    display: flex;
    animation: rise var(--c-motion-in);
  }
  @keyframes rise {
    from {
      opacity: 0;
    }
  }
  .panel::backdrop {
    background: none;
  }
  .view {
    flex: 1;
    min-height: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    flex: none;
    min-height: 52px;
    padding-inline: 16px 8px;
    border-bottom: 1px solid var(--c-line);
  }
  .bar h2 {
    flex: 1;
    min-width: 0;
    font-weight: 600;
  }
  .state {
    flex: 1;
  }
  .detached {
    display: block;
    margin-block: 12px;
    padding: 8px;
    border-radius: var(--c-radius-m);
    background: var(--c-sunken);
    color: var(--c-text);
    font-size: var(--c-font-size-small);
    line-height: var(--c-line-height);
  }
  .detached h2 {
    padding: 4px 8px;
    font-weight: 600;
  }
  .entry {
    display: flex;
    align-items: center;
    gap: 8px;
    width: 100%;
    min-height: var(--c-control);
    padding: 0 8px;
    border-radius: var(--c-radius-s);
  }
  .entry:hover {
    background: var(--c-hover);
  }
  .entry .cut {
    flex: 1;
    min-width: 0;
  }
  .entry .badge {
    margin-inline-start: 4px;
  }
  @media (max-width: 480px), (pointer: coarse) {
    .panel {
      inset: 0;
      inset-block-start: var(--sheet-top, 0px);
      width: 100%;
      max-width: none;
      height: var(--sheet-height, 100dvh);
      border-radius: 0;
      padding-block-start: env(safe-area-inset-top, 0px);
    }
  }
  @media (forced-colors: active) {
    .pin,
    .panel {
      border: 1px solid CanvasText;
    }
  }
  @media print {
    .layer,
    .panel {
      display: none;
    }
  }
`;
