// What a page tells while nobody looks at it. Loaded where the browser has been allowed to show it.
import { type Corridor, type Message, type MyChannel, namesMe } from '@corridor/sdk';
import { languageOf, msg, str } from '../base/localisation.ts';
import { titleOf } from './conversation-title.ts';
import { newMessages } from './message-list.news.ts';
import { namesBy, plainText } from './message-text.ts';

export type Wanted = 'all' | 'mentions' | 'nothing';

/** Tells of messages for an element as long as it is on the page; to be called again with each client it has. */
export function notifyFor(host: Element & { show(channelId: string, seq?: number): void }, corridor: Corridor): void {
  const known = followed.get(host);
  if (known?.corridor === corridor) return;
  known?.notifications.stop();
  const notifications: BrowserNotifications = new BrowserNotifications(corridor, {
    language: () => languageOf(host),
    wanted() {
      if (host.isConnected) return corridor.me.get()?.preferences?.desktop ?? 'mentions';
      notifications.stop();
      followed.delete(host);
      return 'nothing';
    },
    show: (channelId, seq) => host.show(channelId, seq),
  });
  followed.set(host, { corridor, notifications });
}
const followed = new WeakMap<Element, { corridor: Corridor; notifications: BrowserNotifications }>();

interface Surroundings {
  language(): string;
  /** `mentions`: what names me, and what comes in direct conversations and in threads that I follow. */
  wanted(): Wanted;
  show(channelId: string, seq: number): void;
  readonly gatherMs?: number;
}

/** Messages that come in the same breath are told as one; who reads on another device in this time is told nothing. */
const usualGatherMs = 1000;
const longestText = 200;

/** Shows a browser's notification for what is meant for me while the page is in the background; in several tabs the same one takes the place of the other. */
export class BrowserNotifications {
  readonly #corridor: Corridor;
  readonly #around: Surroundings;
  readonly #off: () => void;
  /** Of each channel, the newest message that needs no telling any more. */
  readonly #told = new Map<string, number>();
  readonly #gathered = new Map<string, Message[]>();
  readonly #shown = new Map<string, Notification>();
  /** Names are read while somebody listens for them. */
  readonly #names: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(corridor: Corridor, around: Surroundings) {
    this.#corridor = corridor;
    this.#around = around;
    const off = corridor.on('chat.message', (message) => this.#hear(message));
    addEventListener('focus', this.#onFocus);
    this.#off = () => {
      off();
      removeEventListener('focus', this.#onFocus);
      clearTimeout(this.#timer);
      for (const release of this.#names.splice(0)) release();
      this.#closeAll();
    };
  }

  stop(): void {
    this.#off();
  }

  #hear(message: Message): void {
    const { channelId, seq } = message;
    const isUntouched = !message.deletedAt && !message.editedAt && !message.thread && !message.pinned && !Object.keys(message.reactions).length;
    const isNew = seq > (this.#told.get(channelId) ?? (isUntouched ? 0 : seq));
    this.#told.set(channelId, Math.max(seq, this.#told.get(channelId) ?? 0));
    if (!isNew || !isUntouched || document.hasFocus() || !this.#isMeant(message)) return;
    this.#gathered.set(channelId, [...(this.#gathered.get(channelId) ?? []), message]);
    const named = message.mentions?.flatMap((one) => (one.startsWith('@') ? [one.slice(1)] : [])) ?? [];
    for (const userId of [message.senderId, ...named]) this.#names.push(this.#corridor.people.person(userId).subscribe(() => {}));
    this.#timer ??= setTimeout(() => this.#tell(), this.#around.gatherMs ?? usualGatherMs);
  }

  #channel(channelId: string): MyChannel | undefined {
    const { channels, myThreads } = this.#corridor.chat;
    return [...channels.get(), ...myThreads.get()].find(({ id }) => id === channelId);
  }

  #isMeant(message: Message): boolean {
    const me = this.#corridor.me.get(), channel = this.#channel(message.channelId), notify = channel?.membership?.notify ?? 'nothing', wanted = this.#around.wanted();
    if (!me || message.senderId === me.id || notify === 'nothing' || wanted === 'nothing' || this.#corridor.presence.mine.get()?.status === 'do-not-disturb') return false;
    return namesMe(message, me.id, me.groups) || (notify === 'all' && (wanted === 'all' || channel?.kind === 'direct' || channel?.kind === 'thread'));
  }

  #tell(): void {
    this.#timer = undefined;
    for (const [channelId, messages] of this.#gathered) {
      const channel = this.#channel(channelId), unread = messages.filter(({ seq }) => seq > (channel?.membership?.readSeq ?? Infinity));
      if (channel && unread.length && !document.hasFocus()) this.#show(channel, unread);
    }
    this.#gathered.clear();
    for (const release of this.#names.splice(0)) release();
  }

  #show(channel: MyChannel, messages: readonly Message[]): void {
    const corridor = this.#corridor, language = this.#around.language(), last = messages.at(-1)!;
    const sender = corridor.people.person(last.senderId).get().name;
    const place = titleOf(channel, corridor.me.get()?.id, language, (userId) => corridor.people.person(userId).get().name).name;
    const words = plainText(last.text, namesBy(corridor, (store) => store.get())).slice(0, longestText);
    try {
      this.#shown.get(channel.id)?.close();
      const notification = new Notification(channel.kind === 'direct' ? sender : msg(str`${sender} in ${place}`), {
        tag: last.id, lang: language, body: messages.length > 1 ? `${newMessages(messages.length, language)}\n${words}` : words,
      });
      notification.onclick = () => {
        window.focus();
        notification.close();
        this.#around.show(channel.id, last.seq);
      };
      this.#shown.set(channel.id, notification);
    } catch { /* Some phones allow this to workers alone. */ }
  }

  readonly #onFocus = (): void => this.#closeAll();

  #closeAll(): void {
    for (const notification of this.#shown.values()) notification.close();
    this.#shown.clear();
  }
}
