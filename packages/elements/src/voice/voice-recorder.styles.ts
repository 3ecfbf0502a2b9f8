import { css } from 'lit';

export const voiceRecorderStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 4px 8px;
    min-block-size: 44px;
    padding: 4px;
    padding-inline-start: 8px;
    border-radius: var(--c-radius-m);
    background: var(--c-sunken);
  }
  .hint {
    flex: 1 1 0;
    min-inline-size: 0;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
    overflow-wrap: anywhere;
  }
  .sliding {
    display: flex;
    align-items: center;
    gap: 4px;
    flex: none;
  }
  .sliding .svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .lock {
    color: var(--c-muted);
  }
  .dot {
    flex: none;
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--c-danger);
    animation: pulse 1.4s ease-in-out infinite;
    animation-play-state: var(--c-motion-lasting, running);
  }
  .dot.paused {
    border-radius: 2px;
    background: var(--c-muted);
    animation: none;
  }
  .time {
    flex: none;
    min-inline-size: 4ch;
  }
  .levels {
    flex: 1 1 0;
    min-inline-size: 24px;
    block-size: 28px;
    fill: none;
    stroke: var(--c-accent);
    stroke-width: 2px;
    stroke-linecap: round;
  }
  .levels path {
    vector-effect: non-scaling-stroke;
  }
  .record,
  .primary.icon {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: var(--c-accent);
    color: var(--c-on-accent);
    touch-action: none;
    user-select: none;
    -webkit-touch-callout: none;
  }
  .record:hover,
  .primary.icon:hover {
    background: var(--c-accent-hover);
    color: var(--c-on-accent);
  }
  .record.on {
    background: var(--c-danger);
    color: var(--c-on-danger);
  }
  .record.held {
    outline: 6px solid color-mix(in oklab, var(--c-danger) 25%, transparent);
  }
  .record[aria-disabled='true'],
  .primary.icon:disabled {
    opacity: 0.5;
    cursor: default;
  }
  .heard {
    flex: 1 1 0;
    max-inline-size: none;
    --c-sunken: transparent;
  }
  .problem {
    display: flex;
    gap: 6px;
    color: var(--c-danger);
  }
  .settings {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
    gap: 8px 16px;
    padding: 12px 8px;
    font-size: var(--c-font-size-small);
  }
  .settings label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-inline-size: 0;
  }
  .settings select {
    max-inline-size: 100%;
    min-block-size: 28px;
    padding-inline: 6px;
    border: 0;
    border-radius: var(--c-radius-s);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    background: var(--c-surface);
    color: inherit;
    font: inherit;
  }
  .settings input {
    accent-color: var(--c-accent);
  }
  .note {
    padding: 4px 8px 0;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
  .note.warn {
    color: var(--c-text);
    font-weight: 600;
  }
  .note.problem {
    color: var(--c-danger);
  }
  .sent {
    display: block;
    inline-size: 100%;
    block-size: 4px;
    margin-block-start: 4px;
    accent-color: var(--c-accent);
  }
  @keyframes pulse {
    50% {
      opacity: 0.4;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none;
    }
  }
  @media (pointer: coarse) {
    .record,
    .primary.icon {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .bar,
    .record,
    .dot {
      border: 1px solid CanvasText;
    }
    .levels {
      stroke: CanvasText;
    }
  }
`;
