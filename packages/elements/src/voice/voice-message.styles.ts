import { css } from 'lit';

export const voiceMessageStyles = css`
  :host {
    display: block;
    max-inline-size: 420px;
    min-inline-size: 0;
    container-type: inline-size;
  }
  .voice {
    display: flex;
    align-items: center;
    gap: 4px 8px;
    padding: 8px;
    border-radius: var(--c-radius-m);
    background: var(--c-sunken);
  }
  .play {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: var(--c-accent);
    color: var(--c-on-accent);
  }
  .play:hover {
    background: var(--c-accent-hover);
  }
  .play[aria-disabled='true'] {
    background: var(--c-line-strong);
    color: var(--c-muted);
    cursor: default;
  }
  .ring {
    position: absolute;
    inset: -3px;
    border: 2px solid var(--c-accent-line);
    border-block-start-color: var(--c-accent);
    border-radius: 50%;
    animation: turn 1s linear 300ms infinite both;
    animation-play-state: var(--c-motion-lasting, running);
  }
  .wave {
    flex: 1 1 60px;
    min-inline-size: 40px;
    block-size: 36px;
    border-radius: var(--c-radius-s);
    cursor: pointer;
    touch-action: pan-y;
    direction: ltr;
  }
  .wave svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    fill: none;
    stroke-width: 2px;
    stroke-linecap: round;
  }
  path {
    vector-effect: non-scaling-stroke;
  }
  .ahead {
    stroke: var(--c-line-strong);
  }
  .played {
    stroke: var(--c-accent);
  }
  .time {
    flex: none;
    min-inline-size: 4ch;
    text-align: end;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  .speed {
    flex: none;
    min-inline-size: 40px;
    min-block-size: 24px;
    padding-inline: 4px;
    border-radius: 12px;
    background: var(--c-hover);
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    text-align: center;
  }
  .speed:hover {
    background: var(--c-line);
  }
  .voice .icon {
    inline-size: 28px;
    block-size: 28px;
  }
  .note,
  .words {
    margin-block-start: 4px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
  .problem {
    color: var(--c-danger);
  }
  .words {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--c-line-strong);
    color: var(--c-text);
    overflow-wrap: anywhere;
    max-block-size: 40vh;
    overflow-y: auto;
  }
  .words p {
    white-space: pre-line;
  }
  .words .meta .svg {
    display: inline-block;
    vertical-align: text-bottom;
    margin-inline-end: 4px;
  }
  @container (inline-size < 270px) {
    .voice {
      gap: 4px;
    }
    /* How long it is comes first; how fast matters while it plays, and saving it while it does not. */
    .voice:not(.on) .speed,
    .on .save {
      display: none;
    }
  }
  @container (inline-size < 180px) {
    .time {
      display: none;
    }
  }
  @keyframes turn {
    from {
      visibility: visible;
    }
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ring {
      animation: none;
    }
  }
  @media (pointer: coarse) {
    .voice .icon,
    .speed {
      min-inline-size: 40px;
      min-block-size: 40px;
    }
  }
  @media (forced-colors: active) {
    .voice,
    .play,
    .speed {
      border: 1px solid CanvasText;
    }
    .played {
      stroke: Highlight;
    }
    .ahead {
      stroke: CanvasText;
    }
  }
`;
