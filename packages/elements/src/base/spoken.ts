import type { LitElement, ReactiveController } from 'lit';
import { interpreter, languageOf, speakAs } from './localisation.ts';
import { Stores } from './stores.ts';

/** For an element without a client: what it says is in the language around it, and changes with it. */
export class Spoken implements ReactiveController {
  readonly #host: LitElement;
  readonly #stores: Stores;

  constructor(host: LitElement) {
    this.#host = host;
    this.#stores = new Stores(host);
    host.addController(this);
  }

  hostUpdate(): void {
    this.#stores.watch(interpreter);
    speakAs(this.#host, languageOf(this.#host));
  }
}
