import { css } from 'lit';

export const fileQuarantineStyles = css`
  :host {
    display: block;
    flex: 1;
    min-inline-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    container-type: inline-size;
  }
  .lead {
    padding: 12px 16px;
    color: var(--c-muted);
    font-size: var(--c-font-size-small);
  }
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 4px 12px;
    padding: 12px 16px;
    border-block-start: 1px solid var(--c-line);
  }
  li > .svg {
    color: var(--c-danger);
  }
  .name {
    display: flex;
    min-inline-size: 0;
    font-weight: 600;
    white-space: pre;
  }
  .name span:last-child {
    flex: none;
  }
  .about {
    display: grid;
    gap: 2px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .why {
    font-size: var(--c-font-size-small);
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 8px;
  }
  .more {
    margin: 8px 16px 16px;
  }
  .problem,
  .done {
    padding: 8px 16px;
    font-size: var(--c-font-size-small);
  }
  .problem {
    color: var(--c-danger);
  }
  .bones {
    display: grid;
    gap: 16px;
    padding: 16px;
  }
  .bones span {
    block-size: 40px;
  }
  .dialog-body p + p {
    margin-block-start: 8px;
  }
  @container (width < 560px) {
    li > .ways {
      grid-column: 2 / -1;
      margin-block-start: 4px;
    }
  }
`;
