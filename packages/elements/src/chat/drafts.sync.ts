import type { Corridor } from '@corridor/sdk';

/** After the last key, in ms. */
const pauseMs = 1500;

/** A field that shows a draft. */
export interface DraftField {
  channelId(): string;
  /** Nobody is writing in it right now. */
  isAtRest(): boolean;
  /** The draft as it would be sent. */
  outgoing(): string;
  show(text: string): void;
}

/** Drafts of one person, the same on all devices: written after a pause, and when a field is left. What is being typed here is never replaced. */
export class Drafts {
  readonly #corridor: Corridor;
  /** As the server has them. */
  readonly #known = new Map<string, { text: string; version: number }>();
  /** As they were here when they were last told or taken over. */
  readonly #here = new Map<string, string>();
  /** Typed here and not yet told. */
  readonly #unsaved = new Map<string, string>();
  readonly #fields = new Set<DraftField>();
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onPagehide = (): void => this.flush();

  constructor(corridor: Corridor) {
    this.#corridor = corridor;
    corridor.connection.subscribe((connection) => { if (connection === 'online') void this.#load(); });
    let me = corridor.me.get()?.id;
    corridor.me.subscribe((now) => {
      if (!now || now.id === me) return;
      if (me !== undefined) for (const kept of [this.#known, this.#here, this.#unsaved]) kept.clear();
      me = now.id;
    });
    corridor.on('chat.draft', ({ channelId, text, version }) => this.#learn(channelId, text, version));
  }

  /** Whether something was begun there. */
  has(channelId: string): boolean {
    return (this.#unsaved.get(channelId) ?? this.#known.get(channelId)?.text ?? '').trim() !== '';
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A field shows a conversation; what was begun elsewhere comes into it when nothing was begun here. */
  enter(field: DraftField): void {
    this.#fields.add(field);
    addEventListener('pagehide', this.#onPagehide);
    const channelId = field.channelId(), shown = field.outgoing();
    // Typed before this was at hand, or on the page before.
    if (shown && !this.#here.has(channelId) && shown !== this.#known.get(channelId)?.text) this.typed(channelId, shown);
    else this.#offer(field);
  }

  leave(field: DraftField): void {
    this.#fields.delete(field);
    if (!this.#fields.size) removeEventListener('pagehide', this.#onPagehide);
    this.flush();
  }

  typed(channelId: string, text: string): void {
    this.#unsaved.set(channelId, text);
    clearTimeout(this.#timer);
    if (text) this.#timer = setTimeout(() => this.flush(), pauseMs);
    else this.flush();
    this.#tell();
  }

  /** Tells the server now. What it cannot be told waits for the next connect. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#corridor.connection.get() !== 'online') return;
    for (const [channelId, text] of this.#unsaved) {
      this.#unsaved.delete(channelId);
      const before = this.#known.get(channelId);
      this.#here.set(channelId, text);
      if ((before?.text ?? '') === text) continue;
      this.#known.set(channelId, { text, version: before?.version ?? 0 });
      this.#corridor.chat.saveDraft(channelId, text).catch(() => { if (!this.#unsaved.has(channelId)) this.#unsaved.set(channelId, text); });
    }
  }

  async #load(): Promise<void> {
    const drafts = await this.#corridor.chat.drafts({}).catch(() => undefined);
    for (const { channelId, text, version } of drafts?.items ?? []) this.#learn(channelId, text, version);
    this.flush();
  }

  #learn(channelId: string, text: string, version: number): void {
    const before = this.#known.get(channelId);
    if (before && before.version >= version) return;
    this.#known.set(channelId, { text, version });
    for (const field of this.#fields) if (field.channelId() === channelId) this.#offer(field);
    this.#tell();
  }

  /** What was begun elsewhere takes the place of what was not touched here since. */
  #offer(field: DraftField): void {
    const channelId = field.channelId(), known = this.#known.get(channelId);
    const shown = field.outgoing();
    if (!known || shown === known.text || this.#unsaved.has(channelId)) return;
    if (shown !== '' && (shown !== this.#here.get(channelId) || !field.isAtRest())) return;
    this.#here.set(channelId, known.text);
    field.show(known.text);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const all = new WeakMap<Corridor, Drafts>();

/** The drafts of a client. */
export function draftsOf(corridor: Corridor): Drafts {
  const drafts = all.get(corridor) ?? new Drafts(corridor);
  all.set(corridor, drafts);
  return drafts;
}

