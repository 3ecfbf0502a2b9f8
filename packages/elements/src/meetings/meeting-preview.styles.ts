import { css } from 'lit';

/** A picture that is always dark, with the page's colours around it. */
export const meetingPreviewStyles = css`
  :host {
    display: grid;
    gap: 12px;
  }
  .picture {
    color-scheme: dark;
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    border-radius: var(--c-radius-l);
    background: oklch(0.2 0.01 262);
    color: oklch(0.93 0.004 262);
    box-shadow: inset 0 0 0 1px var(--c-line);
    overflow: hidden;
  }
  .picture p {
    display: grid;
    gap: 4px;
    padding: 16px 16px 64px;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .picture strong {
    font-size: 18px;
  }
  video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    scale: -1 1;
  }
  .controls {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    display: flex;
    justify-content: center;
    gap: 12px;
  }
  .control {
    display: inline-grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    background: oklch(0 0 0 / 0.6);
    color: white;
  }
  .control:hover {
    background: oklch(0 0 0 / 0.8);
  }
  .control.off,
  .control.off:hover {
    background: oklch(0.93 0.004 262);
    color: oklch(0.2 0.01 262);
  }
  .control:focus-visible {
    outline-color: white;
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    .control {
      border: 1px solid ButtonText;
      forced-color-adjust: none;
    }
  }
  summary {
    min-block-size: 32px;
    align-content: center;
    font-weight: 600;
    cursor: pointer;
  }
  .devices {
    padding-block-end: 8px;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(160px, 100%), 1fr));
    gap: 8px 12px;
  }
  meter {
    inline-size: 100%;
    block-size: 10px;
  }
`;
