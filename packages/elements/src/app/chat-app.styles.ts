import { css } from 'lit';

export const chatAppStyles = css`
  :host {
    display: block;
    block-size: 100%;
    min-block-size: 320px;
    min-inline-size: 0;
    background: var(--c-surface);
    container-type: inline-size;
  }
  .frame {
    position: relative;
    display: grid;
    grid-template-columns: 264px minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
    overflow: hidden;
  }
  .frame.detailed {
    grid-template-columns: 264px minmax(0, 1fr) 320px;
  }
  .side {
    border-inline-end: 1px solid var(--c-line);
  }
  .details {
    border-inline-start: 1px solid var(--c-line);
  }
  .state {
    block-size: 100%;
  }
  /* Details lie over the conversation. */
  @container (width < 960px) {
    .frame.detailed {
      grid-template-columns: 264px minmax(0, 1fr);
    }
    .details {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      z-index: 5;
      inline-size: min(320px, 100%);
      box-shadow: var(--c-shadow);
      animation: slide-in var(--c-motion-in);
    }
    .details:dir(rtl) {
      --c-from: -16px;
    }
  }
  /* One pane at a time. */
  @container (width < 640px) {
    .frame,
    .frame.detailed {
      grid-template-columns: minmax(0, 1fr);
    }
    .frame.reading .side,
    .frame:not(.reading) :is(.main, .details) {
      display: none;
    }
    .side {
      border: 0;
    }
    .details {
      inline-size: 100%;
    }
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .finder {
    block-size: min(520px, 100dvh - 32px);
  }
  .finder > .search {
    flex: 1;
    min-block-size: 0;
  }
  @keyframes slide-in {
    from {
      opacity: 0;
      transform: translateX(var(--c-from, 16px));
    }
  }
`;
