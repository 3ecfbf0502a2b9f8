import { Lexer, type MarkedToken, type Token, Tokenizer, type Tokens } from 'marked';
import { addressAt } from './message-text.links.ts';

/** `<@ada>`, `<@&buyers>`, `<#channel>`, `<!here>`: somebody or something named in a text. */
export interface Reference { type: 'reference'; raw: string; sign: '@' | '@&' | '#' | '!'; id: string }
export interface Hashtag { type: 'hashtag'; raw: string; tag: string }
export type TextToken = MarkedToken | Reference | Hashtag;

/** Deeper than anybody writes; what lies below is shown as written. */
const deepest = 12;
/** Each mark that nothing closes is looked for to the end of the text: after so many the others are text. */
const mostUnclosed = 300;
const kept = 500;

const reference = /^<(@&|@|#|!(?=(?:channel|here)>))([^\s<>]{1,1000})>/;
const hashtag = /^#(?=[\p{N}_-]*\p{L})[\p{L}\p{M}\p{N}_-]{1,100}/u;
const beforeHashtag = /(?:^|[^\p{L}\p{M}\p{N}_&#/])$/u;
const word = /[\p{L}\p{N}]/u;

const nextHashtag = (text: string): number => text.indexOf('#');

function readReference(text: string): Reference | undefined {
  const [raw, sign, id] = reference.exec(text) ?? [];
  try {
    return raw && sign && id ? { type: 'reference', raw, sign: sign as Reference['sign'], id: decodeURIComponent(id) } : undefined;
  } catch {
    return undefined;
  }
}

function readHashtag(text: string, before: readonly Token[]): Hashtag | undefined {
  const raw = beforeHashtag.test(before.at(-1)?.raw ?? '') ? hashtag.exec(text)?.[0] : undefined;
  return raw ? { type: 'hashtag', raw, tag: raw.slice(1) } : undefined;
}

/**
 * What of Markdown has a meaning in a message: bold, italic, strike, code, quotes, lists, links, and headings as bold lines. Everything else,
 * HTML first of all, is text; no character of it is lost.
 */
class MessageTokenizer extends Tokenizer {
  #depth = 0;
  #unclosed = 0;

  override html(): undefined {}
  override tag(): undefined {}
  override def(): undefined {}
  override reflink(): undefined {}
  override table(): undefined {}
  override hr(): undefined {}
  override lheading(): undefined {}
  override autolink(): undefined {}
  /** Only what stands between fences is code: indented text is indented text. */
  override code(): undefined {}

  override blockquote(text: string): Tokens.Blockquote | undefined {
    return this.#nested(() => super.blockquote(text));
  }
  override list(text: string): Tokens.List | undefined {
    return this.#nested(() => super.list(text));
  }
  override link(text: string): Tokens.Link | Tokens.Image | undefined {
    return this.#nested(() => super.link(text));
  }
  /** 2*3*4 and snake_case are no markup. */
  override emStrong(text: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    const isMark = /^[*_]/.test(text) && !(before && word.test(before)) && this.#unclosed < mostUnclosed;
    const found = isMark ? this.#nested(() => super.emStrong(text, masked, before)) : undefined;
    if (isMark && !found) this.#unclosed++;
    return found;
  }
  /** Two tildes strike; one means about. */
  override del(text: string, masked: string, before?: string): Tokens.Del | undefined {
    return text.startsWith('~~') ? this.#nested(() => super.del(text, masked, before)) : undefined;
  }
  override url(text: string): Tokens.Link | undefined {
    const found = addressAt(text);
    return found && { type: 'link', raw: found.text, text: found.text, href: found.href, tokens: [{ type: 'text', raw: found.text, text: found.text, escaped: false }] };
  }

  #nested<T>(read: () => T): T | undefined {
    if (this.#depth >= deepest) return undefined;
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}

const known = new Map<string, readonly TextToken[]>();

/** The text's blocks. Rows ask again with every render, so the last few hundred answers are kept. */
export function tokensOf(text: string): readonly TextToken[] {
  let tokens = known.get(text);
  if (tokens) known.delete(text);
  else tokens = read(text);
  known.set(text, tokens);
  if (known.size > kept) known.delete(known.keys().next().value ?? '');
  return tokens;
}

function read(text: string): readonly TextToken[] {
  try {
    const lexer = new Lexer({
      gfm: true, breaks: true, tokenizer: new MessageTokenizer(),
      extensions: { renderers: {}, childTokens: {}, inline: [readReference, readHashtag], startInline: [nextHashtag] },
    });
    return lexer.lex(text) as TextToken[];
  } catch {
    return [{ type: 'text', raw: text, text, escaped: false }]; // a text that the lexer gives up on is shown as written
  }
}
