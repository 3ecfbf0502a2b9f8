// What a full page has beside the conversation itself. Loaded where there is one.
import './channel-browser.ts';
import './chat-sidebar.ts';
import './conversation-details.ts';
import './new-conversation.ts';
import './shortcut-sheet.ts';
import './thread-list.ts';
import './thread-view.ts';
import '../search/search-box.ts';
