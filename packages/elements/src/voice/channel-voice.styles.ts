import { css } from 'lit';

export const channelVoiceStyles = css`
  :host {
    display: block;
    font-size: var(--c-font-size-small);
  }
  .field {
    margin-block-end: 12px;
  }
  .limits {
    margin-block: 4px 16px;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  h3 {
    flex: 1;
    font-weight: 600;
  }
  table {
    inline-size: 100%;
    margin-block-start: 8px;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 6px 0 6px 8px;
    border-block-end: 1px solid var(--c-line);
    font-weight: 400;
    text-align: end;
    vertical-align: top;
  }
  :is(th, td):first-child {
    padding-inline-start: 0;
    text-align: start;
    overflow-wrap: anywhere;
  }
  thead th {
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  tfoot :is(th, td) {
    border: 0;
    font-weight: 600;
  }
  th .meta {
    display: block;
    font-weight: 400;
  }
  .problem {
    margin-block: 8px;
    color: var(--c-danger);
    overflow-wrap: anywhere;
  }
  .bones {
    display: grid;
    gap: 12px;
  }
  .bones span {
    block-size: 28px;
  }
`;
