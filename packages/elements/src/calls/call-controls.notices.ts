// What is wrong with devices, and what one may not send. Loaded with the first of that.
import type { CallSession } from '@corridor/sdk';
import { css, nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { x } from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import type { CallControls } from './call-controls.ts';
import { deviceWords } from './device-words.ts';

export const styles = css`
  .notice {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 6px 6px 6px 12px;
    padding-inline: 12px 6px;
    border-radius: var(--c-radius-m);
    background: var(--c-raised);
    font-size: var(--c-font-size-small);
    text-wrap: pretty;
  }
  .notice > .svg {
    color: var(--c-warning);
  }
  .notice p {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 5.8em;
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .notice .button {
    flex: none;
  }
  @media (forced-colors: active) {
    .notice {
      border: 1px solid CanvasText;
    }
  }
`;

/** To who may not begin what a key stands for. */
export const whyNot = (refused: 'viewer' | 'host', key: string): string => (refused === 'viewer' ? msg('You watch and listen here. A host can let you take part.')
  : key === 'm' ? msg('Only hosts unmute people here. Raise your hand, and a host can allow it.') : msg('Only hosts share their screens here. A host can allow it.'));

const inputs = ['microphone', 'camera', 'screen'] as const;

/** Each problem that nobody has put away yet, with a way out of it. */
export function noticesOf(controls: CallControls, session: CallSession): TemplateResult[] {
  const problems = controls.look(session.problems), again = { microphone: () => session.setMicrophone(true), camera: () => session.setCamera(true), screen: () => session.shareScreen() };
  const shown = inputs.flatMap((input) => { const problem = problems[input]; return problem && !controls.closed.has(`${input} ${problem}`) ? [{ input, problem }] : []; });
  return shown.map(({ input, problem }) => html`<div class="notice">${icon(icons.warning)}<p>${deviceWords(input, problem)}</p>
    ${problem === 'unsupported' || (input === 'screen' && problem !== 'dismissed') ? nothing : html`<button class="button" type="button" @click=${() => void again[input]()}>${msg('Try again')}</button>`}
    <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => { controls.closed = new Set([...controls.closed, `${input} ${problem}`]); }}>${icon(x, 'small')}</button></div>`);
}
