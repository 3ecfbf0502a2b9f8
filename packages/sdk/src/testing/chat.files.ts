import { carriedOn } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import type { Parsed } from '../protocol/contract.ts';
import { refuse, type Handlers } from './call.ts';
import { canSee, seenMessages, visibleChannel } from './channels.ts';
import { filesOn } from './files.ts';

const groupOf = (isVoice: boolean, kind: string) => (isVoice ? 'voice' : kind === 'image' || kind === 'video' ? 'media' : 'documents');

function answers({ card }: Message, { group, kind, query }: Parsed<'chat.files'>): boolean {
  const carried = carriedOn(card), said = carried?.type === 'voice' ? carried.transcript ?? '' : '', words = query?.toLowerCase();
  return filesOn(card).some((file) => (!group || group === groupOf(carried?.type === 'voice', file.kind)) && (!kind || kind === file.kind) && (words === undefined || `${file.name}\n${said}`.toLowerCase().includes(words)));
}

export const carriedHandlers: Pick<Handlers<'chat'>, 'chat.files'> = {
  'chat.files': (call, input) => {
    const channel = visibleChannel(call, input.channelId), threads = [...call.tenant.channels.values()].filter(({ thread }) => thread?.channelId === channel.id && thread);
    const found = [channel, ...threads.filter((thread) => canSee(call, thread))].flatMap((one) => seenMessages(call, one)).filter((message) => !message.deletedAt && answers(message, input));
    const place = ({ sentAt, id }: Message) => `${sentAt} ${id}`, { cursor, limit } = input;
    if (cursor !== undefined && !/^[\dTZ:.-]+ [\da-f-]{36}$/.test(cursor)) refuse('invalid-input', 'cursor: give the `next` of the page before');
    const rest = found.sort((a, b) => (place(a) < place(b) ? 1 : -1)).filter((message) => cursor === undefined || place(message) < cursor), items = rest.slice(0, limit);
    return { items, ...(rest.length > items.length && { next: place(items.at(-1)!) }) };
  },
};
