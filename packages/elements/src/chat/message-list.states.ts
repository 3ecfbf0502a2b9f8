import type { CorridorError, MyChannel } from '@corridor/sdk';
import { html, type TemplateResult } from 'lit';
import { msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';

const shape = (isContinued: boolean, width: string) => html`
  <div class="shape ${isContinued ? 'continued' : ''}">
    ${isContinued ? '' : html`<div class="skeleton round"></div>`}
    <div class="lines">${isContinued ? '' : html`<div class="skeleton short"></div>`}<div class="skeleton ${width}"></div></div>
  </div>`;

/** Rows to come, in their true shape. */
export const loadingRows = (): TemplateResult => html`<div class="late shapes" aria-hidden="true">
  ${shape(false, 'wide')} ${shape(true, 'medium')} ${shape(false, 'medium')} ${shape(false, 'wide')} ${shape(true, 'narrow')}</div>`;

export const emptyConversation = (compose: () => void): TemplateResult => html`
  <div class="state"><slot name="empty"><span>${msg('Nobody has written here yet.')}</span></slot>
    <button class="button" @click=${compose}>${msg('Write the first message')}</button></div>`;

export const failedConversation = (error: CorridorError, retry: () => void): TemplateResult => html`
  <div class="state" role="alert"><strong>${msg('The messages could not be loaded.')}</strong><span>${explain(error)}</span>
    <button class="button" @click=${retry}>${msg('Retry')}</button></div>`;

const loadOrigin = () => import('./channel-origin.ts').catch(() => undefined);

/** Above the first message of a channel: who made it. */
export function channelOrigin(channel: MyChannel): TemplateResult {
  void loadOrigin();
  return html`<channel-origin .channel=${channel}></channel-origin>`;
}

/** Where loaded history ends but there is more: rows to come, or why they do not. */
export const historyEdge = (error: CorridorError | undefined, retry: () => void): TemplateResult =>
  error
    ? html`<div class="edge" role="alert"><span>${msg('More messages could not be loaded.')} ${explain(error)}</span><button class="link" @click=${retry}>${msg('Retry')}</button></div>`
    : html`<div aria-hidden="true">${shape(false, 'wide')}</div>`;
