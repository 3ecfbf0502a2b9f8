import type { ReadableAtom, WritableAtom } from 'nanostores';
import { Timers } from '../core/timers.ts';
import { uuidv7 } from '../core/uuid.ts';
import { isPresent } from '../protocol/calls.states.ts';
import type { CallWord } from '../protocol/calls.tell.ts';
import type { CallInfo } from '../protocol/calls.ts';
import type { Link } from '../transport/transport.ts';

/** A place on a shared picture: shares of its width and height, from 0 to 1. */
export type Point = readonly [x: number, y: number];
/** `by`: the participant who has drawn it. */
export interface Stroke { readonly id: string; readonly by: string; readonly points: readonly Point[]; readonly isKept: boolean }
export interface Reaction { readonly id: string; readonly by: string; readonly emoji: string }
export interface Caption { readonly by: string; readonly text: string; readonly isFinal: boolean }
/** Somebody asks to act on my screen, or I act on theirs: `asked` of me, `asking` them, `acting` on theirs, `given` to them. */
export interface Control { readonly participantId: string; readonly state: 'asked' | 'asking' | 'acting' | 'given' }
export type ControlInput = Extract<CallWord, { type: 'input' }>['input'];

/** So long reactions and strokes that fade are to be seen, and captions; points are sent in bunches. */
const reactionMs = 5000, fadeMs = 4000, captionMs = 6000, bunchMs = 80;
const mostPoints = 500, mostStrokes = 300;

/** A line while it is drawn. */
export interface Pen { to(point: Point): void; end(): void }

/** What is said in a call beside voices: reactions, lines on a shared screen, captions, and leave to act on a screen. Nothing of it is kept by the server. */
export interface CallWords {
  readonly reactions: ReadableAtom<readonly Reaction[]>;
  /** By participant who shares: the lines on their screen, the oldest first. */
  readonly strokes: ReadableAtom<Readonly<Record<string, readonly Stroke[]>>>;
  readonly captions: ReadableAtom<readonly Caption[]>;
  /** Who acts on whose screen; what that does is the host page's matter: `onInput` and `sendInput` carry it. */
  readonly control: ReadableAtom<Control | undefined>;
  react(emoji: string): Promise<void>;
  /** Draws on the screen that somebody shares; what is not kept fades. */
  draw(screen: string, from: Point, isKept?: boolean): Pen;
  /** Takes my own lines off, or for `isAll` everybody's. */
  clear(screen: string, isAll?: boolean): Promise<void>;
  caption(text: string, isFinal: boolean): Promise<void>;
  askControl(participantId: string): Promise<void>;
  allowControl(isYes: boolean): Promise<void>;
  endControl(): Promise<void>;
  sendInput(input: ControlInput): Promise<void>;
  onInput(listener: (input: ControlInput, from: string) => void): () => void;
}

export interface WordStores {
  readonly reactions: WritableAtom<readonly Reaction[]>;
  readonly strokes: WritableAtom<Readonly<Record<string, readonly Stroke[]>>>;
  readonly captions: WritableAtom<readonly Caption[]>;
  readonly control: WritableAtom<Control | undefined>;
}

export class Words implements CallWords, WordStores {
  readonly reactions: WordStores['reactions'];
  readonly strokes: WordStores['strokes'];
  readonly captions: WordStores['captions'];
  readonly control: WordStores['control'];
  readonly #link: Link;
  readonly #me: () => string;
  readonly #timers = new Timers();
  readonly #listeners = new Set<(input: ControlInput, from: string) => void>();
  /** Who was there at the last look: whoever is new is told what stays on my screen. */
  #there = new Set<string>();

  /** `stores`: where what is said is to be seen. */
  constructor(link: Link, me: () => string, stores: WordStores) {
    this.#link = link;
    this.#me = me;
    this.reactions = stores.reactions;
    this.strokes = stores.strokes;
    this.captions = stores.captions;
    this.control = stores.control;
  }

