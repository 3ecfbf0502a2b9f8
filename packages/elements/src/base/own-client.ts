import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Corridor } from '@corridor/sdk';
import { useClient, type ClientAddress } from './clients.ts';

/** An element's hold on a client. Survives being moved in the page; lets go a moment after the element has left it. */
export class OwnClient implements ReactiveController {
  readonly #host: ReactiveControllerHost & { isConnected: boolean };
  #held: { address: ClientAddress; corridor: Corridor; release: () => void } | undefined;

  constructor(host: ReactiveControllerHost & { isConnected: boolean }) {
    this.#host = host;
    host.addController(this);
  }

  /** The client for this address; one for another address is let go. */
  at({ server, tokenUrl, token }: ClientAddress): Corridor {
    const held = this.#held?.address;
    if (!this.#held || held?.server !== server || held.tokenUrl !== tokenUrl || held.token !== token) {
      const before = this.#held;
      const address = { server, tokenUrl, token };
      this.#held = { address, ...useClient(address) };
      before?.release();
    }
    return this.#held.corridor;
  }

  release(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    setTimeout(() => {
      if (!this.#host.isConnected) this.release();
    });
  }
}
