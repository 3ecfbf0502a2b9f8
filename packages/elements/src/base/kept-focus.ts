import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Where a render takes away what had the focus, its host takes it: the next key would go to the page otherwise. */
export class KeptFocus implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #focused: Element | null | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement;
  }

  hostUpdated(): void {
    if (this.#focused?.isConnected === false && document.activeElement === document.body) this.#host.focus({ preventScroll: true });
  }
}
