import { css } from 'lit';

export const messageFilesStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    margin-block: 4px 2px;
  }
  .pictures {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .picture {
    display: block;
    max-inline-size: 100%;
    border-radius: var(--c-radius-m);
    overflow: hidden;
    background: var(--c-sunken);
    box-shadow: 0 0 0 1px var(--c-line);
  }
  .several .picture {
    max-inline-size: calc(50% - 2px);
  }
  /* As wide as there is room, and as high as that makes it, known before it is loaded: nothing moves. */
  img,
  .blank,
  video {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    object-fit: cover;
  }
  .player {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    justify-items: start;
  }
  video {
    border-radius: var(--c-radius-m);
    background: black;
    object-fit: contain;
  }
  audio {
    display: block;
    inline-size: 320px;
    max-inline-size: 100%;
    block-size: 40px;
  }
  .pictures + .file,
  .pictures + .player,
  .file + .file {
    margin-block-start: 4px;
  }
  .file {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: 340px;
    max-inline-size: 100%;
    block-size: 56px;
    padding: 8px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .sign {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--c-radius-s);
    background: var(--c-accent-soft);
    color: var(--c-accent-text);
  }
  .quarantined .sign {
    background: none;
    color: var(--c-danger);
  }
  .about {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    line-height: 20px;
  }
  .name {
    display: flex;
    min-inline-size: 0;
    font-weight: 600;
  }
  .words {
    display: flex;
    min-inline-size: 0;
    white-space: pre;
  }
  .words .cut {
    white-space: pre;
  }
  .words span:last-child {
    flex: none;
  }
  button.name:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .quarantined .name {
    color: var(--c-muted);
  }
  .gone {
    color: var(--c-muted);
    font-style: italic;
  }
  .back {
    margin-block-start: 4px;
    font-size: var(--c-font-size-small);
    line-height: 20px;
  }
  @media (forced-colors: active) {
    .file {
      border: 1px solid CanvasText;
    }
  }
`;
