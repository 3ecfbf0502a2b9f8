// A file of a conversation as a picture, a row, or a voice to listen to.
import type { FileSummary, FileForm } from '@corridor/sdk';
import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as acts from '../base/icon-shapes.acts.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatShort, msg, str } from '../base/localisation.ts';
import { carriedOn } from '../files/carried.ts';
import { formatBytes, formatLength, kindName, measure, nameParts, shapeOf } from '../files/file-words.ts';
import type { FoundFile } from './conversation-files.found.ts';

export interface ItemView {
  language: string;
  nameOf(userId: string): string;
  pictureOf(file: FileSummary): string | undefined;
  /** The one that the keyboard stands at. */
  isActive: boolean;
  open(): void;
  save(): void;
  go(): void;
}

/** As what a file is shown small; undefined where it has no picture. */
export const smallForm = ({ renditions, mediaType, bytes, state }: FileSummary): FileForm | undefined =>
  (state !== 'ready' ? undefined : renditions.includes('thumbnail') ? 'thumbnail' : renditions.includes('preview') ? 'preview' : /^image\/(png|jpeg|gif|webp|avif)$/.test(mediaType) && bytes < 1_000_000 ? 'original' : undefined);

const from = ({ language, nameOf }: ItemView, { senderId, sentAt }: FoundFile['message']): TemplateResult =>
  html`<span class="meta cut"><bdi>${nameOf(senderId)}</bdi> · <time datetime=${sentAt} title=${formatFull(language, sentAt)}>${formatShort(language, sentAt)}</time></span>`;

const way = ({ isActive, go }: ItemView, { file }: FoundFile): TemplateResult =>
  html`<button class="icon go" type="button" tabindex=${isActive ? 0 : -1} aria-label=${msg(str`Go to the message with ${file.name}`)} title=${msg('Go to message')} @click=${go}>${icon(acts.linkTo, 'small')}</button>`;

export function mediaItem(view: ItemView, found: FoundFile): TemplateResult {
  const { file, message } = found, { language, isActive } = view, picture = view.pictureOf(file), length = file.facts.duration, isThere = file.state !== 'quarantined';
  const label = msg(str`${file.name}, from ${view.nameOf(message.senderId)}, ${formatFull(language, message.sentAt)}`);
  return html`<li class="tile" part="item">
    <button class="open" type="button" tabindex=${isActive ? 0 : -1} aria-label=${label} title=${file.name} aria-disabled=${isThere ? nothing : 'true'} @click=${isThere ? view.open : nothing}>
      ${picture ? html`<img src=${picture} alt="" decoding="async" draggable="false" />` : icon(isThere ? shapeOf(file) : shapes.shield)}
      ${file.kind === 'video' ? html`<span class="length">${icon(shapes.video, 'small')}${length === undefined ? nothing : formatLength(language, length)}</span>` : nothing}
    </button>${way(view, found)}</li>`;
}

export function documentItem(view: ItemView, found: FoundFile): TemplateResult {
  const { file, message } = found, { language, isActive } = view, [start, end] = nameParts(file.name), isThere = file.state !== 'quarantined', key = isActive ? 0 : -1;
  const facts = file.state === 'checking' ? [formatBytes(language, file.bytes), msg('Being checked…')] : isThere ? [kindName(file), measure(language, file), formatBytes(language, file.bytes)] : [msg('Blocked: found to be harmful')];
  return html`<li class="row" part="item">
    <span class="sign">${icon(isThere ? shapeOf(file) : shapes.shield)}</span>
    <span class="about">
      <button class="open name" type="button" tabindex=${key} title=${file.name} aria-disabled=${isThere ? nothing : 'true'} @click=${isThere ? view.open : nothing}><bdi class="cut">${start}</bdi><bdi>${end}</bdi></button>
      <span class="meta cut">${facts.filter(Boolean).join(' · ')}</span>${from(view, message)}
    </span>
    ${isThere ? html`<button class="icon" type="button" tabindex=${key} aria-label=${msg(str`Download ${file.name}`)} title=${msg(str`Download ${file.name}`)} @click=${view.save}>${icon(shapes.download, 'small')}</button>` : nothing}${way(view, found)}</li>`;
}

/** Its player has keys of its own. */
export function voiceItem(view: ItemView, found: FoundFile): TemplateResult {
  const { message } = found, card = carriedOn(message);
  return html`<li class="voice" part="item"><div class="who">${from(view, message)}${way({ ...view, isActive: true }, found)}</div><voice-card .message=${card ? { ...message, card } : message}></voice-card></li>`;
}
