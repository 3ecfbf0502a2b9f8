import { css } from 'lit';

/** In a call it is always dark, with round controls; End alone is red. */
export const callStyles = css`
  :host {
    color-scheme: dark;
    --c-surface: oklch(0.165 0.008 262);
    --c-raised: oklch(0.255 0.01 262);
    --c-sunken: oklch(0.13 0.008 262);
    --c-text: oklch(0.93 0.004 262);
    --c-line: oklch(1 0 0 / 0.09);
    --c-line-strong: oklch(1 0 0 / 0.18);
    --c-hover: oklch(1 0 0 / 0.08);
    --c-end: oklch(0.55 0.2 25);
    color: var(--c-text);
  }
  .control {
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    background: oklch(1 0 0 / 0.11);
    color: var(--c-text);
    transition: background-color var(--c-motion-in);
  }
  .control .svg {
    inline-size: 20px;
    block-size: 20px;
  }
  .control:hover {
    background: oklch(1 0 0 / 0.18);
  }
  .control.off {
    background: var(--c-text);
    color: oklch(0.2 0.01 262);
  }
  .control.off:hover {
    background: oklch(1 0 0);
  }
  .control.active,
  .control[aria-expanded='true'] {
    background: var(--c-accent);
    color: var(--c-on-accent);
  }
  .control.end,
  .control.end:hover {
    background: var(--c-end);
    color: white;
  }
  .control.end:hover {
    background: color-mix(in oklab, var(--c-end), white 12%);
  }
  .control.end .svg {
    rotate: 135deg;
  }
  .control:is(:disabled, [aria-disabled='true']) {
    opacity: 0.45;
  }
  .control:focus-visible {
    outline-offset: 2px;
  }
  .bars {
    display: inline-flex;
    align-items: end;
    gap: 2px;
    flex: none;
    block-size: 10px;
    color: var(--c-success);
  }
  .bars i {
    inline-size: 3px;
    block-size: 10px;
    border-radius: 1px;
    background: currentColor;
  }
  .bars i:nth-child(1) {
    block-size: 4px;
  }
  .bars i:nth-child(2) {
    block-size: 7px;
  }
  .bars.good {
    color: var(--c-warning);
  }
  .bars:is(.poor, .disconnected) {
    color: var(--c-danger);
  }
  .bars.good i:nth-child(3),
  .bars:is(.poor, .disconnected) i:nth-child(n + 2) {
    opacity: 0.3;
  }
  @media (forced-colors: active) {
    .control {
      border: 1px solid ButtonText;
    }
    .control:is(.off, .active, .end) {
      forced-color-adjust: none;
    }
    .bars {
      forced-color-adjust: none;
    }
  }
`;
