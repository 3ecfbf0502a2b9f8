import { plainText, type NameOf } from './message-text.ts';

interface Name { readonly start: number; readonly shown: string; readonly form: string }

/** As in a stored text: `<@ada>`, `<#orders>`, `<!here>`. */
const forms = /<(?:@&?|#|!(?=(?:channel|here)>))[^\s<>]{1,1000}>/g;
const rememberedTexts = 100;

/**
 * A text as somebody writes it, with `@Ada Nilsen` where `<@ada>` is meant. A field can hold nothing but words, so which ones mean whom is
 * known by their places: two people of one name stay two. A name that is changed by hand means nobody any more, until that is undone.
 */
export class Names {
  #text = '';
  #names: readonly Name[] = [];
  #pending: Name | undefined;
  readonly #before = new Map<string, readonly Name[]>();

  /** Takes a stored text, and answers what to show. */
  show(stored: string, nameOf: NameOf): string {
    const names: Name[] = [];
    let text = '';
    let end = 0;
    for (const { 0: form, index } of stored.matchAll(forms)) {
      text += stored.slice(end, index);
      const shown = plainText(form, nameOf);
      names.push({ start: text.length, shown, form });
      text += shown;
      end = index + form.length;
    }
    this.#set(text + stored.slice(end), names);
    this.#before.clear();
    return this.#text;
  }

  /** The next change puts these words at `start`, and they mean `form`. */
  expect(start: number, shown: string, form: string): void {
    this.#pending = { start, shown, form };
  }

  /** Somebody has changed the text; the change ends at the caret. `isUndo`: it was like this before. */
  change(text: string, caret: number, isUndo = false): void {
    const old = this.#text;
    const earlier = isUndo ? this.#before.get(text) : undefined;
    const most = Math.min(old.length, text.length);
    let behind = 0;
    while (behind < Math.min(most, text.length - caret) && old.at(-1 - behind) === text.at(-1 - behind)) behind++;
    let ahead = 0;
    while (ahead < most - behind && old[ahead] === text[ahead]) ahead++;
    const shift = text.length - old.length;
    const names = earlier ?? this.#names.flatMap((name) => {
      if (name.start + name.shown.length <= ahead) return [name];
      return name.start >= old.length - behind ? [{ ...name, start: name.start + shift }] : [];
    });
    const added = this.#pending;
    this.#pending = undefined;
    this.#set(text, added && text.startsWith(added.shown, added.start) ? [...names, added].sort((a, b) => a.start - b.start) : names);
  }

  /** The text as it is to be stored. One that did not come by `change` has no names. */
  stored(text: string): string {
    if (text !== this.#text) this.#set(text, []);
    let stored = '';
    let end = 0;
    for (const { start, shown, form } of this.#names) {
      stored += text.slice(end, start) + form;
      end = start + shown.length;
    }
    return stored + text.slice(end);
  }

  #set(text: string, names: readonly Name[]): void {
    if (text !== this.#text) this.#before.set(this.#text, this.#names);
    if (this.#before.size > rememberedTexts) this.#before.delete(this.#before.keys().next().value ?? '');
    this.#text = text;
    this.#names = names.filter(({ start, shown }) => text.startsWith(shown, start));
  }
}
