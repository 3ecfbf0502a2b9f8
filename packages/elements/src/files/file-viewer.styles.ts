import { css } from 'lit';

export const fileViewerStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 320px;
    block-size: 100%;
    background: var(--c-surface);
    container-type: inline-size;
  }
  :host([modal]) {
    display: contents;
  }
  /* As large as the window, in which it stands like a page of its own. */
  dialog.viewer {
    inline-size: calc(100vw - 32px);
    block-size: calc(100dvh - 32px);
    max-inline-size: none;
    max-block-size: none;
    background: var(--c-surface);
  }
  .frame {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    background: var(--c-surface);
    container-type: inline-size;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    flex: none;
    min-block-size: 52px;
    padding-inline: 16px 8px;
    border-block-end: 1px solid var(--c-line);
  }
  .acts {
    display: flex;
    align-items: center;
    gap: 4px;
    white-space: nowrap;
  }
  .title {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    column-gap: 10px;
    align-items: center;
  }
  .title .svg {
    grid-row: span 2;
    color: var(--c-muted);
  }
  .title h2 {
    justify-self: start; /* beside its sign, also where the name runs the other way */
    max-inline-size: 100%;
    display: flex;
    font-weight: 600;
    white-space: pre;
  }
  .title h2 .cut {
    white-space: pre;
  }
  .title h2 span:last-child {
    flex: none;
  }
  .room {
    flex: 1;
    min-block-size: 0;
    display: flex;
    position: relative;
  }
  .content {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    position: relative;
    background: var(--c-sunken);
  }
  .content > file-text {
    background: var(--c-surface);
  }
  .content > * {
    flex: 1;
    min-block-size: 0;
  }
  video {
    inline-size: 100%;
    block-size: 100%;
    background: black;
    object-fit: contain;
  }
  .sound {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 24px;
    padding: 24px;
  }
  .sound .svg {
    inline-size: 64px;
    block-size: 64px;
    stroke-width: 1;
    color: var(--c-muted);
  }
  audio {
    inline-size: min(100%, 480px);
  }
  .state > .svg {
    inline-size: 40px;
    block-size: 40px;
    stroke-width: 1.25;
    color: var(--c-muted);
  }
  .state h3 {
    font-weight: 600;
    color: var(--c-text);
    overflow-wrap: anywhere;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .bones {
    padding: 24px;
    display: grid;
  }
  .facts {
    flex: none;
    inline-size: 280px;
    overflow-y: auto;
    padding: 16px;
    border-inline-start: 1px solid var(--c-line);
    font-size: var(--c-font-size-small);
  }
  .facts h3 {
    font-weight: 600;
    margin-block-end: 12px;
  }
  dl {
    margin: 0;
    display: grid;
    gap: 10px;
  }
  dt {
    color: var(--c-muted);
    font-size: var(--c-font-size-meta);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  @container (width < 640px) {
    .facts {
      position: absolute;
      inset: 0;
      z-index: 2;
      inline-size: 100%;
      border: 0;
      background: var(--c-surface);
    }
    .bar {
      flex-wrap: wrap;
      padding-block: 6px;
    }
    .title {
      flex-basis: calc(100% - 48px);
    }
    .bar .close {
      order: 1;
    }
    .bar .acts {
      order: 2;
      inline-size: 100%;
      justify-content: space-between;
      gap: 0;
    }
  }
  @media (max-width: 480px) {
    dialog.viewer {
      inline-size: 100%;
      block-size: 100dvh;
      max-block-size: none;
      border-radius: 0;
    }
  }
`;
