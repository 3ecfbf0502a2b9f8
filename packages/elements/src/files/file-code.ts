// A small tokenizer for reading, not for compilers: comments, strings, numbers and the words that a language keeps for itself.

export type TokenKind = 'comment' | 'string' | 'number' | 'word' | 'tag' | undefined;
export interface Token { text: string; kind: TokenKind }

const braces = 'abstract async await break case catch class const continue debugger default delete do else enum export extends false final finally for from func function go if implements import in instanceof int interface let long namespace new nil null package private protected public return static struct super switch this throw throws true try type typeof undefined using var void while with yield';
const scripts = 'and as assert async await begin break class continue def del elif else elsif end ensure except export False finally fi for from function global if import in is lambda local module None nil nonlocal not or pass raise require rescue return self then True try unless until while with yield do done case esac echo';
const queries = 'add alter and as asc between by case create delete desc distinct drop else end exists foreign from group having in index inner insert into is join key left like limit not null on or order outer primary references right select set table then union unique update values view when where with';

const wordsOf = (list: string, flags = '') => new RegExp(`\\b(?:${list.replaceAll(' ', '|')})\\b`, `${flags}y`);
const number = /\b(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b/iy;
const quoted = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/y;

type Rules = readonly (readonly [RegExp, TokenKind])[];
const braced: Rules = [[/\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*/y, 'comment'], [/`(?:\\.|[^`\\])*`?/y, 'string'], [quoted, 'string'], [number, 'number'], [wordsOf(braces), 'word']];
const scripted: Rules = [[/#[^\n]*/y, 'comment'], [/"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)/y, 'string'], [quoted, 'string'], [number, 'number'], [wordsOf(scripts), 'word']];
const marked: Rules = [[/<!--[^]*?(?:-->|$)/y, 'comment'], [/<\/?[\w:-]+|\/?>/y, 'tag'], [/"[^"]*"|'[^'\n]*'/y, 'string']];
const queried: Rules = [[/--[^\n]*|\/\*[^]*?(?:\*\/|$)/y, 'comment'], [quoted, 'string'], [number, 'number'], [wordsOf(queries, 'i'), 'word']];
const styled: Rules = [[/\/\*[^]*?(?:\*\/|$)/y, 'comment'], [quoted, 'string'], [/#[\da-f]{3,8}\b|-?\d*\.?\d+(?:px|em|rem|%|s|ms|vh|vw|fr)?/iy, 'number'], [/@[\w-]+|[\w-]+(?=\s*:)/y, 'word']];

const rulesByEnding = new Map<string, Rules>([
  ...'js mjs cjs ts tsx jsx java c h cc cpp hpp cs php go rs swift kt scala json jsonc dart'.split(' ').map((ending): [string, Rules] => [ending, braced]),
  ...'py rb sh bash zsh yml yaml toml ini conf pl r ps1'.split(' ').map((ending): [string, Rules] => [ending, scripted]),
  ...'html htm xml svg vue xhtml xsd xsl'.split(' ').map((ending): [string, Rules] => [ending, marked]),
  ['sql', queried], ...'css scss less'.split(' ').map((ending): [string, Rules] => [ending, styled]),
]);

/** Lines of tokens, by the ending of the file's name; undefined for a language that is not known. */
export function highlighted(text: string, name: string): Token[][] | undefined {
  const rules = rulesByEnding.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
  if (!rules) return undefined;
  const lines: Token[][] = [[]];
  const put = (part: string, kind: TokenKind) => {
    for (const [index, line] of part.split('\n').entries()) {
      if (index) lines.push([]);
      if (line) lines.at(-1)!.push({ text: line, kind });
    }
  };
  let plainFrom = 0, at = 0;
  while (at < text.length) {
    let found: { end: number; kind: TokenKind } | undefined;
    for (const [rule, kind] of rules) {
      rule.lastIndex = at;
      if (rule.test(text)) { found = { end: rule.lastIndex, kind }; break; }
    }
    if (!found || found.end === at) {
      // The rest of a word is no beginning of another one.
      const [rest = ''] = /^(?:[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$])/u.exec(text.slice(at, at + 200)) ?? [];
      at += rest.length || 1;
      continue;
    }
    put(text.slice(plainFrom, at), undefined);
    put(text.slice(at, found.end), found.kind);
    at = plainFrom = found.end;
  }
  put(text.slice(plainFrom), undefined);
  return lines;
}
