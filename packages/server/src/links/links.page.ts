import type { PageCard } from '@corridor/sdk/protocol';
import { Parser } from 'htmlparser2';
import type { Fetched } from './links.safe.ts';

export type Page = Omit<PageCard, 'type' | 'url'>;

const names: Record<string, 'title' | 'description' | 'site' | undefined> = {
  'og:title': 'title', 'twitter:title': 'title', 'og:description': 'description', 'twitter:description': 'description', description: 'description', 'og:site_name': 'site',
};

/** The parser goes through all that are open with each that opens. */
const deepestHead = 100;

/** What a page says of itself in its head; null where it says no title. */
export function readPage({ contentType, body }: Pick<Fetched, 'contentType' | 'body'>): Page | null {
  const found: Partial<Record<'title' | 'description' | 'site', string>> = {};
  let heading = '', isInTitle = false, isOver = false, open = 0;
  const parser = new Parser({
    onopentag(name, { property, name: named, content }) {
      if (name === 'body' || ++open > deepestHead) end();
      if (isOver) return;
      isInTitle = name === 'title' && heading === '';
      const key = name === 'meta' ? names[(property ?? named ?? '').toLowerCase()] : undefined;
      if (key && content) found[key] ??= content;
    },
    ontext(text) { if (isInTitle && !isOver && heading.length < 2000) heading += text; },
    onclosetag(name) {
      open--;
      if (name === 'title') isInTitle = false;
      if (name === 'head') end();
    },
  }, { decodeEntities: true });
  function end(): void {
    isOver = true;
    parser.pause(); // the rest is not looked at
  }
  parser.end(decode(contentType, body));
  const title = plain(found.title ?? heading, 200), description = plain(found.description, 300), site = plain(found.site, 100);
  return title ? { title, ...(description ? { description } : {}), ...(site ? { site } : {}) } : null;
}

/** By what the header says, else the page, else UTF-8. */
function decode(contentType: string, body: Buffer): string {
  const label = /charset=["']?([\w-]+)/i.exec(contentType)?.[1] ?? /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(body.subarray(0, 1024).toString('latin1'))?.[1];
  try { return new TextDecoder(label).decode(body); } catch { return new TextDecoder().decode(body); }
}

/** On one line, without what steers or hides text, cut between characters. */
function plain(text: string | undefined, most: number): string {
  const clean = (text ?? '').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim().toWellFormed();
  if (clean.length <= most) return clean;
  return `${clean.slice(0, most - 1).toWellFormed().replace(/\ufffd$/, '').trimEnd()}…`;
}
