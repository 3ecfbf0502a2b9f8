import { atom } from 'nanostores';
import { later } from '../core/later.ts';
import type { CallWord } from '../protocol/calls.tell.ts';
import type { CallInfo } from '../protocol/calls.ts';
import type { Link } from '../transport/transport.ts';
import type { CallWords, ControlInput, Pen, Words, WordStores } from './call.words.ts';

const load = () => import('./call.words.ts');

export interface WordsDoor extends CallWords {
  /** For the session: somebody has said something. */
  hear(from: string, words: readonly CallWord[]): void;
  follow(call: CallInfo): void;
  close(): void;
}

/** What is said in a call beside voices: there at once, and loaded when the first of it is said, heard or drawn. */
export function wordsOf(link: Link, me: () => string): WordsDoor {
  const stores: WordStores = { reactions: atom([]), strokes: atom({}), captions: atom([]), control: atom(undefined) };
  let loading: Promise<Words> | undefined, words: Words | undefined, call: CallInfo | undefined;
  const loaded = () => {
    loading ??= load().then(({ Words: Loaded }) => {
      words = new Loaded(link, me, stores);
      if (call) words.follow(call);
      return words;
    });
    loading.catch(() => { loading = undefined; }); // tried again with the next word
    return loading;
  };
  const tell = (work: (words: Words) => void) => {
    if (words) work(words);
    else loaded().then(work, () => undefined);
  };
  return later(loaded, {
    ...stores,
    draw: (...from: Parameters<Words['draw']>): Pen => {
      let pen: Pen | undefined;
      tell((one) => { pen = one.draw(...from); });
      return { to: (point) => { tell(() => pen?.to(point)); }, end: () => { tell(() => pen?.end()); } };
    },
    onInput: (listener: (input: ControlInput, from: string) => void) => {
      let off: (() => void) | undefined, isOff = false;
      tell((one) => { if (!isOff) off = one.onInput(listener); });
      return () => {
        isOff = true;
        off?.();
      };
    },
    hear: (from: string, said: readonly CallWord[]) => { tell((one) => { one.hear(from, said); }); },
    follow: (now: CallInfo) => {
      call = now;
      words?.follow(now);
    },
    close: () => { words?.close(); },
  });
}
