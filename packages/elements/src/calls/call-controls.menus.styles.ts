import { css } from 'lit';

export const menusStyles = css`
  .item {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 36px;
    padding: 4px 10px;
    border-radius: var(--c-radius-s);
  }
  .item:hover {
    background: var(--c-hover);
  }
  .item span {
    flex: 1;
    min-inline-size: 0;
  }
  .item.danger {
    color: var(--c-danger);
  }
  label {
    display: grid;
    gap: 4px;
    font-size: var(--c-font-size-small);
    font-weight: 600;
  }
  select {
    inline-size: 100%;
    min-block-size: 34px;
    padding: 4px 8px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: oklch(1 0 0 / 0.08);
    color: inherit;
    font: inherit;
    font-weight: 400;
    text-overflow: ellipsis;
  }
  option {
    background: var(--c-raised);
    color: var(--c-text);
  }
  input[type='range'] {
    inline-size: 100%;
    accent-color: var(--c-accent);
  }
  .meter {
    block-size: 6px;
    margin-block-start: -6px;
    border-radius: 3px;
    overflow: hidden;
    background: oklch(1 0 0 / 0.1);
  }
  .meter div {
    block-size: 100%;
    inline-size: 100%;
    background: var(--c-success);
    transform: scaleX(var(--level, 0));
    transform-origin: left;
  }
  .meter div:dir(rtl) {
    transform-origin: right;
  }
  .menu.reactions {
    inline-size: min(276px, calc(100vw - 16px));
  }
  .emojis {
    display: grid;
    grid-template-columns: repeat(6, 1fr);
    padding-block-end: 4px;
  }
  .emoji {
    min-block-size: 44px;
    border-radius: var(--c-radius-s);
    font-size: 24px;
    line-height: 1;
  }
  .emoji:hover {
    background: var(--c-hover);
  }
  h3 {
    padding: 8px 10px;
    font-weight: 600;
  }
  dl {
    margin: 0 0 8px;
    padding-inline: 10px;
  }
  dl div {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 32px;
  }
  dt {
    flex: 0 0 40px;
  }
  dd {
    margin: 0;
  }
  kbd {
    color: var(--c-muted);
    font: inherit;
    font-size: 12px;
  }
  .seldom {
    display: none;
  }
  @container (max-width: 560px) {
    .seldom {
      display: flex;
    }
    div.seldom {
      display: block;
    }
  }
  @media (pointer: coarse) {
    .item {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .meter div {
      forced-color-adjust: none;
    }
  }
`;
