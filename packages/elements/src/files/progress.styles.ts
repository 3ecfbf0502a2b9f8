import { css } from 'lit';

/** How far an upload is, the same in every browser; its size is its place's matter. */
export const progressStyles = css`
  progress {
    appearance: none;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    background: var(--c-line);
  }
  progress::-webkit-progress-bar {
    background: none;
  }
  progress::-webkit-progress-value {
    background: var(--c-accent);
  }
  progress::-moz-progress-bar {
    background: var(--c-accent);
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
    }
    progress::-webkit-progress-value {
      background: Highlight;
    }
  }
`;
