import { css } from 'lit';

export const uploadListStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    container-type: inline-size;
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  li {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: 264px;
    max-inline-size: 100%;
    block-size: 56px; /* whole, and the same in every state: nothing below moves */
    padding: 7px;
    border-radius: var(--c-radius-s);
    background: var(--c-raised);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .sign {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 4px;
    overflow: hidden;
    background: var(--c-sunken);
    color: var(--c-muted);
  }
  canvas {
    inline-size: 40px;
    block-size: 40px;
  }
  .about {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    gap: 1px;
    line-height: 18px;
  }
  .name {
    display: flex;
    min-inline-size: 0;
    font-size: var(--c-font-size-small);
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
  .meta {
    display: flex;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
  }
  .meta span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .failed {
    block-size: auto;
    min-block-size: 56px;
    box-shadow: inset 0 0 0 1px var(--c-danger);
  }
  .failed .meta {
    align-items: flex-start;
    color: var(--c-danger);
  }
  .failed .meta span {
    white-space: normal;
  }
  progress {
    display: block;
    inline-size: 100%;
    block-size: 3px;
  }
  progress::-webkit-progress-value {
    transition: inline-size 200ms linear;
  }
  .paused progress::-webkit-progress-value,
  .waiting progress::-webkit-progress-value {
    background: var(--c-muted);
  }
  .checking progress {
    animation: breathe 1.2s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.4;
    }
  }
  .icon {
    inline-size: 28px;
    block-size: 28px;
  }
  .icon + .icon {
    margin-inline-start: -6px;
  }
  @container (width < 420px) {
    li {
      inline-size: 100%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .checking progress {
      animation: none;
    }
    progress::-webkit-progress-value {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    li {
      border: 1px solid CanvasText;
    }
  }
`;
