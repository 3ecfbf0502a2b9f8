import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    position: relative;
    block-size: 100%;
    min-block-size: 0;
    background: var(--c-surface);
    container-type: inline-size;
  }
  .scroller {
    block-size: 100%;
    overflow-y: auto;
    overflow-x: hidden;
    overscroll-behavior: contain;
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in oklab, var(--c-text) 25%, transparent) transparent;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  .content {
    min-block-size: 100%;
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    padding-block: 8px 4px;
  }
  .content > .state,
  .content > .shapes {
    flex: 1;
  }
  section {
    display: flow-root;
  }
  .day {
    position: sticky;
    inset-block-start: 4px;
    z-index: 2;
    display: flex;
    justify-content: center;
    padding-block: 6px 2px;
    pointer-events: none;
    container-type: scroll-state;
  }
  .day button {
    pointer-events: auto;
    padding: 4px 10px;
    border-radius: 12px;
    background: var(--c-surface);
    font-size: var(--c-font-size-meta);
    line-height: 17px; /* whole pixels: parts of one add up to a drift */
    font-weight: 600;
    color: var(--c-muted);
  }
  @container scroll-state(stuck: top) {
    .day button {
      background: var(--c-raised);
      box-shadow: 0 0 0 1px var(--c-line), 0 2px 8px oklch(0.2 0.03 262 / 0.08);
      transition: opacity var(--c-motion-out);
    }
    /* It would lie on a line that somebody reads. */
    .scroller:not(.moving) .day button {
      opacity: 0;
      pointer-events: none;
    }
  }
  .new {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 16px;
    line-height: 16px;
    color: var(--c-accent-text);
    font-size: var(--c-font-size-meta);
    font-weight: 600;
  }
  .new::before {
    content: '';
    flex: 1;
    block-size: 1px;
    background: var(--c-accent-line);
  }
  .row {
    scroll-margin-block: 40px 8px;
  }
  .receipt {
    padding: 2px 16px 4px;
    line-height: 16px;
    text-align: end;
  }
  .pill {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    min-inline-size: 32px;
    min-block-size: 32px;
    padding-inline: 12px;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    z-index: 3;
    border-radius: 16px;
    background: var(--c-raised);
    color: var(--c-accent-text);
    font-size: var(--c-font-size-small);
    font-weight: 600;
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
    animation: rise var(--c-motion-in);
  }
  .pill[aria-label] {
    padding: 0;
    color: var(--c-muted);
  }
  .pill:hover {
    color: var(--c-text);
  }
  .edge {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 4px 8px;
    padding: 12px 16px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
    text-align: center;
  }
  .shapes {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
  }
  .shape {
    display: flex;
    gap: 10px;
    padding: var(--c-row-padding) 16px;
  }
  .shape.continued {
    padding-inline-start: 58px;
    padding-block-start: 1px;
  }
  .shape .round {
    inline-size: 32px;
    block-size: 32px;
    flex: none;
  }
  .lines {
    flex: 1;
    display: grid;
    gap: 8px;
    padding-block: 3px;
  }
  .lines .skeleton {
    block-size: 12px;
    inline-size: 78%;
  }
  .lines .short {
    inline-size: 104px;
  }
  .lines .medium {
    inline-size: 54%;
  }
  .lines .narrow {
    inline-size: 32%;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  @media (forced-colors: active) {
    .pill {
      border: 1px solid ButtonText;
    }
    .new::before {
      background: CanvasText;
    }
  }
`;
