import { css } from 'lit';

export const chatWidgetStyles = css`
  :host {
    --end: calc(var(--corridor-widget-inset-end, 20px) + env(safe-area-inset-right, 0px));
    --bottom: calc(var(--corridor-widget-inset-bottom, 20px) + env(safe-area-inset-bottom, 0px));
    /* Important: a page that unsets everything is not about this. */
    display: block;
    position: fixed !important;
    z-index: var(--corridor-z-index, 2147483000) !important;
    inset-block-end: var(--bottom) !important;
    inset-inline-end: var(--end) !important;
  }
  .launcher {
    position: relative;
    display: grid;
    place-items: center;
    width: 52px;
    height: 52px;
    border-radius: 50%;
    background: var(--c-accent);
    color: var(--c-on-accent);
    box-shadow: var(--c-shadow);
    transition: background-color var(--c-motion-in);
  }
  .launcher:hover {
    background: var(--c-accent-hover);
  }
  .launcher:focus-visible {
    outline-offset: 3px;
  }
  .launcher .svg {
    width: 24px;
    height: 24px;
  }
  .launcher .badge {
    position: absolute;
    inset-block-start: -2px;
    inset-inline-end: -2px;
    background: var(--c-danger);
    color: var(--c-on-danger);
    box-shadow: 0 0 0 2px var(--c-surface);
  }
  dialog {
    position: fixed;
    inset: auto;
    inset-block-end: calc(var(--bottom) + 64px);
    inset-inline-end: var(--end);
    width: 380px;
    max-width: calc(100vw - 32px);
    height: min(600px, calc(100vh - 32px));
    height: min(600px, calc(100dvh - 32px));
    max-height: none;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: var(--c-radius-l);
    overflow: hidden;
    color: inherit;
    background: var(--c-surface);
    box-shadow:
      0 0 0 1px var(--c-line),
      var(--c-shadow);
    flex-direction: column;
    outline: none;
  }
  dialog[open] {
    display: flex;
    animation: rise var(--c-motion-in);
  }
  dialog:focus-visible {
    outline: none; /* it has the focus only until there is something inside that takes it */
  }
  dialog::backdrop {
    background: none;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  .pane {
    flex: 1;
    min-height: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    flex: none;
    min-height: 52px;
    padding-inline: 16px 8px;
    border-bottom: 1px solid var(--c-line);
  }
  .bar h2 {
    flex: 1;
    min-width: 0;
    font-weight: 600;
  }
  .actions {
    display: flex;
  }
  ::slotted(*) {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
  }
  .pane.state {
    gap: 8px;
  }
  @media (max-height: 700px) {
    dialog {
      inset-block-end: 16px; /* no room for both: the panel lies over its launcher */
    }
    [aria-expanded='true'] .badge {
      display: none;
    }
  }
  @media (max-width: 480px), (pointer: coarse) {
    dialog {
      inset: 0;
      inset-block-start: var(--sheet-top, 0px);
      width: 100%;
      max-width: none;
      height: 100vh;
      height: var(--sheet-height, 100dvh);
      border-radius: 0;
      box-shadow: none;
      padding-block-start: env(safe-area-inset-top, 0px);
    }
  }
  @media (forced-colors: active) {
    .launcher,
    dialog {
      border: 1px solid CanvasText;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
