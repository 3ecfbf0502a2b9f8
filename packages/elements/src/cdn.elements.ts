// Every element but the provider and those that the chat widget is made of, loaded when a page first holds one.
import { plainName } from './base/define.ts';

const elements: Readonly<Record<string, () => Promise<unknown>>> = {
  'chat-app': () => import('./app/chat-app.ts'),
  'call-button': () => import('./calls/call-button.ts'),
  'call-controls': () => import('./calls/call-controls.ts'),
  'call-effects': () => import('./calls/call-effects.ts'),
  'call-figures': () => import('./calls/call-figures.ts'),
  'call-encryption': () => import('./calls/call-encryption.ts'),
  'call-history': () => import('./calls/call-history.ts'),
  'call-panel': () => import('./calls/call-panel.ts'),
  'call-quality': () => import('./calls/call-quality.ts'),
  'call-people': () => import('./calls/call-people.ts'),
  'coming-calls': () => import('./calls/coming-calls.ts'),
  'schedule-call': () => import('./calls/schedule-call.ts'),
  'scheduled-call': () => import('./calls/scheduled-call.ts'),
  'meeting-settings': () => import('./meetings/meeting-settings.ts'),
  'meeting-preview': () => import('./meetings/meeting-preview.ts'),
  'call-recording': () => import('./calls/call-recording.ts'),
  'call-recording-mark': () => import('./calls/call-recording.ts'),
  'call-recordings': () => import('./calls/call-recordings.ts'),
  'meeting-room': () => import('./meetings/meeting-room.ts'),
  'incoming-call': () => import('./calls/incoming-call.ts'),
  'screen-share': () => import('./calls/screen-share.ts'),
  'video-grid': () => import('./calls/video-grid.ts'),
  'channel-browser': () => import('./chat/channel-browser.ts'),
  'channel-editor': () => import('./chat/channel-editor.ts'),
  'channel-metadata': () => import('./chat/channel-metadata.ts'),
  'channel-preferences': () => import('./chat/channel-preferences.ts'),
  'chat-hint': () => import('./chat/chat-hint.ts'),
  'chat-preferences': () => import('./chat/chat-preferences.ts'),
  'chat-sidebar': () => import('./chat/chat-sidebar.ts'),
  'conversation-details': () => import('./chat/conversation-details.ts'),
  'conversation-files': () => import('./chat/conversation-files.ts'),
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
  'call-preflight': () => import('./calls/call-preflight.ts'),
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
  'channel-voice': () => import('./voice/channel-voice.ts'),
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
