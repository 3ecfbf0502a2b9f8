import { css } from 'lit';

/** Buttons, badges, focus ring, icons, skeletons and states that the elements share. Class names are private to the shadow roots. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  /* Text in another direction than the page's still begins below its author's name. */
  :where([dir='auto']) {
    text-align: match-parent;
    text-align: -webkit-match-parent;
  }
  button,
  input,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
    text-align: start;
    margin: 0;
  }
  button {
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    text-align: inherit;
    touch-action: manipulation;
  }
  button:disabled {
    cursor: default;
  }
  p,
  h2,
  h3,
  ul {
    margin: 0;
    padding: 0;
    font-size: inherit;
    list-style: none;
  }
  :focus-visible {
    outline: 2px solid var(--c-focus);
    outline-offset: 1px;
  }
  .svg {
    width: 18px;
    height: 18px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
    flex: none;
    display: block;
  }
  .svg.small {
    width: 16px;
    height: 16px;
  }
  .svg.directed:dir(rtl) {
    transform: scaleX(-1);
  }
  .icon {
    width: var(--c-control);
    height: var(--c-control);
    display: inline-grid;
    place-items: center;
    flex: none;
    border-radius: var(--c-radius-s);
    color: var(--c-muted);
  }
  .icon:hover,
  .icon[aria-expanded='true'] {
    background: var(--c-hover);
    color: var(--c-text);
  }
  .button {
    min-height: var(--c-control);
    padding: 0 12px;
    border-radius: var(--c-radius-s);
    font-weight: 600;
    font-size: var(--c-font-size-small);
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
    color: inherit;
    text-decoration: none;
  }
  .button:disabled {
    opacity: 0.5;
  }
  .button:hover {
    background: color-mix(in oklab, var(--c-surface), var(--c-text) 4%);
  }
  .button.primary {
    background: var(--c-accent);
    color: var(--c-on-accent);
    box-shadow: none;
  }
  .button.primary:hover {
    background: var(--c-accent-hover);
  }
  .button.danger {
    background: var(--c-danger);
    color: var(--c-on-danger);
    box-shadow: none;
  }
  .link {
    color: var(--c-accent-text);
    font-weight: 600;
  }
  .link:hover {
    text-decoration: underline;
  }
  .badge {
    min-width: 18px;
    height: 18px;
    padding: 0 5px;
    border-radius: 9px;
    display: inline-grid;
    place-items: center;
    flex: none;
    background: var(--c-accent);
    color: var(--c-on-accent);
    font-size: 11px;
    font-weight: 700;
    line-height: 1;
  }
  .meta {
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hidden-visually {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .skeleton {
    border-radius: 4px;
    background: color-mix(in oklab, var(--c-text) 8%, transparent);
    animation: pulse 1.4s ease-in-out infinite;
    animation-play-state: var(--c-motion-lasting, running);
  }
  .skeleton.round {
    border-radius: 50%;
  }
  .late {
    animation: appear 1ms 150ms both;
  }
  .state {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 12px;
    padding: 24px;
    text-align: center;
    color: var(--c-muted);
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .state strong {
    color: var(--c-text);
    font-weight: 600;
  }
  @keyframes pulse {
    50% {
      opacity: 0.5;
    }
  }
  @keyframes appear {
    from {
      visibility: hidden;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .button,
    .icon,
    .badge {
      border: 1px solid currentColor;
    }
    .skeleton {
      background: GrayText;
    }
  }
`;
