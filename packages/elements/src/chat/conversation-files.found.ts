import type { Corridor, CorridorError, FileKind, FileSummary, Input, Output } from '@corridor/sdk';
import { carriedOn, filesOn } from '../files/carried.ts';

export type CarriedGroup = NonNullable<Input<'chat.files'>['group']>;
type Message = Output<'chat.files'>['items'][number];
export interface FileFilter { group: CarriedGroup; kind?: FileKind | undefined; query?: string | undefined }

/** A file with the message that carries it. */
export interface FoundFile { file: FileSummary; message: Message }

const groupOf = (message: Message, { kind }: FileSummary): CarriedGroup => (carriedOn(message)?.type === 'voice' ? 'voice' : kind === 'image' || kind === 'video' ? 'media' : 'documents');

/** Those of a message's files that a filter lets through, as the server sees it. */
export function filesFor(message: Message, { group, kind, query }: FileFilter): FileSummary[] {
  const carried = carriedOn(message), words = query?.toLowerCase(), said = carried?.type === 'voice' ? carried.transcript ?? '' : '';
  return filesOn(message).filter((file) => groupOf(message, file) === group && (!kind || file.kind === kind) && (!words || `${file.name}\n${said}`.toLowerCase().includes(words)));
}

const latestFirst = (one: Message, other: Message): number => (`${one.sentAt} ${one.id}` < `${other.sentAt} ${other.id}` ? 1 : -1);

/** What one filter finds in a conversation: asked for page by page, then kept up to date by what is heard. */
export class FoundFiles {
  /** Undefined until the first answer. */
  files: readonly FoundFile[] | undefined;
  error: CorridorError | undefined;
  isAsking = false;
  readonly #corridor: Corridor;
  readonly #channelId: string;
  readonly #filter: FileFilter;
  readonly #changed: () => void;
  readonly #ends: (() => void)[];
  #messages: Message[] | undefined;
  #next: string | undefined;
  #round = 0;

  constructor(corridor: Corridor, channelId: string, filter: FileFilter, changed: () => void) {
    this.#corridor = corridor;
    this.#channelId = channelId;
    this.#filter = filter;
    this.#changed = changed;
    this.#ends = [
      corridor.on('chat.message', (message) => this.#learn(message)),
      corridor.on('chat.reset', (reset) => { if (reset.channelId === channelId) this.again(); }),
      // What happened meanwhile is not told afterwards.
      corridor.connection.subscribe((connection) => { if (connection === 'online') this.again(); else if (!this.#messages && connection === 'offline') void this.more(); }),
    ];
  }

  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  again(): void {
    this.#round++;
    this.isAsking = false;
    this.#next = undefined;
    void this.more(true);
  }

  async more(isAnew = false): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    this.error = undefined;
    this.#changed();
    const round = this.#round, cursor = this.#next;
    try {
      const { items, next } = await this.#corridor.chat.files({ channelId: this.#channelId, ...this.#filter, limit: 60, ...(cursor !== undefined && { cursor }) });
      if (round !== this.#round) return;
      this.#messages = isAnew || !this.#messages ? items : [...this.#messages, ...items.filter(({ id }) => !this.#messages!.some((one) => one.id === id))];
      this.#next = next;
    } catch (error) {
      if (round !== this.#round) return;
      if (this.#isUnwritten((error as CorridorError).code)) this.#messages = [];
      else this.error = error as CorridorError;
    }
    this.isAsking = false;
    this.#show();
  }

  end(): void {
    this.#round++;
    for (const end of this.#ends) end();
  }

  /** A record's conversation is made by its first message. */
  #isUnwritten(code: CorridorError['code']): boolean {
    return code === 'not-found' && this.#corridor.chat.conversation(this.#channelId).channel.get()?.lastSeq === 0;
  }

  /** Of a thread only what is in one that something was found in: others are known once they are asked for anew. */
  #learn(message: Message): void {
    const messages = this.#messages;
    if (!messages || (message.channelId !== this.#channelId && !messages.some(({ channelId }) => channelId === message.channelId))) return;
    const others = messages.filter(({ id }) => id !== message.id), isIn = !message.deletedAt && filesFor(message, this.#filter).length > 0, last = messages.at(-1);
    if (!isIn && others.length === messages.length) return;
    const isBeyond = this.#next !== undefined && last !== undefined && latestFirst(message, last) > 0;
    this.#messages = isIn && !isBeyond ? [...others, message].sort(latestFirst) : others;
    this.#show();
  }

  #show(): void {
    this.files = this.#messages?.flatMap((message) => filesFor(message, this.#filter).map((file) => ({ file, message })));
    this.#changed();
  }
}
