import { Timers } from '../../core/timers.ts';
import type { CallEncryption } from '../call.ts';
import { codeOf, commitmentTo, type OwnKeys, randomBytes, setOf, toBase64, unwrap, wrap } from './agreement.ts';

/**
 * What devices say to each other: my public key; my secret of that id, for you alone; I have yours; I lack yours. `commit` binds me to a number for this set of keys, which `reveal` says once
 * everybody is bound.
 */
export type KeyWord =
  | { readonly hello: string }
  | { readonly secret: string; readonly id: number }
  | { readonly has: number }
  | { readonly lacks: true }
  | { readonly commit: string; readonly set: string }
  | { readonly reveal: string; readonly set: string };

export interface KeysSurroundings {
  readonly callId: string;
  readonly me: string;
  readonly own: OwnKeys;
  send(to: string, word: KeyWord): void;
  /** Frames are encrypted with it from now on. */
  useMine(id: number, secret: Uint8Array<ArrayBuffer>): void;
  useTheirs(from: string, id: number, secret: Uint8Array<ArrayBuffer>): void;
  /** Nothing of theirs is decrypted any more. */
  drop(from: string): void;
  onState(state: CallEncryption): void;
}

interface Other {
  publicKey: string | undefined;
  /** Ids of keys: the last one of theirs that I have, and of mine that they have. */
  theirs: number;
  has: number;
  /** They have said no key for so long that something is wrong. */
  isLate: boolean;
  /** Their device is not heard of for now: nothing is expected of it. */
  isAway: boolean;
}

/** What those of a set of keys are bound to, and have said. */
interface Round { readonly nonce: string; isSaid: boolean; readonly bound: Map<string, string>; readonly said: Map<string, string> }

interface Secret { readonly id: number; readonly secret: Uint8Array<ArrayBuffer> }

/** A new key is used once all have it, and after so long whoever has not. */
const switchMs = 1000;
/** Who has not said their keys by then cannot. */
const lateMs = 15_000;
/** Said again at most so often. */
const againMs = 1000;
const mostEarly = 32, mostRounds = 200;

/**
 * Who has which key: each device encrypts with a secret of its own, and gives it to each other one, encrypted for that one. Another secret follows whoever comes or goes, so that nobody reads what was
 * before or comes after. The server passes all of this on, and can read none of it; the code says whether it has passed on the right public keys.
 */
