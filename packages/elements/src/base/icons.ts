import { html, type SVGTemplateResult, type TemplateResult } from 'lit';

/** The icons that show at first, by what they mean here. */
export * as icons from './icon-shapes.ts';

/** An icon beside or inside something that has a name: assistive technology skips it. A `directed` one turns in right-to-left. */
export const icon = (shape: SVGTemplateResult, look: '' | 'small' | 'directed' = ''): TemplateResult =>
  html`<svg class="svg ${look}" viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`;
