import { fromBlocks } from './slack.blocks.ts';
import { escaped, fromMrkdwn, link, type Names } from './slack.text.ts';
import type { SlackAttachment, SlackFile } from './slack.types.ts';

/** A file as a link. The key that exports add to its address would open it to every reader, so it goes. */
export function fileLine(file: SlackFile | null): string {
  const name = file?.title || file?.name || 'file';
  if (!file || file.mode === 'tombstone') return `📎 ${escaped(file?.name ?? 'file')} (deleted in Slack)`;
  if (file.mode === 'hidden_by_limit') return `📎 ${escaped(name)} (hidden by Slack's limit)`;
  const address = withoutKey(file.is_external || file.mode === 'external' ? file.external_url ?? file.url_private ?? file.permalink : file.permalink ?? file.url_private);
  return address === undefined ? `📎 ${escaped(name)}` : `📎 ${link(address, name)}`;
}

function withoutKey(address: string | undefined): string | undefined {
  if (!address) return undefined;
  try {
    const url = new URL(address);
    if (url.searchParams.get('t')?.startsWith('xox')) url.searchParams.delete('t');
    return url.href;
  } catch { return undefined; }
}

const quoted = (text: string) => text.split('\n').map((line) => `> ${line}`).join('\n');

/** What an integration has hung on a message, as a quote; undefined for the preview of a link that stands in the text anyway. */
export function attachmentLines(attachment: SlackAttachment, text: string, names: Names): string | undefined {
  const { from_url: from, is_msg_unfurl: isMessage, is_share: isShare, title, title_link: address, author_name: author, pretext, fields = [], blocks, message_blocks: shared } = attachment;
  const original = attachment.original_url ?? from;
  if (!isMessage && !isShare && original !== undefined && text.includes(original)) return undefined;
  const heading = title && (address ? link(address, title) : `**${escaped(title)}**`);
  const body = blocks?.length ? fromBlocks(blocks, names) : attachment.text ? fromMrkdwn(attachment.text, names) : (shared ?? []).map(({ message }) => fromBlocks(message?.blocks ?? [], names)).join('\n');
  const told = [author && `**${escaped(author)}**`, heading, body, ...fields.map((field) => `**${escaped(field.title ?? '')}** ${fromMrkdwn(field.value ?? '', names)}`.trim()),
    attachment.image_url && link(attachment.image_url)].filter(Boolean).join('\n') || (attachment.fallback ? fromMrkdwn(attachment.fallback, names) : '');
  return [pretext && fromMrkdwn(pretext, names), told && quoted(told)].filter(Boolean).join('\n') || undefined;
}
