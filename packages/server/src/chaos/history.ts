import type { Message } from '@corridor/sdk';

/** What became of what somebody did. `kept`: the page was closed before the answer, and had it stored. `unknown`: nobody was told, and nothing that stayed knew of it: a request without an outbox, or a page whose databases failed. */
export type Outcome = 'open' | 'acknowledged' | 'refused' | 'kept' | 'unknown';

/** What somebody did, in the order of doing. */
export interface Act {
  readonly user: string;
  readonly kind: 'send' | 'edit' | 'delete' | 'react' | 'unreact' | 'read' | 'create';
  readonly channelId: string;
  readonly messageId?: string;
  readonly text?: string;
  readonly emoji?: string;
  /** How far it was read; of what was acknowledged, where the answer says it stands. */
  seq?: number;
  outcome: Outcome;
  /** It may have lain stored while later pages, which could not read it, went on: it came or comes at any time after it was done. */
  isLate?: boolean;
  why?: string;
}

/** A stored change as a page was told of it. A page is one life of a client. */
export interface Heard { readonly user: string; readonly page: number; readonly channelId: string; readonly id: string; readonly seq: number; readonly changedSeq: number }

export interface SeenChannel { readonly id: string; readonly kind: string; readonly readSeq: number; readonly unread: number; readonly mentions: number; readonly messages: readonly Message[] }

/** All that somebody sees in the end. */
export interface View { readonly user: string; readonly isFresh: boolean; readonly unread: number; readonly mentions: number; readonly channels: readonly SeenChannel[] }

export interface History {
  readonly channels: readonly { readonly id: string; readonly members: readonly string[]; readonly isFirst: boolean }[];
  readonly acts: readonly Act[];
  readonly heard: readonly Heard[];
  /** Pages that were told that too much was missed to be told singly. */
  readonly resets: readonly { readonly user: string; readonly channelId: string }[];
  /** What is stored, by channel, as the history of each tells it. */
  readonly stored: ReadonlyMap<string, readonly Message[]>;
  readonly views: readonly View[];
}
