import type { ReactiveController } from 'lit';
import type { ConversationView } from './conversation-view.ts';

/** What stands over a conversation until it is closed, or another conversation is shown: a thread, or its files. */
export class Over<E extends HTMLElement & { channelId: string }> implements ReactiveController {
  readonly #view: ConversationView;
  readonly #channelId: string;
  readonly #gone: () => void;
  readonly element: E;

  constructor(view: ConversationView, element: E, gone: () => void) {
    this.#view = view;
    this.#channelId = element.channelId = view.channelId;
    this.#gone = gone;
    this.element = element;
    element.className = 'thread';
    element.addEventListener('corridor-close', (event) => {
      event.stopPropagation();
      this.remove();
      this.#view.focus();
    });
    view.renderRoot.append(element);
    view.addController(this);
    this.hostUpdated();
  }

  /** What lies below can be neither seen nor reached. Another conversation has its own. */
  hostUpdated(): void {
    if (this.#view.channelId !== this.#channelId) this.remove();
    else this.#cover(true);
  }

  remove(): void {
    this.element.remove();
    this.#cover(false);
    this.#view.removeController(this);
    this.#gone();
  }

  #cover(isCovered: boolean): void {
    for (const below of this.#view.renderRoot.children) if (below instanceof HTMLElement && below !== this.element) below.inert = isCovered;
  }
}
