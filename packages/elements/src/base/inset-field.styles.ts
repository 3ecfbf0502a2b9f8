import { css, type CSSResult } from 'lit';

/** Fields as low as the buttons beside them, such as a search and the choices that narrow it; `fields` is their selector. */
export const insetField = (fields: CSSResult): CSSResult => css`
  ${fields} {
    min-block-size: var(--c-control);
    min-inline-size: 0;
    padding: 4px 10px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    color: inherit;
    font: inherit;
    font-size: var(--c-font-size-small);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  @media (forced-colors: active) {
    ${fields} {
      border: 1px solid CanvasText;
    }
  }
`;
