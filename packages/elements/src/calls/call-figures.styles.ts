import { css } from 'lit';

export const callFiguresStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    overflow: auto;
    padding: 16px;
  }
  .narrow {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
    margin-block-end: 16px;
  }
  .narrow label {
    display: grid;
    gap: 4px;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  .narrow .button {
    margin-inline-start: auto;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
    gap: 12px;
    margin: 0 0 16px;
  }
  dl div {
    padding: 10px 12px;
    border-radius: var(--c-radius-m);
    background: var(--c-sunken);
  }
  dt {
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  dd {
    margin: 0;
    font-size: 20px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  svg[role='img'] {
    display: block;
    inline-size: 100%;
    block-size: 120px;
    margin-block-end: 4px;
    border-block-end: 1px solid var(--c-line-strong);
  }
  svg[role='img']:dir(rtl) {
    transform: scaleX(-1);
  }
  .met {
    fill: var(--c-accent);
  }
  .lost {
    fill: var(--c-line-strong);
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 0 0 16px;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  .key i {
    display: inline-block;
    inline-size: 10px;
    block-size: 10px;
    margin-inline-end: 6px;
    border-radius: 2px;
    background: var(--c-line-strong);
  }
  .key .met {
    background: var(--c-accent);
  }
  .wide {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 6px 8px;
    text-align: end;
    white-space: nowrap;
    border-block-end: 1px solid var(--c-line);
  }
  th {
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  :is(th, td):first-child {
    text-align: start;
  }
  tbody th {
    color: var(--c-text);
    font-size: inherit;
  }
  tfoot :is(th, td) {
    font-weight: 600;
    color: var(--c-text);
    border-block-end: 0;
  }
  .state {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding: 32px 16px;
    text-align: center;
    color: var(--c-muted);
  }
  @media (forced-colors: active) {
    .met {
      fill: Highlight;
    }
    .lost {
      fill: GrayText;
    }
    .key i {
      forced-color-adjust: none;
    }
    .narrow :is(input, select),
    dl div {
      border: 1px solid CanvasText;
    }
  }
`;
