/** Where the pointer went down: a selection that begins inside and ends on the backdrop closes nothing. */
let pressed: EventTarget | undefined;
/** Dialogs that close on a press beside them, and whether somebody has written in them. */
const written = new WeakMap<HTMLDialogElement, boolean>();

/** Opens a dialog that closes on a press beside it. A `form` in which somebody has written stays. */
export function openDialog(dialog: HTMLDialogElement | null | undefined, kind?: 'form'): void {
  if (!dialog || dialog.open) return;
  if (!written.has(dialog)) {
    dialog.addEventListener('pointerdown', ({ target }) => (pressed = target ?? undefined));
    for (const type of ['input', 'change']) dialog.addEventListener(type, () => written.set(dialog, kind === 'form'));
    dialog.addEventListener('click', ({ target }) => target === dialog && pressed === dialog && !written.get(dialog) && dialog.close());
  }
  written.set(dialog, false);
  dialog.showModal();
}
