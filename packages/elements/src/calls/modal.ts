import type { LitElement } from 'lit';
import { openDialog } from '../base/dialog.ts';

/** Opens the dialog that an element stands in once it is `modal`; resolves when it is closed. */
export async function openModal(element: LitElement & { modal: boolean }): Promise<void> {
  element.modal = true;
  await element.updateComplete;
  const dialog = element.renderRoot.querySelector('dialog');
  if (!dialog) return;
  openDialog(dialog);
  await new Promise((resolve) => { dialog.addEventListener('close', resolve, { once: true }); });
}

/** Such an element is there for as long as its dialog is open. */
export async function openModalIn(place: ShadowRoot, element: LitElement & { modal: boolean }): Promise<void> {
  place.append(element);
  await openModal(element);
  element.remove();
}