export class Keys {
  readonly #around: KeysSurroundings;
  readonly #others = new Map<string, Other>();
  /** Said by those who are not known to be here yet. */
  readonly #early = new Map<string, KeyWord[]>();
  readonly #rounds = new Map<string, Round>();
  /** By public key: secrets of before the last one are not taken, whoever says them again. */
  readonly #highest = new Map<string, number>();
  readonly #timers = new Timers();
  #used: Secret | undefined;
  #next: Secret | undefined;
  #lastId = 0;
  #code: string | undefined;
  #isTampered = false;
  #work: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(around: KeysSurroundings) {
    this.#around = around;
    this.#change();
  }

  /** Who is in the call now, without me. */
  setPeers(peers: readonly { readonly id: string; readonly isAway?: boolean }[]): void {
    const here = new Set(peers.map(({ id }) => id)), gone = [...this.#others.keys()].filter((id) => !here.has(id)), come = [...here].filter((id) => !this.#others.has(id));
    for (const id of gone) this.#forgetOne(id);
    for (const id of come) this.#meet(id);
    for (const { id, isAway = false } of peers) this.#others.get(id)!.isAway = isAway;
    if (gone.length === 0 && come.length === 0) { this.#show(); return; }
    this.#change();
    for (const id of come) {
      for (const word of this.#early.get(id) ?? []) this.hear(id, word);
      this.#early.delete(id);
    }
    this.#after(() => this.#agree());
  }

  /** One after the other, as they were said. */
  hear(from: string, word: KeyWord): void {
    if (!this.#others.has(from)) {
      if (this.#early.size < mostEarly) this.#early.set(from, [...this.#early.get(from) ?? [], word].slice(-mostEarly));
      return;
    }
    this.#after(() => this.#take(from, word));
  }

  /** What was said may have been lost: the way of the words has become another one. */
  renew(): void { for (const id of this.#others.keys()) this.#after(() => this.#greet(id)); }

  /** Another page speaks for them. */
  forget(id: string): void {
    if (!this.#others.has(id)) return;
    this.#forgetOne(id);
    this.#meet(id);
    this.#change();
  }

  /** Frames of theirs came that no key is known for. */
  miss(from: string): void {
    if (!this.#others.has(from) || this.#timers.has(`lack ${from}`)) return;
    this.#timers.set(`lack ${from}`, againMs, () => undefined);
    this.#around.send(from, { lacks: true });
  }

  close(): void {
    this.#isClosed = true;
    this.#timers.stopAll();
  }

  /** For tests: once all that was said so far is dealt with. */
  get settled(): Promise<unknown> { return this.#work; }

  #after(work: () => unknown): void { this.#work = this.#work.then(() => (this.#isClosed ? undefined : work())).catch(() => undefined); }

  #meet(id: string): void {
    this.#others.set(id, { publicKey: undefined, theirs: 0, has: 0, isLate: false, isAway: false });
    this.#timers.set(`late ${id}`, lateMs, () => { this.#others.get(id)!.isLate = true; this.#show(); });
    this.#around.send(id, { hello: this.#around.own.publicKey });
  }

  #forgetOne(id: string): void {
    this.#others.delete(id);
    for (const name of ['late', 'lack', 'again']) this.#timers.stop(`${name} ${id}`);
    this.#around.drop(id);
  }

  /** Another secret of mine: for all who are here now, and nobody else. */
  #change(): void {
    this.#next = { id: ++this.#lastId, secret: randomBytes(32) };
    this.#code = undefined;
    for (const id of this.#others.keys()) this.#after(() => this.#give(id));
    if (this.#others.size === 0 || !this.#used) this.#switch();
    else this.#timers.set('switch', switchMs, () => { this.#switch(); });
    this.#show();
  }

  #switch(): void {
    this.#timers.stop('switch');
    if (!this.#next) return;
    this.#used = this.#next;
    this.#next = undefined;
    this.#around.useMine(this.#used.id, this.#used.secret);
    this.#show();
  }

  /** What the wrapped secret is about: to be used by nobody else, for nothing else, at no other time. */
  #about(from: string, to: string, id: number): string { return [this.#around.callId, from, to, id].join(' '); }

  async #give(to: string): Promise<void> {
    const mine = this.#next ?? this.#used, publicKey = this.#others.get(to)?.publicKey;
    if (!mine || publicKey === undefined) return;
    const secret = await wrap(this.#around.own, publicKey, this.#about(this.#around.me, to, mine.id), mine.secret);
    if (this.#others.get(to)?.publicKey === publicKey) this.#around.send(to, { secret, id: mine.id });
  }

  /** All that they need of me. */
  async #greet(id: string): Promise<void> {
    this.#around.send(id, { hello: this.#around.own.publicKey });
    await this.#give(id);
    for (const [set, round] of this.#rounds) if (round.bound.has(id) || set === this.#set) this.#speak(id, set, round);
  }

  #speak(to: string, set: string, { bound, nonce, isSaid }: Round): void {
    const commit = bound.get(this.#around.me);
    if (commit !== undefined) this.#around.send(to, { commit, set });
    if (isSaid) this.#around.send(to, { reveal: nonce, set });
  }

  async #take(from: string, word: KeyWord): Promise<void> {
    const other = this.#others.get(from);
    if (!other) return;
    if ('hello' in word) await this.#meetKey(from, other, word.hello);
    else if ('secret' in word) await this.#learn(from, other, word);
    else if ('has' in word) this.#hasMine(other, word.has);
    else if ('lacks' in word) await this.#again(from);
    else await this.#round(from, word);
    this.#show();
  }

  async #meetKey(from: string, other: Other, publicKey: string): Promise<void> {
    if (other.publicKey === publicKey) return;
    if (other.publicKey !== undefined) { // another device, or another page of it
      this.#around.drop(from);
      Object.assign(other, { theirs: 0, has: 0 });
      other.publicKey = publicKey;
      this.#change();
    } else {
      other.publicKey = publicKey;
      await this.#give(from);
    }
    await this.#agree();
  }

  async #learn(from: string, other: Other, { secret, id }: { secret: string; id: number }): Promise<void> {
    if (other.publicKey === undefined || !Number.isSafeInteger(id)) { this.miss(from); return; }
    if (id > other.theirs && id >= (this.#highest.get(other.publicKey) ?? 0)) {
      const opened = await unwrap(this.#around.own, other.publicKey, this.#about(from, this.#around.me, id), secret);
      if (this.#others.get(from) !== other) return;
      other.theirs = id;
      this.#highest.set(other.publicKey, id);
      other.isLate = false;
      this.#timers.stop(`late ${from}`);
      this.#around.useTheirs(from, id, opened);
    }
    this.#around.send(from, { has: other.theirs });
  }

  #hasMine(other: Other, id: number): void {
    if (id > this.#lastId) return;
    other.has = Math.max(other.has, id);
    const { id: next } = this.#next ?? { id: 0 };
    if (next && [...this.#others.values()].every(({ publicKey, has }) => publicKey === undefined || has >= next)) this.#switch();
  }

  async #again(from: string): Promise<void> {
    if (this.#timers.has(`again ${from}`)) return;
    this.#timers.set(`again ${from}`, againMs, () => undefined);
    await this.#greet(from);
  }

  #set = '';

  /** A code for the keys that are here now: everybody is bound to a number first. */
  async #agree(): Promise<void> {
    const keys = new Map([[this.#around.me, this.#around.own.publicKey]]);
    for (const [id, { publicKey }] of this.#others) {
      if (publicKey === undefined) return;
      keys.set(id, publicKey);
    }
    if (keys.size === 1) { this.#set = ''; return; }
    const set = this.#set = await setOf(this.#around.callId, keys), round = this.#roundOf(set), { me } = this.#around;
    if (!round.bound.has(me)) {
      round.bound.set(me, await commitmentTo(set, me, round.nonce));
      for (const id of this.#others.keys()) this.#speak(id, set, round);
    }
    await this.#advance(set, round);
  }

  #roundOf(set: string): Round {
    let round = this.#rounds.get(set);
    if (!round) this.#rounds.set(set, round = { nonce: toBase64(randomBytes(32)), isSaid: false, bound: new Map(), said: new Map() });
    if (this.#rounds.size > mostRounds) this.#rounds.delete([...this.#rounds.keys()].find((one) => one !== this.#set && one !== set)!);
    return round;
  }

  /** The first number that somebody is bound to counts. */
  async #round(from: string, word: { commit?: string; reveal?: string; set: string }): Promise<void> {
    const round = this.#roundOf(word.set);
    if (word.commit !== undefined && !round.bound.has(from)) round.bound.set(from, word.commit);
    if (word.reveal !== undefined && !round.said.has(from)) round.said.set(from, word.reveal);
    if (word.set === this.#set) await this.#advance(word.set, round);
  }

  async #advance(set: string, round: Round): Promise<void> {
    const { me } = this.#around, all = [me, ...this.#others.keys()];
    if (!all.every((id) => round.bound.has(id))) return;
    if (!round.isSaid) {
      round.isSaid = true;
      round.said.set(me, round.nonce);
      for (const id of this.#others.keys()) this.#around.send(id, { reveal: round.nonce, set });
    }
    if (!all.every((id) => round.said.has(id))) return;
    const nonces = new Map(all.map((id) => [id, round.said.get(id)!]));
    for (const [id, nonce] of nonces) if (await commitmentTo(set, id, nonce) !== round.bound.get(id)) this.#isTampered = true;
    const code = await codeOf(set, nonces);
    if (set === this.#set && !this.#isTampered) this.#code = code;
  }

  #show(): void {
    if (this.#isClosed) return;
    const others = [...this.#others.values()].filter(({ isAway }) => !isAway), epoch = this.#lastId;
    if (this.#isTampered) this.#around.onState({ state: 'failed', epoch, reason: 'tampered' });
    else if (others.some(({ isLate }) => isLate)) this.#around.onState({ state: 'failed', epoch, reason: 'peer' });
    else if (this.#next || others.some(({ theirs, has }) => theirs === 0 || has < this.#used!.id)) this.#around.onState({ state: 'preparing', epoch });
    else this.#around.onState({ state: 'on', epoch, ...(this.#code !== undefined && others.length > 0 && { code: this.#code }) });
  }
}
