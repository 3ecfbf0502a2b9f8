import { css } from 'lit';

export const filePdfStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  .pages {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
    direction: ltr; /* pages lie the same way everywhere; what is in them has its own */
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 12px;
    background: var(--c-sunken);
  }
  .pages:focus-visible {
    outline-offset: -2px;
  }
  .page {
    position: relative;
    flex: none;
    margin-inline: auto;
    background: white;
    box-shadow: 0 0 0 1px var(--c-line-strong);
    overflow: hidden;
  }
  canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  /* As PDF.js places it: invisible words over the picture of the page, to be selected and found. */
  .words {
    position: absolute;
    inset: 0;
    overflow: clip;
    line-height: 1;
    text-align: initial;
    text-size-adjust: none;
    forced-color-adjust: none;
    transform-origin: 0 0;
    color-scheme: only light;
    caret-color: CanvasText;
    --min-font-size: 1;
    --text-scale-factor: calc(var(--total-scale-factor) * var(--min-font-size));
    --min-font-size-inv: calc(1 / var(--min-font-size));
  }
  .words :is(span, br) {
    color: transparent;
    position: absolute;
    white-space: pre;
    cursor: text;
    transform-origin: 0% 0%;
  }
  .words > :not(.markedContent),
  .words .markedContent span:not(.markedContent) {
    z-index: 1;
    --font-height: 0;
    font-size: calc(var(--text-scale-factor) * var(--font-height));
    --scale-x: 1;
    --rotate: 0deg;
    transform: rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv));
  }
  .words .markedContent {
    display: contents;
  }
  .words ::selection {
    background: oklch(0.62 0.16 262 / 0.35);
  }
  ::highlight(corridor-found) {
    background: oklch(0.85 0.17 95 / 0.5);
  }
  ::highlight(corridor-found-here) {
    background: oklch(0.75 0.19 50 / 0.6);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 8px;
    flex: none;
    padding: 4px 12px;
  }
  .tools input {
    block-size: calc(var(--c-control) - 4px);
    padding-inline: 8px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .tools .number {
    inline-size: 6ch;
    text-align: end;
  }
  .tools .find {
    inline-size: 200px;
  }
  .group {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .bones {
    display: grid;
    justify-items: center;
    padding: 12px;
    flex: 1;
    min-block-size: 0;
    overflow: hidden;
  }
  .bones span {
    inline-size: min(100%, 560px);
    aspect-ratio: 1 / 1.414;
  }
`;
