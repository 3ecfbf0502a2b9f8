import { css } from 'lit';

export const callRecordingStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin: 0 8px 8px;
    padding: 8px 8px 8px 14px;
    padding-inline: 14px 8px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    box-shadow: 0 0 0 1px var(--c-line-strong);
    font-size: var(--c-font-size-small);
    max-block-size: 40cqh;
    overflow: auto;
  }
  .bar > p,
  .words {
    flex: 1 1 200px;
    min-inline-size: 0;
  }
  .words p {
    margin-block-start: 2px;
    color: var(--c-muted);
  }
  .bar > .svg {
    flex: none;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .button {
    min-block-size: 36px;
  }
  .button:not(.primary) {
    background: oklch(1 0 0 / 0.11);
  }
  .working {
    flex: none;
    inline-size: 14px;
    block-size: 14px;
    border-radius: 50%;
    border: 2px solid var(--c-line-strong);
    border-block-start-color: currentColor;
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 360deg;
    }
  }
  @container (inline-size < 420px) {
    .question .ways {
      flex: 1 1 100%;
    }
    .question .button {
      flex: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .working {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .bar {
      border: 1px solid CanvasText;
    }
  }
`;

export const recordingMarkStyles = css`
  :host {
    display: inline-flex;
    min-inline-size: 0;
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-inline-size: 0;
    block-size: 28px;
    padding-inline: 10px;
    border-radius: 14px;
    background: oklch(1 0 0 / 0.11);
    font-size: var(--c-font-size-meta);
    font-weight: 600;
  }
  .mark:hover {
    background: oklch(1 0 0 / 0.18);
  }
  .dot {
    flex: none;
    inline-size: 9px;
    block-size: 9px;
    border-radius: 50%;
    border: 2px solid oklch(0.68 0.2 25);
  }
  .recording .dot {
    background: oklch(0.68 0.2 25);
    animation: breathe 2s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }
  .time {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    inline-size: min(320px, 100vw - 16px);
    padding: 14px 16px;
    border: 0;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    color: var(--c-text);
    box-shadow: 0 0 0 1px var(--c-line-strong), 0 16px 48px -8px oklch(0 0 0 / 0.5);
    font-size: var(--c-font-size-small);
  }
  [popover] p + p {
    margin-block-start: 4px;
    color: var(--c-muted);
  }
  ul {
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 12px;
  }
  .ways:empty {
    display: none;
  }
  .button:not(.primary) {
    background: oklch(1 0 0 / 0.11);
  }
  @container (inline-size < 420px) {
    .time {
      display: none;
    }
    .mark {
      padding-inline: 8px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .recording .dot {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .mark,
    [popover] {
      border: 1px solid CanvasText;
    }
    .dot {
      border-color: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
