import type { Corridor } from '@corridor/sdk';
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';

export const connectionLineStyles = css`
  .connection {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    flex: none;
    padding: 4px 12px;
    font-size: var(--c-font-size-meta);
    line-height: 16px;
    text-align: center;
    color: var(--c-text);
    background: color-mix(in oklab, var(--c-warning) 16%, var(--c-surface));
    animation: appear 1ms 600ms both; /* a blink of the network is not worth a line */
  }
  .connection .link {
    flex: none;
    color: inherit;
  }
`;

type Connection = ReturnType<Corridor['connection']['get']>;
type Problem = ReturnType<Corridor['problem']['get']>;

/** A slim line for the top of what is still readable and writable; empty while all is well, but there: else nobody would hear of its text. */
export function connectionLine(corridor: Corridor, connection: Connection, problem: Problem): TemplateResult {
  const text =
    problem?.code === 'unauthenticated' ? explain(problem)
    : connection === 'offline' && problem && problem.code !== 'offline' ? msg('The service does not answer at the moment. Messages go out later.')
    : connection === 'offline' ? msg('You are offline. Messages go out later.')
    : undefined;
  const canRetry = problem && problem.code !== 'offline';
  return html`<div role="status">${text
    ? html`<div class="connection">${icon(icons.offline, 'small')}<span>${text}</span>${canRetry ? html`<button class="link" type="button" @click=${() => corridor.connect().catch(() => {})}>${msg('Try again')}</button>` : nothing}</div>`
    : nothing}</div>`;
}
