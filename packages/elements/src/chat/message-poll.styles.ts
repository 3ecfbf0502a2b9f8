import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-inline-size: 420px;
    margin-block: 4px 2px;
  }
  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
  }
  .option {
    position: relative;
  }
  label {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 8px;
    padding: 6px 0;
    border-radius: var(--c-radius-s);
    cursor: pointer;
  }
  label:hover {
    background: var(--c-hover);
  }
  :host([fixed]) label {
    cursor: default;
    background: none;
  }
  input {
    margin: 0;
    accent-color: var(--c-accent);
    cursor: inherit;
    block-size: 13px;
    margin-block-start: calc((1lh - 13px) / 2);
  }
  :host([fixed]) input:not(:checked) {
    opacity: 0.5;
  }
  .said {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
    min-inline-size: 0;
  }
  .words {
    flex: 1 1 140px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .count {
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
    white-space: nowrap;
  }
  .bar {
    grid-column: 2;
    display: block;
    inline-size: 100%;
    block-size: 6px;
    margin-block-start: 4px;
    border-radius: 3px;
    background: var(--c-line);
  }
  .bar rect {
    fill: var(--c-line-strong);
  }
  .mine .bar rect {
    fill: var(--c-accent);
  }
  .bar:dir(rtl) {
    transform: scaleX(-1);
  }
  /* beside the flow: what is below stays where it is */
  .names {
    position: absolute;
    inset-block-start: calc(100% - 4px);
    inset-inline-start: 21px;
    z-index: 3;
    max-inline-size: calc(100% - 21px);
    padding: 4px 8px;
    border-radius: var(--c-radius-s);
    background: var(--c-raised);
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
    font-size: var(--c-font-size-meta);
    overflow-wrap: anywhere;
    pointer-events: none;
  }
  .end {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 12px;
    margin-block-start: 4px;
    font-size: var(--c-font-size-small);
  }
  .problem {
    color: var(--c-danger);
  }
  @media (pointer: coarse) {
    label {
      padding-block: 10px;
    }
  }
  @media (forced-colors: active) {
    .bar {
      border: 1px solid CanvasText;
    }
    .bar rect,
    .mine .bar rect {
      fill: CanvasText;
    }
  }
`;
