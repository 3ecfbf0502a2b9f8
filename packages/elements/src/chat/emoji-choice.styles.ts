import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    inline-size: min(336px, 100%);
    block-size: min(380px, 60vh);
    overflow: hidden;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    color: var(--c-text);
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
    text-align: start;
    cursor: default;
    user-select: none;
    animation: rise var(--c-motion-in);
  }
  .head {
    display: flex;
    gap: 4px;
    padding: 8px 8px 4px;
  }
  .search {
    flex: 1;
    min-inline-size: 0;
    block-size: var(--c-control);
    padding: 0 10px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    outline: none;
  }
  .search:focus {
    box-shadow: inset 0 0 0 1.5px var(--c-accent);
  }
  .search::placeholder {
    color: var(--c-faint);
    opacity: 1;
  }
  .tone {
    font-family: 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif;
    font-size: 18px;
    line-height: 1;
  }
  .kinds {
    display: flex;
    justify-content: space-between;
    padding: 0 8px 4px;
    border-block-end: 1px solid var(--c-line);
  }
  .kinds .icon {
    flex: 0 1 30px;
    min-inline-size: 0;
    block-size: 28px;
  }
  .kinds .icon[aria-pressed='true'] {
    background: var(--c-accent-soft);
  }
  .all {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    padding: 0 8px 8px;
  }
  section {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 400px;
  }
  .kind {
    padding: 8px 4px 4px;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(34px, 1fr));
  }
  .emoji {
    font-family: 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif;
    block-size: 34px;
    border-radius: var(--c-radius-s);
    font-size: 21px;
    line-height: 34px;
    text-align: center;
    overflow: hidden;
  }
  .emoji:hover,
  .emoji:focus-visible {
    background: color-mix(in oklab, var(--c-text) 8%, transparent);
  }
  .emoji:focus-visible {
    outline-offset: -2px;
  }
  .none {
    padding: 32px 16px;
    text-align: center;
    color: var(--c-muted);
    overflow-wrap: anywhere;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 8px;
    block-size: 36px;
    padding: 0 12px;
    border-block-start: 1px solid var(--c-line);
  }
  .shown {
    font-size: 20px;
    line-height: 1;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(4px);
    }
  }
  @media (pointer: coarse) {
    .search {
      font-size: max(16px, var(--c-font-size));
    }
    .grid {
      grid-template-columns: repeat(auto-fill, minmax(42px, 1fr));
    }
    .emoji {
      block-size: 42px;
      font-size: 25px;
      line-height: 42px;
    }
    .kinds .icon {
      flex-basis: 36px;
      block-size: 40px;
    }
  }
  @media (forced-colors: active) {
    :host {
      border: 1px solid CanvasText;
    }
  }
`;
