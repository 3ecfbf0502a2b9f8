import { css } from 'lit';

/** Of the container with the class `text`. */
export const formatStyles = css`
  .text strong {
    font-weight: 600;
  }
  .text code {
    padding: 1px 4px;
    border-radius: 4px;
    background: var(--c-sunken);
    box-shadow: inset 0 0 0 1px var(--c-line);
    font-family: var(--c-font-mono);
    font-size: 0.92em;
    unicode-bidi: isolate;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .text pre {
    margin: 4px 0;
    padding: 8px 12px;
    border-radius: var(--c-radius-s);
    background: var(--c-sunken);
    box-shadow: inset 0 0 0 1px var(--c-line);
    white-space: pre-wrap;
    tab-size: 2;
    text-align: left;
    line-height: 1.5;
  }
  .text pre code {
    padding: 0;
    background: none;
    box-shadow: none;
  }
  .text blockquote {
    margin: 2px 0;
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--c-line-strong);
    color: var(--c-muted);
    text-align: start;
  }
  .text :is(ul, ol) {
    margin: 0;
    padding-block: 2px;
    padding-inline: 22px 0;
    white-space: normal;
  }
  .text li {
    white-space: pre-wrap;
    text-align: start;
  }
  .text ul > li {
    list-style: disc;
  }
  .text ul ul > li {
    list-style: circle;
  }
  .text ol > li {
    list-style: decimal;
  }
  .text li::marker {
    color: var(--c-muted);
    font-variant-numeric: tabular-nums;
  }
  .mention {
    padding: 1px 4px;
    border-radius: 4px;
    background: color-mix(in oklab, var(--c-accent) 9%, transparent);
    color: color-mix(in oklab, var(--c-accent-text) 75%, var(--c-text));
    font-weight: 600;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  :host([naming]) {
    background: color-mix(in oklab, var(--c-warning) 6%, transparent);
    box-shadow: inset 2px 0 var(--c-warning);
  }
  :host([naming]:dir(rtl)) {
    box-shadow: inset -2px 0 var(--c-warning);
  }
  .mention.me {
    background: color-mix(in oklab, var(--c-warning) 22%, transparent);
    color: var(--c-text);
  }
  button.mention {
    user-select: text;
    overflow-wrap: anywhere;
    text-align: start;
  }
  button.mention:hover,
  .hashtag:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .hashtag {
    color: var(--c-accent-text);
    user-select: text;
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    .mention,
    .text code {
      border: 1px solid currentColor;
    }
  }
`;
