import { css } from 'lit';

export const composerToolStyles = css`
  :host {
    position: relative;
  }
  .box {
    position: relative;
    flex-wrap: wrap;
  }
  /* Where the words and all buttons have no room beside each other the words have a line of their own. */
  textarea,
  .preview {
    flex: 1 1 180px;
  }
  .aids {
    display: flex;
    flex: none;
    gap: 4px;
    padding-inline-end: calc(var(--c-control) + 4px); /* room for the way to send, which stays in their line */
    margin-inline-end: auto;
  }
  .aids + .send {
    margin-inline-start: calc(-4px - var(--c-control));
  }
  .aid {
    transition: background-color var(--c-motion-in);
  }
  .choice,
  .suggestions {
    position: absolute;
    inset-block-end: calc(100% + 6px);
    z-index: 5;
  }
  .menu {
    position: absolute;
    inset-block-end: calc(100% + 6px);
    inset-inline-end: 0;
    z-index: 5;
    display: grid;
    min-inline-size: 180px;
    padding: 4px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
  }
  .way {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    padding-inline: 10px;
    border-radius: var(--c-radius-s);
  }
  .way:hover {
    background: var(--c-hover);
  }
  .crossing {
    flex: 1 0 100%;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px;
    font-size: var(--c-font-size-small);
  }
  .crossing > span {
    flex: 1 1 200px;
  }
  .crossing .ways {
    display: flex;
    flex: none;
    gap: 8px;
  }
  .sum {
    flex: 1 0 100%;
    padding: 4px 4px 0;
  }
  .attached {
    flex: 1 0 100%;
    padding: 4px;
    max-block-size: min(200px, 26vh); /* something of the conversation stays to be read */
    overflow-y: auto;
  }
  .note.attached {
    text-align: start;
  }
  .choice {
    inset-inline-end: 0;
  }
  .suggestions {
    inset-inline: 0;
    max-inline-size: 420px;
    max-block-size: 264px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    padding: 4px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
    cursor: default;
  }
  .suggestion {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: var(--c-control);
    padding: 2px 8px;
    border-radius: var(--c-radius-s);
  }
  .suggestion.active {
    background: var(--c-selected);
  }
  .suggestion .cut {
    flex: 0 1 auto;
    min-inline-size: 0;
  }
  .suggestion .detail {
    flex: 1 1000 auto; /* the name is the last to give way */
    text-align: end;
  }
  .picture {
    font-family: 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif;
    flex: 0 0 24px;
    display: grid;
    place-items: center;
    font-size: 18px;
    line-height: 1;
    color: var(--c-muted);
    --corridor-avatar-size: 24px;
  }
  .eye {
    margin-inline-start: auto;
  }
  .eye[aria-pressed='true'] {
    background: var(--c-accent-soft);
    color: var(--c-accent-text);
  }
  .formats .icon:disabled {
    opacity: 0.4;
  }
  .preview {
    min-inline-size: 0;
    max-block-size: calc(var(--c-line-height) * 8em + 12px);
    overflow-y: auto;
    padding: 6px 8px;
    border-radius: var(--c-radius-s);
    cursor: default;
  }
  .preview .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  textarea[hidden] {
    display: none;
  }
  .formats {
    flex: 0 0 100%;
    display: flex;
    flex-wrap: wrap;
    margin: -4px -4px 0;
    padding: 4px;
    inline-size: calc(100% + 8px);
    flex-basis: calc(100% + 8px);
    border-block-end: 1px solid var(--c-line);
    cursor: default;
  }
  .formats .icon {
    inline-size: 30px;
    block-size: 28px;
  }
  .note {
    padding: 4px 8px 0;
    font-size: var(--c-font-size-meta);
    color: var(--c-muted);
    text-align: end;
  }
  .note.over {
    color: var(--c-danger);
    font-weight: 600;
  }
  @media (pointer: coarse) {
    .smile {
      display: none; /* its keyboard has them */
    }
    .formats .icon {
      inline-size: 40px;
      block-size: 40px;
    }
  }
  @media (forced-colors: active) {
    .suggestions {
      border: 1px solid CanvasText;
    }
    .suggestion.active {
      outline: 2px solid Highlight;
    }
  }
  .mic {
    touch-action: none;
  }
  .speaking {
    flex: 1 0 100%;
    margin-block-end: 4px;
  }
`;
