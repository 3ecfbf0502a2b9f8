import { css } from 'lit';

/** The door: the own picture beside what is to be said, above each other where it is narrow. The room: the call beside its people. */
export const meetingRoomStyles = css`
  :host {
    display: block;
    min-block-size: 320px;
    background: var(--c-surface);
    color: var(--c-text);
    container-type: inline-size;
    overflow: auto;
  }
  .door {
    display: grid;
    gap: 12px;
    align-content: start;
    max-inline-size: 420px;
    margin: 0 auto;
    padding: 24px 16px;
  }
  .door h2 {
    font-size: 20px;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .state-door {
    place-items: center;
    align-content: center;
    min-block-size: inherit;
    text-align: center;
  }
  .state-door > .svg {
    inline-size: 32px;
    block-size: 32px;
    color: var(--c-muted);
  }
  .ask {
    display: grid;
    gap: 12px;
    align-content: start;
    min-inline-size: 0;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .state-door .acts {
    justify-content: center;
  }
  .acts .button {
    min-block-size: 40px;
    padding-inline: 16px;
  }
  .in {
    display: flex;
    flex-direction: column;
    min-block-size: inherit;
    block-size: 100%;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    flex: none;
    min-block-size: 44px;
    padding: 4px 12px;
    border-block-end: 1px solid var(--c-line);
  }
  .bar h2 {
    flex: 1 1 120px;
    min-inline-size: 0;
    font-weight: 600;
  }
  .stage {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    min-block-size: 320px;
  }
  call-panel {
    flex: 4 1 420px;
    min-block-size: 320px;
    min-inline-size: 0;
  }
  aside {
    flex: 1 1 260px;
    max-block-size: 100%;
    min-inline-size: 0;
    overflow: auto;
  }
  .alone {
    display: grid;
    gap: 8px;
    margin: 12px;
    padding: 12px;
    border-radius: var(--c-radius-m);
    background: var(--c-accent-soft);
  }
  @container (min-width: 760px) {
    form.door {
      grid-template-columns: minmax(0, 3fr) minmax(260px, 2fr);
      grid-template-rows: auto 1fr;
      gap: 16px 32px;
      max-inline-size: 960px;
      padding: 48px 32px;
    }
    form.door .title {
      grid-area: 1 / 2;
    }
    form.door meeting-preview {
      grid-area: 1 / 1 / 3;
    }
    form.door .ask {
      grid-area: 2 / 2;
    }
  }
`;
