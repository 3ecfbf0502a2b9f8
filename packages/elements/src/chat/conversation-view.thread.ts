import type { MyChannel } from '@corridor/sdk';
import { innerName } from '../base/define.ts';
import { Over } from './conversation-view.over.ts';
import type { ConversationView } from './conversation-view.ts';
import './thread-view.ts';
import type { ThreadView } from './thread-view.ts';

const shown = new WeakMap<ConversationView, Over<ThreadView>>();
const onTheWay = new WeakSet<ConversationView>();
const afterwards = () => new Promise((resolve) => { setTimeout(resolve); });

/** Shows the thread of a message over its conversation, at a reply if one is named. */
export function showThread(view: ConversationView, messageId: string, seq?: number): void {
  let over = shown.get(view);
  if (!over) shown.set(view, (over = new Over(view, document.createElement(innerName('thread-view')) as ThreadView, () => shown.delete(view))));
  Object.assign(over.element, { messageId, seq });
  over.element.focus();
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
