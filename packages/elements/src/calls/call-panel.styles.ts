import { css } from 'lit';

export const callPanelStyles = css`
  :host {
    display: none;
    position: relative; /* a container alone holds in nothing */
    container-type: size;
    background: var(--c-surface);
    min-block-size: 0;
    overflow: hidden;
  }
  :host([active]) {
    display: block;
    block-size: 100%;
  }
  :host([mode]) {
    position: fixed;
    z-index: var(--corridor-z-index, 2147483000);
  }
  :host([mode='float']) {
    inset-block-start: 16px;
    inset-inline-end: 16px;
    inline-size: min(400px, calc(100vw - 32px));
    block-size: min(340px, calc(100dvh - 32px));
    border-radius: var(--c-radius-l);
    box-shadow: 0 0 0 1px var(--c-line-strong), 0 16px 48px -8px oklch(0 0 0 / 0.5);
  }
  :host([mode='dock']) {
    inset-block: 0;
    inset-inline-end: 0;
    inline-size: min(420px, 100vw);
    block-size: auto;
    box-shadow: 0 0 48px -8px oklch(0 0 0 / 0.5);
  }
  :host([mode='full']) {
    inset: 0;
    block-size: auto;
  }
  .call {
    position: absolute;
    inset: 0;
    display: grid;
    grid-template: auto auto minmax(0, 1fr) auto auto / minmax(0, 1fr);
    padding: env(safe-area-inset-top, 0) env(safe-area-inset-right, 0) env(safe-area-inset-bottom, 0) env(safe-area-inset-left, 0);
  }
  .header {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 48px;
    padding-inline: 16px 8px;
  }
  :host([mode='float']) .header {
    min-block-size: 40px;
    padding-inline: 4px 4px;
    cursor: grab;
    touch-action: none;
    user-select: none;
  }
  :host([mode='float']) .header:active {
    cursor: grabbing;
  }
  h2 {
    min-inline-size: 0;
    font-weight: 600;
  }
  .grow {
    flex: 1;
  }
  .time {
    flex: none;
  }
  .quality {
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
  }
  .grip {
    cursor: grab;
  }
  .icon {
    flex: none;
  }
  .body {
    position: relative;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    gap: 8px;
    min-block-size: 0;
    padding-inline: 8px;
  }
  video-grid {
    grid-area: 1 / 1;
    min-inline-size: 0;
  }
  aside {
    grid-area: 1 / 1;
    z-index: 3;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    border-radius: var(--c-radius-m);
    overflow: hidden;
    background: var(--c-raised);
  }
  conversation-view,
  call-people {
    min-block-size: 0;
  }
  .people {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 44px;
    padding-inline: 12px 4px;
  }
  h3 {
    font-weight: 600;
  }
  .banners {
    grid-area: 1 / 1;
    align-self: start;
    z-index: 2;
    margin: 8px 8px 0;
    min-inline-size: 0;
    display: grid;
    gap: 6px;
    justify-items: center;
    pointer-events: none;
  }
  .banners > * {
    max-inline-size: 100%;
  }
  slot[name='banner']::slotted(*) {
    pointer-events: auto;
  }
  .banner {
    pointer-events: auto;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 10px;
    padding: 6px 14px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    box-shadow: 0 0 0 1px var(--c-line-strong), 0 8px 24px oklch(0 0 0 / 0.4);
    font-size: var(--c-font-size-small);
    text-align: center;
  }
  .cover {
    grid-area: 1 / 1;
    z-index: 2;
    border-radius: var(--c-radius-m);
    background: oklch(0.165 0.008 262 / 0.86);
  }
  .button {
    background: oklch(1 0 0 / 0.11);
    color: var(--c-text);
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .over {
    position: absolute;
    inset: 0;
    overflow: auto;
  }
  .size {
    position: absolute;
    z-index: 4;
    inset-block-end: 0;
    inset-inline-start: 0;
    inline-size: 16px;
    block-size: 16px;
    cursor: nesw-resize;
    touch-action: none;
  }
  .size:dir(rtl) {
    cursor: nwse-resize;
  }
  @container (min-width: 800px) {
    .sided .body {
      grid-template-columns: minmax(0, 1fr) minmax(300px, 360px);
    }
    .sided aside {
      grid-area: 1 / 2;
    }
  }
  @container (max-width: 560px) {
    .quality .words {
      display: none;
    }
  }
  @container (max-height: 210px) {
    call-controls {
      margin-block: -6px;
    }
  }
  @media (forced-colors: active) {
    :host([mode]) {
      border: 1px solid CanvasText;
    }
  }
  @media print {
    :host {
      display: none !important;
    }
  }
`;
