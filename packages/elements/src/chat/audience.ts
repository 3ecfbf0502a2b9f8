import type { Channel } from '@corridor/sdk';
import { nothing } from 'lit';
import { html } from '../base/html.ts';

/** Most conversations are internal, and say nothing of it. */
const load = () => import('./audience-mark.ts').catch(() => undefined);

/** Whom a record's conversation is for, where that is not only colleagues. Until the mark is there its word stands alone. */
export function audienceMark(channel: Pick<Channel, 'record'> | undefined, look: '' | 'line' = '') {
  const audience = channel?.record?.audience;
  if (!audience) return nothing;
  void load();
  return html`<audience-mark class="audience" audience=${audience} look=${look}>${audience}</audience-mark>`;
}
