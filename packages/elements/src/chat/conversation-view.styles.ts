import { css } from 'lit';

export const conversationViewStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--c-surface);
    container-type: inline-size;
    position: relative;
  }
  .thread {
    position: absolute;
    inset: 0;
    z-index: 6;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    flex: none;
    min-height: 52px;
    padding-inline: 16px 8px;
    border-bottom: 1px solid var(--c-line);
  }
  .bar.returns {
    padding-inline-start: 8px;
  }
  .titles {
    flex: 1;
    min-width: 0;
  }
  .first {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    line-height: 20px;
  }
  h2 {
    font-weight: 600;
    min-width: 0;
  }
  .status {
    flex: 0 99999 auto; /* the title is the last to give way, by no part of a pixel */
    min-width: 0;
  }
  .second {
    line-height: 16px;
  }
  .avatar {
    margin-inline-end: 8px;
  }
  .log {
    flex: 1;
    min-height: 0;
  }
  .calls {
    display: flex;
  }
  @container (max-width: 440px) {
    .calls > .video {
      display: none;
    }
  }
  .typing {
    height: 22px;
  }
  .bones {
    flex: 1;
    min-width: 0;
    display: grid;
    gap: 6px;
  }
  .bones .skeleton {
    height: 11px;
    width: 30%;
  }
  .bones .skeleton + .skeleton {
    width: 60%;
  }
  .state {
    flex: 1;
  }
  .state.above {
    flex: none;
  }
`;
