import { css } from 'lit';

export const profileCardStyles = css`
  :host {
    display: block;
    max-inline-size: 320px;
  }
  .card {
    padding: 16px;
    border: 0;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    color: var(--c-text);
    box-shadow: 0 0 0 1px var(--c-line);
  }
  dialog.card {
    inline-size: min(320px, 100vw - 16px);
    max-block-size: calc(100dvh - 16px);
    overflow-y: auto;
    overscroll-behavior: contain;
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
    animation: card-in var(--c-motion-in);
  }
  dialog.beside {
    position: fixed;
    inset: auto;
    margin: 0;
  }
  dialog::backdrop {
    background: transparent;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 12px;
    padding-inline-end: 24px;
  }
  article .who {
    padding-inline-end: 0;
  }
  user-avatar {
    --corridor-avatar-size: 56px;
    --corridor-ground: var(--c-raised);
  }
  .names {
    display: grid;
    gap: 2px;
    min-inline-size: 0;
  }
  .names * {
    overflow-wrap: anywhere;
  }
  .role {
    margin-block-start: 12px;
    overflow-wrap: anywhere;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 16px;
  }
  .close {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
  }
  .problem {
    margin-block-start: 8px;
    font-size: var(--c-font-size-small);
    color: var(--c-danger);
    overflow-wrap: anywhere;
  }
  @keyframes card-in {
    from {
      opacity: 0;
      transform: translateY(4px);
    }
  }
  @media (max-width: 480px) {
    dialog.card {
      inline-size: 100%;
      max-inline-size: 100%;
      margin-block-end: 0;
      border-radius: var(--c-radius-l) var(--c-radius-l) 0 0;
    }
    dialog::backdrop {
      background: oklch(0 0 0 / 0.4);
    }
  }
  @media (forced-colors: active) {
    .card {
      border: 1px solid CanvasText;
    }
  }
`;
