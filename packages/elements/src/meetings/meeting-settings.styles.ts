import { css } from 'lit';

/** One column of fields, and what is done at once below them. */
export const meetingSettingsStyles = css`
  :host {
    display: grid;
    gap: 12px;
    max-inline-size: 620px;
    padding: 16px;
    background: var(--c-surface);
  }
  form,
  section {
    display: grid;
    gap: 12px;
    min-inline-size: 0;
  }
  section {
    padding-block-start: 16px;
    border-block-start: 1px solid var(--c-line);
  }
  h3 {
    font-weight: 600;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  legend {
    padding: 0;
    font-size: var(--c-font-size-small);
    font-weight: 600;
  }
  .row {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
    gap: 12px;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .link-line {
    overflow-wrap: anywhere;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    padding-block: 6px;
    border-block-end: 1px solid var(--c-line);
  }
  li select {
    inline-size: auto;
  }
  .name {
    display: grid;
    flex: 1 1 120px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
`;
