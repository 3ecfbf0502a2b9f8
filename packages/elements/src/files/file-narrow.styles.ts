import { css } from 'lit';

export const fileNarrowStyles = css`
  :host {
    position: relative;
    display: inline-flex;
    min-inline-size: 0;
    max-inline-size: 220px;
  }
  .opener {
    flex: 1 1 auto;
    min-inline-size: 0;
    font-weight: inherit;
    padding-inline: 10px 8px;
  }
  .opener.set {
    background: var(--c-accent-soft);
    font-weight: 600;
    border-start-end-radius: 0;
    border-end-end-radius: 0;
  }
  .clear {
    background: var(--c-accent-soft);
    border-start-start-radius: 0;
    border-end-start-radius: 0;
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .pop {
    position: absolute;
    inset-block-start: calc(100% + 4px);
    inset-inline-start: 0;
    z-index: 5;
    inline-size: 264px;
    padding: 8px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    box-shadow: var(--c-shadow);
  }
  input {
    inline-size: 100%;
    min-block-size: var(--c-control);
    padding: 4px 10px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    font-size: var(--c-font-size-small);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .option .cut {
    flex: 1;
  }
  @media (forced-colors: active) {
    .pop {
      border: 1px solid CanvasText;
    }
  }
`;