  hear(from: string, words: readonly CallWord[]): void { for (const word of words) this.#take(from, word); }

  /** Lines on a screen that is not shared any more are gone; who is new sees those that stay on mine. */
  follow({ participants }: CallInfo): void {
    const there = new Set(participants.filter(isPresent).map(({ id }) => id)), me = this.#me(), sharing = new Set(participants.filter((one) => isPresent(one) && one.media.screen).map(({ id }) => id));
    const strokes = this.strokes.get(), left = Object.entries(strokes).filter(([screen]) => sharing.has(screen));
    if (left.length < Object.keys(strokes).length) this.strokes.set(Object.fromEntries(left));
    const kept = (this.strokes.get()[me] ?? []).filter(({ isKept }) => isKept);
    for (const id of there) {
      if (id === me || this.#there.has(id) || this.#there.size === 0) continue;
      for (const { id: strokeId, by, points } of kept) void this.#tell([{ type: 'stroke', screen: me, strokeId, points: points.map(([x, y]) => [x, y]), isKept: true, by }], id);
    }
    this.#there = there;
    const control = this.control.get();
    if (control && (!there.has(control.participantId) || !sharing.has(control.state === 'asked' || control.state === 'given' ? me : control.participantId))) this.control.set(undefined);
  }

  close(): void {
    this.#timers.stopAll();
    this.#listeners.clear();
    this.reactions.set([]);
    this.strokes.set({});
    this.captions.set([]);
    this.control.set(undefined);
  }

  async react(emoji: string): Promise<void> {
    this.#take(this.#me(), { type: 'reaction', emoji });
    await this.#tell([{ type: 'reaction', emoji }]);
  }

  draw(screen: string, from: Point, isKept = false): Pen {
    const id = uuidv7(), waiting: [number, number][] = [];
    let sent = 0;
    const send = () => {
      this.#timers.stop(`pen ${id}`);
      const points = waiting.splice(0);
      if (points.length > 0) void this.#tell([{ type: 'stroke', screen, strokeId: id, points, isKept }]).catch(() => { this.#drop(screen, (stroke) => stroke.id !== id); }); // nobody else sees it
    };
    const to = ([x, y]: Point) => {
      const point: [number, number] = [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
      if (++sent > mostPoints * 4) return;
      waiting.push(point);
      this.#take(this.#me(), { type: 'stroke', screen, strokeId: id, points: [point], isKept });
      if (waiting.length >= mostPoints) send();
      else if (!this.#timers.has(`pen ${id}`)) this.#timers.set(`pen ${id}`, bunchMs, send);
    };
    to(from);
    return { to, end: send };
  }

  async clear(screen: string, isAll = false): Promise<void> {
    const word: CallWord = { type: 'clear', screen, ...(isAll && { isAll }) };
    await this.#tell([word]);
    this.#take(this.#me(), word);
  }

  async caption(text: string, isFinal: boolean): Promise<void> {
    this.#take(this.#me(), { type: 'caption', text, isFinal });
    await this.#tell([{ type: 'caption', text, isFinal }]);
  }

  async askControl(participantId: string): Promise<void> {
    await this.#tell([{ type: 'control', act: 'ask' }], participantId);
    this.control.set({ participantId, state: 'asking' });
  }

  async allowControl(isYes: boolean): Promise<void> {
    const asked = this.control.get();
    if (asked?.state !== 'asked') return;
    this.control.set(isYes ? { ...asked, state: 'given' } : undefined);
    await this.#tell([{ type: 'control', act: isYes ? 'allow' : 'refuse' }], asked.participantId);
  }

  async endControl(): Promise<void> {
    const control = this.control.get();
    this.control.set(undefined);
    if (control) await this.#tell([{ type: 'control', act: 'end' }], control.participantId);
  }

  async sendInput(input: ControlInput): Promise<void> {
    const control = this.control.get();
    if (control?.state === 'acting') await this.#tell([{ type: 'input', input }], control.participantId);
  }

  onInput(listener: (input: ControlInput, from: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #tell(words: CallWord[], to?: string): Promise<void> { await this.#link.request('calls.tell', { participantId: this.#me(), words, ...(to !== undefined && { to }) }); }

  #take(from: string, word: CallWord): void {
    switch (word.type) {
      case 'reaction': this.#show(this.reactions, { id: uuidv7(), by: from, emoji: word.emoji }, reactionMs); return;
      case 'caption': {
        this.captions.set([...this.captions.get().filter(({ by, isFinal }) => by !== from || isFinal), { by: from, text: word.text, isFinal: word.isFinal }].slice(-4));
        this.#timers.set('captions', captionMs, () => { this.captions.set([]); });
        return;
      }
      case 'stroke': this.#draw(word.by ?? from, word); return;
      case 'clear': this.#drop(word.screen, ({ id, by }) => (word.strokeId === undefined ? !word.isAll && by !== from : id !== word.strokeId)); return;
      case 'control': this.#hearControl(from, word.act); return;
      case 'input': if (this.control.get()?.state === 'given' && this.control.get()?.participantId === from) for (const listener of this.#listeners) listener(word.input, from);
    }
  }

  #hearControl(from: string, act: 'ask' | 'allow' | 'refuse' | 'end'): void {
    const control = this.control.get(), isTheirs = control?.participantId === from;
    if (act === 'ask') { if (!control) this.control.set({ participantId: from, state: 'asked' }); }
    else if (act === 'allow') { if (isTheirs && control.state === 'asking') this.control.set({ participantId: from, state: 'acting' }); }
    else if (isTheirs) this.control.set(undefined);
  }

  #draw(by: string, { screen, strokeId: id, points, isKept }: Extract<CallWord, { type: 'stroke' }>): void {
    const all = this.strokes.get(), here = all[screen] ?? [], known = here.find((stroke) => stroke.id === id && stroke.by === by);
    const stroke: Stroke = { id, by, isKept, points: [...known?.points ?? [], ...points] };
    this.strokes.set({ ...all, [screen]: known ? here.map((one) => (one === known ? stroke : one)) : [...here, stroke].slice(-mostStrokes) });
    if (!isKept) this.#timers.set(`fade ${id}`, fadeMs, () => { this.#drop(screen, (one) => one.id !== id); });
  }

  #drop(screen: string, isLeft: (stroke: Stroke) => boolean): void {
    const all = this.strokes.get(), here = all[screen];
    if (here) this.strokes.set({ ...all, [screen]: here.filter(isLeft) });
  }

  #show<T extends { id: string }>(list: { get(): readonly T[]; set(value: readonly T[]): void }, one: T, ms: number): void {
    list.set([...list.get(), one].slice(-12));
    this.#timers.set(`show ${one.id}`, ms, () => { list.set(list.get().filter(({ id }) => id !== one.id)); });
  }
}
