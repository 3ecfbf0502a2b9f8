// Every element but the provider and those that the chat widget is made of, loaded when a page first holds one.
import { plainName } from './base/define.ts';

const elements: Readonly<Record<string, () => Promise<unknown>>> = {
  'chat-app': () => import('./app/chat-app.ts'),
  'channel-browser': () => import('./chat/channel-browser.ts'),
  'channel-editor': () => import('./chat/channel-editor.ts'),
  'channel-metadata': () => import('./chat/channel-metadata.ts'),
  'channel-preferences': () => import('./chat/channel-preferences.ts'),
  'chat-hint': () => import('./chat/chat-hint.ts'),
  'chat-preferences': () => import('./chat/chat-preferences.ts'),
  'chat-sidebar': () => import('./chat/chat-sidebar.ts'),
  'conversation-details': () => import('./chat/conversation-details.ts'),
  'conversation-list': () => import('./chat/conversation-list.ts'),
  'forward-message': () => import('./chat/forward-message.ts'),
  'jump-to-date': () => import('./chat/jump-to-date.ts'),
  'message-history': () => import('./chat/message-history.ts'),
  'message-readers': () => import('./chat/message-readers.ts'),
  'new-conversation': () => import('./chat/new-conversation.ts'),
  'new-poll': () => import('./chat/new-poll.ts'),
  'pinned-messages': () => import('./chat/pinned-messages.ts'),
  'profile-card': () => import('./chat/profile-card.ts'),
  'record-count': () => import('./chat/record-count.ts'),
  'record-places': () => import('./chat/record-places.ts'),
  'saved-list': () => import('./chat/saved-list.ts'),
  'send-later': () => import('./chat/send-later.ts'),
  'shortcut-sheet': () => import('./chat/shortcut-sheet.ts'),
  'thread-list': () => import('./chat/thread-list.ts'),
  'thread-view': () => import('./chat/thread-view.ts'),
  'typing-indicator': () => import('./chat/typing-indicator.ts'),
  'file-browser': () => import('./files/file-browser.ts'),
  'file-details': () => import('./files/file-details.ts'),
  'file-share': () => import('./files/file-share.ts'),
  'file-upload': () => import('./files/file-upload.ts'),
  'file-viewer': () => import('./files/file-viewer.ts'),
  'record-card': () => import('./links/record-card.ts'),
  'people-picker': () => import('./people/people-picker.ts'),
  'scheduled-list': () => import('./chat/scheduled-list.ts'),
  'search-box': () => import('./search/search-box.ts'),
  'channel-export': () => import('./transfer/channel-export.ts'),
  'voice-message': () => import('./voice/voice-message.ts'),
  'voice-recorder': () => import('./voice/voice-recorder.ts'),
};
const missing = new Set(Object.keys(elements));

/** Loads the elements that are in `root`, also under their prefixed names, and goes on doing so while it changes. One that did not come is tried again with the next of its kind. */
export function loadElements(root: Document | ShadowRoot): void {
  const load = ({ localName }: Element) => {
    const tag = plainName(localName);
    if (missing.delete(tag)) elements[tag]!().catch(() => missing.add(tag));
  };
  const loadWithin = (parent: ParentNode) => { for (const element of parent.querySelectorAll(':not(:defined)')) load(element); };
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        load(node);
        loadWithin(node);
      }
    }
  }).observe(root, { childList: true, subtree: true });
  loadWithin(root);
}
