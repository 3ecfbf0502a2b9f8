import { css } from 'lit';

export const callPreflightStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    font-size: var(--c-font-size-small);
  }
  .top,
  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .top {
    margin-block-end: 12px;
  }
  .top p {
    flex: 1 1 200px;
  }
  .devices {
    display: grid;
    gap: 12px;
    margin-block-end: 12px;
  }
  video {
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    border-radius: var(--c-radius-m);
    background: #000;
    object-fit: cover;
    transform: scaleX(-1);
  }
  meter {
    inline-size: 100%;
    block-size: 8px;
  }
  li {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 4px 12px;
    align-items: start;
    padding-block: 8px;
    border-block-start: 1px solid var(--c-line);
  }
  li > .svg {
    margin-block-start: 1px;
    color: var(--c-muted);
  }
  .name {
    font-weight: 600;
  }
  .outcome {
    display: inline-flex;
    flex-direction: row;
    gap: 6px;
    padding: 0;
    color: var(--c-muted);
  }
  .ok .outcome .svg {
    color: var(--c-success);
  }
  .warning .outcome .svg {
    color: var(--c-warning);
  }
  .failed .outcome {
    color: var(--c-danger);
  }
  .found,
  .acts {
    grid-column: 2 / -1;
  }
  .found {
    color: var(--c-muted);
    overflow-wrap: anywhere;
  }
  .failed .found,
  .warning .found {
    color: var(--c-text);
  }
  .running .outcome .svg {
    animation: pulse 1.4s ease-in-out infinite;
    animation-play-state: var(--c-motion-lasting, running);
  }
  @container (min-width: 480px) {
    .devices {
      grid-template-columns: 208px 1fr;
      align-items: end;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .running .outcome .svg {
      animation: none;
    }
  }
`;
