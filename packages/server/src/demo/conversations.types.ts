import type { GroupKind, HostRecord, ThreadStatus } from '@corridor/sdk/protocol';

/** A file of `examples/erp/attachments`, and what it is called in the demo. With `duration` (seconds) and `peaks` it is a voice message. */
export interface DemoFile { readonly path: string; readonly name: string; readonly tags?: string[]; readonly duration?: number; readonly peaks?: number[] }

/** What became of a message, and what hangs on it. */
export interface DemoExtras {
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
  /** How it reads since its sender corrected it. */
  readonly corrected?: string;
  readonly pinnedBy?: string;
  readonly savedBy?: string;
  /** Makes it a poll: votes by the places of the options, which count from 0. */
  readonly poll?: { readonly options: string[]; readonly isMultiple?: boolean; readonly votes: Readonly<Record<string, number[]>> };
  /** Passes on the message that begins like this, from a conversation further up. */
  readonly forwards?: string;
  /** Comes from the ERP, which asks for the approval of this order; without a text of its own. */
  readonly approvalOf?: string;
  /** Carries this file. */
  readonly file?: DemoFile;
  readonly replies?: readonly DemoMessage[];
  readonly thread?: { readonly status?: ThreadStatus; readonly category?: string; readonly tags?: string[] };
}

/** `<#Purchasing>` in a text stands for the channel of that name, `<orders>` for the address of the orders' pages. */
export type DemoMessage = readonly [senderId: string, minutesAgo: number, text: string, extras?: DemoExtras];

/** A conversation as the demo starts with it: of a record, between people, or a channel. */
export interface DemoConversation {
  readonly record?: HostRecord;
  readonly between?: readonly [string, ...string[]];
  readonly channel?: {
    readonly name: string; readonly kind: GroupKind; readonly isPublic?: boolean; readonly description: string; readonly owner: string; readonly members: string[]; readonly isArchived?: boolean;
  };
  readonly messages: readonly DemoMessage[];
  /** How many of the last messages each person has not read yet. */
  readonly unread?: Readonly<Record<string, number>>;
  /** Whose conversations this one is among by being named; who writes is anyway. */
  readonly readers?: readonly string[];
  /** How people keep it in their list. */
  readonly kept?: Readonly<Record<string, { isPinned?: boolean; section?: string; notify?: 'all' | 'mentions' | 'nothing' }>>;
  readonly drafts?: Readonly<Record<string, string>>;
  /** What somebody lets go out tomorrow morning. */
  readonly tomorrow?: Readonly<Record<string, string>>;
}
