import type { Channel, Corridor } from '@corridor/sdk';

const internal = 'internal';

/** Whom a conversation is for; a thread is for those of the conversation it belongs to. */
export function audienceOf(corridor: Corridor, channel: Channel | undefined): string {
  const home = channel?.thread ? corridor.chat.conversation(channel.thread.channelId).channel.get() : channel;
  return home?.record?.audience ?? internal;
}

/** Whether words from a conversation for `from` would reach others in one for `to`: who brings them there is asked first. Both are audiences, as of `audienceOf`. */
export const crossesAudience = (from: string, to: string): boolean => to !== internal && from !== to;

interface Copied { text: string; audience: string }
const key = 'corridor:copied';
let copied: Copied | undefined;

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Remembers what somebody copied last, and from among whom, as long as this tab is open. */
export function noteCopied(text: string, audience: string): void {
  copied = { text: plain(text), audience };
  try {
    sessionStorage.setItem(key, JSON.stringify(copied));
  } catch {
    // A sandboxed page has no storage; it is remembered as long as the page.
  }
}

/** Among whom a text was copied; undefined where it comes from elsewhere. */
export function copiedFrom(text: string): string | undefined {
  try {
    copied ??= JSON.parse(sessionStorage.getItem(key) ?? 'null') as Copied | undefined;
  } catch {
    // somebody else's value in it
  }
  const pasted = plain(text);
  return copied?.text && pasted && (copied.text.includes(pasted) || pasted.includes(copied.text)) ? copied.audience : undefined;
}

interface Showing { channelId: string; corridor?: Corridor }
const shown = /(^|-)(message-list|thread-view|message-row)$/;

/** Text that somebody selects and copies in a conversation. */
export function watchCopies(): void {
  document.addEventListener('copy', (event) => {
    const within = event.composedPath().find((one): one is HTMLElement & Showing => one instanceof HTMLElement && shown.test(one.localName) && 'channelId' in one);
    const roots = event.composedPath().filter((one): one is ShadowRoot & { getSelection?: () => Selection | null } => one instanceof ShadowRoot);
    const text = [document.getSelection(), ...roots.map((root) => root.getSelection?.())].map((selection) => selection?.toString() ?? '').find(Boolean);
    if (within?.corridor && text) noteCopied(text, audienceOf(within.corridor, within.corridor.chat.conversation(within.channelId).channel.get()));
  });
}
