import { css, unsafeCSS } from 'lit';

/** Twelve hues: enough to tell people apart, and a stylesheet can list them where a strict CSP forbids style attributes. */
export const hueCount = 12;
const hues = Array.from({ length: hueCount }, (_, index) => `[data-hue='${index}'] { --hue: ${20 + index * 30}; }`).join('\n');

export const userAvatarStyles = css`
  :host {
    --avatar-size: var(--corridor-avatar-size, 32px);
    display: inline-block;
    flex: none;
    position: relative;
    width: var(--avatar-size);
    height: var(--avatar-size);
    vertical-align: middle;
  }
  :host([size='small']) {
    --avatar-size: 24px;
  }
  :host([size='tiny']) {
    --avatar-size: 20px;
  }
  :host([size='tiny']) .face {
    font-size: 10px;
  }
  :host([size='tiny']) .dot {
    scale: 0.8;
  }
  .face {
    width: 100%;
    height: 100%;
    border-radius: 50%;
    overflow: hidden;
    display: grid;
    place-items: center;
    font-size: calc(var(--avatar-size) * 0.38);
    font-weight: 600;
    line-height: 1;
    letter-spacing: 0.01em;
    user-select: none;
    color: light-dark(oklch(0.38 0.09 var(--hue)), oklch(0.9 0.05 var(--hue)));
    background: light-dark(oklch(0.92 0.045 var(--hue)), oklch(0.39 0.06 var(--hue)));
  }
  ${unsafeCSS(hues)}
  img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .dot {
    position: absolute;
    inset-block-end: -2px;
    inset-inline-end: -2px;
  }
  @media (forced-colors: active) {
    .face {
      border: 1px solid CanvasText;
    }
  }
`;
