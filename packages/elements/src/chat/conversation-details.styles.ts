import { css } from 'lit';

export const conversationDetailsStyles = css`
  .scroll {
    padding: 16px;
  }
  .about {
    display: grid;
    gap: 4px;
    overflow-wrap: anywhere;
  }
  .about strong {
    font-weight: 600;
    font-size: 16px;
  }
  .about p {
    white-space: pre-line;
  }
  channel-editor {
    display: contents; /* closed it takes no room, and no gap beside it */
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 12px;
  }
  .tag {
    justify-self: start;
    padding-inline: 8px;
    border-radius: 10px;
    background: var(--c-sunken);
    color: var(--c-muted);
    font-size: var(--c-font-size-meta);
    line-height: 20px;
  }
  details {
    margin-block-start: 20px;
  }
  summary {
    margin-block-end: 8px;
    min-block-size: 24px;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
    cursor: pointer;
  }
  .files > file-browser {
    block-size: 420px;
    margin-inline: -16px;
    border-block: 1px solid var(--c-line);
  }
  .heading {
    display: flex;
    align-items: center;
    min-block-size: 32px;
    margin-block: 20px 4px;
  }
  h3 {
    flex: 1;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  .member {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 40px;
  }
  .member > .who {
    flex: 1;
    min-inline-size: 0;
    line-height: 18px;
  }
  .member .cut {
    display: block;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding-block: 0 8px;
    padding-inline-start: 42px;
  }
  .choices .button {
    min-block-size: 28px;
    padding-inline: 10px;
  }
  .problem {
    margin-block-start: 8px;
    font-size: var(--c-font-size-small);
    color: var(--c-danger);
    overflow-wrap: anywhere;
  }
  .adding {
    display: grid;
    gap: 8px;
    margin-block-end: 12px;
  }
`;
