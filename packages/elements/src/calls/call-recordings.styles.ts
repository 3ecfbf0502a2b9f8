import { css } from 'lit';

export const callRecordingsStyles = css`
  :host {
    display: block;
  }
  dialog.recordings {
    inline-size: min(720px, 100vw - 32px);
    max-block-size: min(720px, 100dvh - 32px);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding-block: 10px;
  }
  li + li {
    border-block-start: 1px solid var(--c-line);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .words {
    flex: 1 1 160px;
    min-inline-size: 0;
    display: flex;
    flex-direction: column;
  }
  .words .meta {
    font-variant-numeric: tabular-nums;
  }
  .became {
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
  .asks {
    padding: 8px 12px;
    border-radius: var(--c-radius-m);
    background: var(--c-sunken);
    font-size: var(--c-font-size-small);
  }
  .asks span {
    flex: 1 1 200px;
  }
  video {
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    max-block-size: 60dvh;
    border-radius: var(--c-radius-m);
    background: oklch(0.13 0.008 262);
  }
  @media (forced-colors: active) {
    .asks {
      border: 1px solid CanvasText;
    }
  }
`;
