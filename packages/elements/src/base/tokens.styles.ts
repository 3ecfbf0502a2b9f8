import { css } from 'lit';

/**
 * The look, as custom properties that every element sets on itself. A host sets `--corridor-…` (one or two are enough); inside, styles
 * read the resolved `--c-…`. What is not set is derived from accent, surface and text, so a host's own three colours carry through.
 * `color-scheme` decides between light and dark: the page's own one unless `theme` says otherwise.
 */
export const tokens = css`
  :host {
    --c-accent: var(--corridor-accent, light-dark(oklch(0.55 0.16 262), oklch(0.72 0.12 262)));
    --c-on-accent: var(--corridor-on-accent, oklch(from var(--c-accent) clamp(0.18, (0.6 - l) * 1000, 1) 0 h));
    --c-accent-text: var(
      --corridor-accent-text,
      light-dark(oklch(from var(--c-accent) min(l, 0.55) c h), oklch(from var(--c-accent) max(l, 0.72) c h))
    );
    --c-accent-hover: var(--corridor-accent-hover, color-mix(in oklab, var(--c-accent), var(--c-text) 12%));
    --c-accent-soft: var(--corridor-accent-soft, color-mix(in oklab, var(--c-accent) 11%, transparent));
    --c-accent-line: var(--corridor-accent-line, color-mix(in oklab, var(--c-accent) 45%, transparent));
    --c-surface: var(--corridor-surface, light-dark(oklch(1 0 0), oklch(0.21 0.006 262)));
    --c-raised: var(--corridor-surface-raised, light-dark(var(--c-surface), color-mix(in oklab, var(--c-surface), var(--c-text) 6%)));
    --c-sunken: var(
      --corridor-surface-sunken,
      light-dark(color-mix(in oklab, var(--c-surface), var(--c-text) 3%), color-mix(in oklab, var(--c-surface), black 15%))
    );
    --c-text: var(--corridor-text, light-dark(oklch(0.25 0.012 262), oklch(0.93 0.004 262)));
    --c-muted: var(--corridor-text-muted, color-mix(in oklab, var(--c-text) 70%, var(--c-surface)));
    --c-faint: var(--corridor-text-faint, color-mix(in oklab, var(--c-text) 62%, var(--c-surface)));
    --c-line: var(--corridor-line, color-mix(in oklab, var(--c-text) 9%, transparent));
    --c-line-strong: var(--corridor-line-strong, color-mix(in oklab, var(--c-text) 18%, transparent));
    --c-hover: var(--corridor-hover, color-mix(in oklab, var(--c-text) 4%, transparent));
    --c-selected: var(--corridor-selected, var(--c-accent-soft));
    --c-danger: var(--corridor-danger, light-dark(oklch(0.54 0.2 25), oklch(0.72 0.15 25)));
    --c-on-danger: var(--corridor-on-danger, oklch(from var(--c-danger) clamp(0.18, (0.6 - l) * 1000, 1) 0 h));
    --c-success: var(--corridor-success, light-dark(oklch(0.53 0.13 152), oklch(0.74 0.14 152)));
    --c-warning: var(--corridor-warning, light-dark(oklch(0.58 0.13 70), oklch(0.8 0.13 80)));
    --c-info: var(--corridor-info, light-dark(oklch(0.53 0.11 230), oklch(0.76 0.1 230)));
    --c-shadow: var(--corridor-shadow, 0 1px 2px oklch(0.2 0.03 262 / 0.06), 0 12px 36px -8px oklch(0.2 0.03 262 / 0.2));
    --c-focus: var(--corridor-focus, var(--c-accent-text));
    --c-font-mono: var(--corridor-font-mono, ui-monospace, 'DejaVu Sans Mono', monospace);
    --c-font-size: var(--corridor-font-size, 14px);
    --c-font-size-small: calc(var(--c-font-size) - 1px);
    --c-font-size-meta: calc(var(--c-font-size) - 2px);
    --c-line-height: var(--corridor-line-height, 1.45);
    --c-space: var(--corridor-space, 4px);
    --c-radius-s: var(--corridor-radius-s, 6px);
    --c-radius-m: var(--corridor-radius-m, 10px);
    --c-radius-l: var(--corridor-radius-l, 16px);
    --c-motion-in: var(--corridor-motion-in, 120ms ease-out);
    --c-motion-out: var(--corridor-motion-out, 80ms ease-out);
    --c-row-padding: var(--corridor-row-padding, var(--c-density-row, 6px));
    --c-control: var(--corridor-control-size, var(--c-density-control, 32px));

    box-sizing: border-box;
    color: var(--c-text);
    font-size: var(--c-font-size);
    font-style: normal;
    font-weight: 400;
    line-height: var(--c-line-height);
    font-family: var(--corridor-font, inherit);
    font-variant-numeric: tabular-nums;
    font-variant-emoji: unicode; /* in colour, also where a text font draws them too */
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    letter-spacing: normal;
    word-spacing: normal;
    white-space: normal;
    -webkit-font-smoothing: antialiased;
    -webkit-tap-highlight-color: transparent;
  }
  :host([hidden]) {
    display: none !important;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([theme='auto']) {
    color-scheme: light dark;
  }
  :host([density='compact']) {
    --c-density-row: 2px;
    --c-density-control: 28px;
  }
  :host([density='comfortable']) {
    --c-density-row: initial;
    --c-density-control: initial;
  }
  @media (pointer: coarse) {
    :host {
      --c-control: var(--corridor-control-size, 40px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --c-motion-in: 0s;
      --c-motion-out: 0s;
    }
  }
`;
