import type { Corridor, MyChannel, Person } from '@corridor/sdk';
import type { ReactiveControllerHost, TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { otherPerson } from './conversation-title.ts';

export type Option = { id: string; channel: MyChannel } | { id: string; person: Person };

/** Finds conversations and people by what is typed. */
export class Finder {
  readonly #host: ReactiveControllerHost;
  readonly #open: (channelId: string) => void;
  #corridor: Corridor | undefined;
  #found: readonly Person[] = [];
  #failure: string | undefined;
  #asked = 0;

  constructor(host: ReactiveControllerHost, open: (channelId: string) => void) {
    this.#host = host;
    this.#open = open;
  }

  /** Asks the server for people; conversations are at hand. */
  async find(search: string, corridor: Corridor | undefined): Promise<void> {
    this.#corridor = corridor;
    this.#failure = undefined;
    const asked = ++this.#asked;
    const query = search.trim();
    const found = query && corridor ? await corridor.people.list({ query }).then(({ items }) => items, () => []) : [];
    if (asked !== this.#asked) return;
    this.#found = found;
    this.#host.requestUpdate();
  }

  forget(): void {
    this.#asked++;
    this.#found = [];
    this.#failure = undefined;
  }

  /** Conversations first, then people with whom there is none yet. */
  options(search: string, channels: readonly MyChannel[], language: string, myId: string | undefined, titleOf: (channel: MyChannel) => { name: string; detail: string }): Option[] {
    const wanted = search.trim().toLocaleLowerCase(language);
    // A word that begins so is a better find than one that holds it.
    const [begins, holds]: [MyChannel[], MyChannel[]] = [[], []];
    for (const channel of channels) {
      const { name, detail } = titleOf(channel);
      const title = ` ${name} ${detail}`.toLocaleLowerCase(language);
      if (title.includes(` ${wanted}`)) begins.push(channel);
      else if (title.includes(wanted)) holds.push(channel);
    }
    const matching = [...begins, ...holds];
    const alreadyShown = new Set(matching.map((channel) => otherPerson(channel, myId)));
    const people = this.#found.filter(({ id }) => id !== myId && !alreadyShown.has(id));
    return [...matching.map((channel) => ({ id: channel.id, channel })), ...people.map((person) => ({ id: person.id, person }))];
  }

  /** What stands in place of the options where there are none, or something went wrong. */
  instead(search: string, options: readonly Option[]): TemplateResult | undefined {
    if (this.#failure) return html`<div class="none" id="options" role="alert">${this.#failure}</div>`;
    return options.length ? undefined : html`<div class="none" id="options" role="status">${msg(str`Nothing found for “${search.trim()}”.`)}</div>`;
  }

  row(person: Person, index: number, isActive: boolean): TemplateResult {
    return html`<div class="row ${isActive ? 'active' : ''}" part="row" id=${`option-${index}`} role="option" aria-selected="false" @click=${() => this.write(person)}>
      <user-avatar user-id=${person.id} with-presence></user-avatar>
      <span>
        <span class="line"><span class="name cut" part="name">${person.name}</span></span>
        <span class="line"><span class="preview cut">${msg('Write a message')}</span></span>
      </span>
    </div>`;
  }

  /** Opens the conversation with somebody. */
  async write(person: Person): Promise<void> {
    const corridor = this.#corridor;
    try {
      const channel = await corridor?.chat.openDirect(person.id);
      if (!channel) return;
      this.#open(channel.id);
      corridor?.chat.close(channel.id);
    } catch (error) {
      this.#failure = explain(error as Parameters<typeof explain>[0]);
      this.#host.requestUpdate();
    }
  }
}
