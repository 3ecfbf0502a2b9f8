import { css } from 'lit';

export const fileUploadStyles = css`
  :host {
    display: grid;
    gap: 12px;
    min-inline-size: 0;
  }
  .area {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 8px 12px;
    padding: 24px 16px;
    border: 1.5px dashed var(--c-line-strong);
    border-radius: var(--c-radius-m);
    color: var(--c-muted);
    transition: background-color var(--c-motion-in);
  }
  .area.over {
    border-color: var(--c-accent);
    background: var(--c-accent-soft);
  }
  .area .button {
    color: var(--c-text);
  }
  .problem {
    color: var(--c-danger);
  }
  .total {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 12px;
    font-size: var(--c-font-size-small);
  }
  progress {
    flex: 1 0 100%;
    block-size: 4px;
  }
`;
