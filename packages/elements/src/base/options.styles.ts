import { css } from 'lit';

/** What a field suggests, below it. */
export const optionsStyles = css`
  [role='listbox'] {
    margin-block-start: 4px;
    max-block-size: 240px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    padding: 2px 8px;
    border-radius: var(--c-radius-s);
    cursor: pointer;
  }
  .option > .svg {
    inline-size: 20px; /* as wide as a face, so names begin below each other */
  }
  .option:hover {
    background: var(--c-hover);
  }
  .option.active {
    outline: 2px solid var(--c-focus);
    outline-offset: -2px;
  }
  .none {
    padding: 8px;
    color: var(--c-muted);
    font-size: var(--c-font-size-small);
  }
  @media (pointer: coarse) {
    .option {
      min-block-size: 44px;
    }
  }
`;
