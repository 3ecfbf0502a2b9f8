import { css } from 'lit';

export const callControlsStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    min-inline-size: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    padding: 12px 8px;
  }
  .control {
    position: relative;
  }
  .control .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
  }
  .problem {
    position: absolute;
    inset-block-start: -2px;
    inset-inline-end: -2px;
    display: grid;
    place-items: center;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: var(--c-warning);
    color: oklch(0.2 0.01 262);
  }
  .problem .svg {
    inline-size: 12px;
    block-size: 12px;
    stroke-width: 2.5;
  }
  .end {
    margin-inline-start: 8px;
  }
  .notices {
    display: grid;
    gap: 6px;
    max-inline-size: 620px;
    margin-inline: auto;
    padding-inline: 12px;
  }
  .button {
    background: oklch(1 0 0 / 0.1);
  }
  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 6px;
    inline-size: min(300px, calc(100vw - 16px));
    max-block-size: calc(100vh - 16px);
    overflow: auto;
    border: 0;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    color: var(--c-text);
    box-shadow: 0 0 0 1px var(--c-line-strong), 0 12px 36px -8px oklch(0 0 0 / 0.6);
  }
  .menu.devices {
    padding: 14px;
  }
  .menu.devices:popover-open {
    display: grid;
    gap: 12px;
  }
  @container (max-width: 620px) {
    .wide {
      display: none;
    }
  }
  @container (max-width: 560px) {
    .bar {
      gap: 8px;
    }
    .often {
      display: none;
    }
    .end {
      margin-inline-start: 0;
    }
  }
  @container (max-width: 332px) {
    .bar {
      gap: 4px;
      padding-inline: 4px;
    }
    .control {
      inline-size: 40px;
      block-size: 40px;
    }
    .rarely {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .menu {
      border: 1px solid CanvasText;
    }
  }
`;
