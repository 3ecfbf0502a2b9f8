import type { MyChannel } from '@corridor/sdk';
import type { ReactiveController } from 'lit';
import { innerName } from '../base/define.ts';
import type { ConversationView } from './conversation-view.ts';
import './thread-view.ts';
import type { ThreadView } from './thread-view.ts';

/** A thread over the conversation that its message is in. */
class ThreadOver implements ReactiveController {
  readonly #view: ConversationView;
  readonly #channelId: string;
  readonly thread = document.createElement(innerName('thread-view')) as ThreadView;

  constructor(view: ConversationView) {
    this.#view = view;
    this.#channelId = view.channelId;
    this.thread.className = 'thread';
    this.thread.channelId = view.channelId;
    this.thread.addEventListener('corridor-close', (event) => {
      event.stopPropagation();
      this.remove();
      this.#view.focus();
    });
    view.renderRoot.append(this.thread);
    view.addController(this);
    this.hostUpdated();
  }

  /** What lies below can be neither seen nor reached. Another conversation has its own threads. */
  hostUpdated(): void {
    if (this.#view.channelId !== this.#channelId) this.remove();
    else this.#cover(true);
  }

  remove(): void {
    this.thread.remove();
    this.#cover(false);
    this.#view.removeController(this);
    if (shown.get(this.#view) === this) shown.delete(this.#view);
  }

  #cover(isCovered: boolean): void {
    for (const below of this.#view.renderRoot.children) if (below instanceof HTMLElement && below !== this.thread) below.inert = isCovered;
  }
}

const shown = new WeakMap<ConversationView, ThreadOver>();
const onTheWay = new WeakSet<ConversationView>();
const afterwards = () => new Promise((resolve) => { setTimeout(resolve); });

/** Shows the thread of a message over its conversation, at a reply if one is named. */
export function showThread(view: ConversationView, messageId: string, seq?: number): void {
  let over = shown.get(view);
  if (!over) shown.set(view, (over = new ThreadOver(view)));
  Object.assign(over.thread, { messageId, seq });
  over.thread.focus();
}

/**
 * From a thread's own channel to the conversation that its message is in, with the thread beside it where somebody shows it there, else over
 * it; at the reply that was asked for.
 */
export async function goHome(view: ConversationView, { id, thread }: MyChannel): Promise<void> {
  if (!thread || onTheWay.has(view)) return;
  const tell = (name: string, detail: object) => view.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  onTheWay.add(view);
  await afterwards(); // whoever has opened it says at once which message is meant
  const { channelId, messageId } = thread, seq = view.wanted?.[0] === id ? view.wanted[1] : undefined;
  if (view.channelId === id && view.isConnected && tell('corridor-thread', { channelId, messageId, seq })) {
    tell('corridor-open', { channelId, seq: thread.seq });
    await afterwards();
    if (view.channelId === id) view.channelId = channelId; // it stands by itself
    await view.updateComplete;
    if (view.channelId === channelId) showThread(view, messageId, seq);
  }
  onTheWay.delete(view);
}
