// What a full page has beside the conversation itself. Loaded where there is one.
import '../chat/channel-browser.ts';
import '../chat/chat-hint.ts';
import '../chat/chat-preferences.ts';
import '../chat/chat-sidebar.ts';
import '../chat/conversation-details.ts';
import '../chat/new-conversation.ts';
import '../chat/saved-list.ts';
import '../chat/scheduled-list.ts';
import '../chat/shortcut-sheet.ts';
import '../chat/thread-list.ts';
import '../chat/thread-view.ts';
import '../search/search-box.ts';
