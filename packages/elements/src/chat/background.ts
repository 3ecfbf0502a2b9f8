import type { Corridor } from '@corridor/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BrowserNotifications } from './browser-notifications.ts';

const load = () => import('./browser-notifications.ts').catch(() => undefined);

/** Tells of messages while the page is in the background, where the browser has been allowed to. */
export class Background implements ReactiveController {
  readonly #language: () => string;
  readonly #show: (channelId: string, seq: number) => void;
  #corridor: Corridor | undefined;
  #notifications: BrowserNotifications | undefined;

  constructor(host: ReactiveControllerHost, language: () => string, show: (channelId: string, seq: number) => void) {
    this.#language = language;
    this.#show = show;
    host.addController(this);
  }

  /** To be called with each update: the permission may have come meanwhile. */
  async follow(corridor: Corridor | undefined): Promise<void> {
    if (corridor === this.#corridor || (corridor && globalThis.Notification?.permission !== 'granted')) return;
    this.hostDisconnected();
    this.#corridor = corridor;
    const loaded = corridor && await load();
    if (!loaded || this.#corridor !== corridor) return;
    this.#notifications = new loaded.BrowserNotifications(corridor, { language: this.#language, wanted: () => corridor.me.get()?.preferences?.desktop ?? 'mentions', show: this.#show });
  }

  hostDisconnected(): void {
    this.#notifications?.stop();
    this.#notifications = this.#corridor = undefined;
  }
}
