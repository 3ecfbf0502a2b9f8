import { innerName } from '../base/define.ts';
import type { ProfileCard } from './profile-card.ts';

const load = () => import('./profile-card.ts').then(() => true, () => false);

/** Shows who somebody is in a dialog beside an element, unless the page does that itself. Resolves when it is closed. */
export async function openProfile(anchor: Element, userId: string, channelId: string): Promise<void> {
  const isLeftToUs = anchor.dispatchEvent(new CustomEvent('corridor-profile', { detail: { userId, channelId }, bubbles: true, composed: true, cancelable: true }));
  const root = anchor.getRootNode(), beside = root instanceof ShadowRoot ? root.host.getRootNode() : root; // not in a row, which may go meanwhile
  if (!isLeftToUs || !(await load())) return;
  const card = Object.assign(document.createElement(innerName('profile-card')) as ProfileCard, { userId, channelId });
  (beside instanceof Document ? beside.body : beside).appendChild(card);
  await card.updateComplete;
  await card.show(anchor);
  card.remove();
}

declare global {
  interface HTMLElementEventMap {
    'corridor-profile': CustomEvent<{ userId: string; channelId: string }>;
  }
}
