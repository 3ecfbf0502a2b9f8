import type { MyChannel } from '../protocol/chat.ts';
import type { Payload } from '../protocol/contract.ts';
import type { Message } from './message.ts';

export interface ChatEventMap {
  /** A stored change of a message, once for each, in its channel's order; in every channel that is mine or open. */
  'chat.message': Message;
  /** So much was missed that it is not told singly: what was known of the channel's messages is void. */
  'chat.reset': { channelId: string };
  'chat.typing': { channelId: string; userId: string };
  'chat.read': { channelId: string; userId: string; seq: number };
  /** I am in this channel now, or in another role. */
  'chat.channel': MyChannel;
  'chat.left': { channelId: string };
  /** I saved a message, or did so no more, on one of my devices. */
  'chat.saved': Payload<'chat.saved'>;
  /** I voted in a poll, on one of my devices. */
  'chat.voted': Payload<'chat.voted'>;
  /** A draft of mine changed, on one of my devices. */
  'chat.draft': Payload<'chat.draft'>;
  /** What became of a scheduled message of mine; null: it was sent or cancelled. */
  'chat.scheduled': Payload<'chat.scheduled'>;
}

export interface ChatEvents { tell<N extends keyof ChatEventMap>(name: N, payload: ChatEventMap[N]): void }
