/** What is chosen of a list, as in a file manager: a press chooses one, with Ctrl one more, with Shift all from the last one chosen. It knows ids only, in the order in which they stand. */
export class FileSelection {
  #chosen: ReadonlySet<string> = new Set();
  #anchor: string | undefined;
  /** Where the keys are. */
  active: string | undefined;

  get chosen(): ReadonlySet<string> {
    return this.#chosen;
  }

  has(id: string): boolean {
    return this.#chosen.has(id);
  }

  /** One alone. */
  choose(id: string): void {
    this.#chosen = new Set([id]);
    this.#anchor = this.active = id;
  }

  toggle(id: string): void {
    const chosen = new Set(this.#chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.#chosen = chosen;
    this.#anchor = this.active = id;
  }

  /** All from the last one that was chosen by itself to this one; what was chosen beside them is not any more. */
  extend(id: string, ids: readonly string[]): void {
    const from = Math.max(0, ids.indexOf(this.#anchor ?? id)), to = ids.indexOf(id);
    if (to < 0) return;
    this.#chosen = new Set(ids.slice(Math.min(from, to), Math.max(from, to) + 1));
    this.#anchor ??= id;
    this.active = id;
  }

  all(ids: readonly string[]): void {
    this.#chosen = new Set(ids);
  }

  clear(): void {
    this.#chosen = new Set();
  }

  /** Forgets what is not there any more; the keys go on where it was. */
  keep(ids: readonly string[], before: readonly string[]): void {
    const there = new Set(ids);
    if ([...this.#chosen].some((id) => !there.has(id))) this.#chosen = new Set([...this.#chosen].filter((id) => there.has(id)));
    if (this.#anchor !== undefined && !there.has(this.#anchor)) this.#anchor = undefined;
    if (this.active !== undefined && !there.has(this.active)) this.active = ids[Math.min(ids.length - 1, Math.max(0, before.indexOf(this.active)))];
  }

  /** Keys of a list that is `across` wide; true where they were meant for it. `isBack`: the left arrow leads back, as in texts that are written from the left. */
  move({ key, shiftKey, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>, ids: readonly string[], across: number, page: number, isFromLeft = true): boolean {
    const hasControl = ctrlKey || metaKey;
    if (hasControl && key.toLowerCase() === 'a') { this.all(ids); return true; }
    const at = this.active === undefined ? -1 : ids.indexOf(this.active);
    const aside = across === 1 ? {} : { ArrowLeft: at + (isFromLeft ? -1 : 1), ArrowRight: at + (isFromLeft ? 1 : -1) };
    const to = ({ ArrowDown: at < 0 ? 0 : at + across, ArrowUp: at - across, Home: 0, End: ids.length - 1, PageDown: at + page * across, PageUp: at - page * across, ...aside } as Record<string, number>)[key];
    if (key === ' ' && this.active !== undefined) { this.toggle(this.active); return true; }
    if (to === undefined || !ids.length) return false;
    const isPast = to < 0 || to >= ids.length, id = ids[isPast && key.startsWith('Arrow') && at >= 0 ? at : Math.min(ids.length - 1, Math.max(0, to))]!;
    if (shiftKey) this.extend(id, ids);
    else if (hasControl) this.active = id;
    else this.choose(id);
    return true;
  }
}
