// A draft belongs to a person and a conversation, and to this tab: two tabs may well write two different things.
const keyOf = (owner: string, channelId: string): string => `corridor:draft:${owner}:${channelId}`;

/** What somebody had begun to write; survives navigation and reloads as long as the tab is open. */
export function loadDraft(owner: string, channelId: string): string {
  try {
    return sessionStorage.getItem(keyOf(owner, channelId)) ?? '';
  } catch {
    return ''; // a sandboxed page has no storage
  }
}

export function saveDraft(owner: string, channelId: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(keyOf(owner, channelId), text);
    else sessionStorage.removeItem(keyOf(owner, channelId));
  } catch {
    // No storage, or it is full: the text is still in the field.
  }
}
