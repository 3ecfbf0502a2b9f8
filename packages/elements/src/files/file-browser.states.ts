// What stands in a browser where no files do, and why.
import type { CorridorError } from '@corridor/sdk';
import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { why } from './file-browser.acts.ts';
import type { FileQuery } from './file-listing.ts';

export const renderFailed = (failure: CorridorError, again: () => void): TemplateResult =>
  html`<div class="state" role="alert"><strong>${msg('The files could not be loaded.')}</strong><span>${why(failure)}</span><button class="button" type="button" @click=${again}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;

export const renderLoading = (): TemplateResult =>
  html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading')}</span>${[1, 2, 3, 4, 5, 6].map(() => html`<span class="skeleton"></span>`)}</div>`;

export function renderEmpty({ kind, query, days, tag, ownerId, scope, folderId }: FileQuery, canUpload: boolean, showAll: () => void): TemplateResult {
  if (kind || query || days || tag || ownerId) return html`<div class="state" role="status"><strong>${query ? msg(str`Nothing found for “${query}”.`) : msg('Nothing found.')}</strong><button class="button" type="button" @click=${showAll}>${msg('Show all')}</button></div>`;
  const text = scope === 'deleted' ? msg('Nothing was deleted in the last 30 days.') : scope === 'favourites' ? msg('No favourites yet. The star keeps a file at hand here.') : scope === 'shared' ? msg('Nothing is shared with you yet.') : folderId ? msg('This folder is empty.') : msg('No files yet.');
  return html`<div class="state" role="status"><strong>${text}</strong>${canUpload && scope !== 'shared' && scope !== 'favourites' ? html`<span>${msg('Drop files here, or choose some.')}</span>` : nothing}</div>`;
}
