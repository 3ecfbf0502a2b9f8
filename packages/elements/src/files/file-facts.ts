import type { FileInfo } from '@corridor/sdk';
import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { formatFull, formatNumber, msg } from '../base/localisation.ts';
import { formatBytes, formatLength, kindName } from './file-words.ts';

/** All that is known of a file, as terms and their descriptions. */
export function renderFacts(language: string, file: FileInfo, ownerName: string): TemplateResult {
  const { facts } = file, fact = (term: string, value: string | undefined) => (value ? html`<div><dt>${term}</dt><dd dir="auto">${value}</dd></div>` : nothing);
  const shared = { private: msg('Only its owner and where it was sent'), restricted: msg('Whom it is shared with'), organisation: msg('Everybody in the organisation') }[file.visibility];
  return html`<dl>
    ${fact(msg('Kind'), kindName(file))}
    ${fact(msg('Size'), formatBytes(language, file.bytes))}
    ${fact(msg('Dimensions'), facts.width && facts.height ? `${formatNumber(language, facts.width)} × ${formatNumber(language, facts.height)}` : undefined)}
    ${fact(msg('Length'), facts.duration === undefined ? undefined : formatLength(language, facts.duration))}
    ${fact(msg('Pages'), facts.pages ? formatNumber(language, facts.pages) : undefined)}
    ${fact(msg('Title'), facts.title)}
    ${fact(msg('Author'), facts.author)}
    ${fact(msg('Owner'), ownerName)}
    ${fact(msg('Added'), formatFull(language, file.createdAt))}
    ${fact(msg('Changed'), file.changedAt === file.createdAt ? undefined : formatFull(language, file.changedAt))}
    ${fact(msg('Version'), formatNumber(language, file.version))}
    ${fact(msg('Who sees it'), shared)}
    ${fact(msg('Tags'), file.tags.join(', '))}
  </dl>`;
}
