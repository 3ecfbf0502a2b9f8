import type { Draft } from '../protocol/chat.mine.ts';
import type { HostRecord } from '../protocol/chat.ts';
import type { Call, Handlers } from './call.ts';
import { channelToEnter, visibleChannel } from './channels.ts';
import { threadIdOf } from './chat.threads.ts';
import { room } from './hub.ts';
import { find } from './messages.ts';

function draftsOf({ tenant, user }: Call): Map<string, Draft> {
  const drafts = tenant.drafts.get(user) ?? new Map<string, Draft>();
  tenant.drafts.set(user, drafts);
  return drafts;
}

/** The caller sees the channel, or what it would belong to where it is not there yet. */
export function mustSee(call: Call, { channelId, record, threadOf }: { channelId: string; record?: HostRecord | undefined; threadOf?: string | undefined }): void {
  if (record) channelToEnter(call, { channelId, record });
  else if (threadOf !== undefined && threadIdOf(call, threadOf) === channelId) find(call, threadOf);
  else visibleChannel(call, channelId);
}

export const draftHandlers: Pick<Handlers<'chat'>, 'chat.saveDraft' | 'chat.drafts'> = {
  'chat.saveDraft': (call, { channelId, text, record, threadOf }) => {
    mustSee(call, { channelId, record, threadOf });
    const drafts = draftsOf(call), draft: Draft = { channelId, text, version: (drafts.get(channelId)?.version ?? 0) + 1, changedAt: call.now };
    drafts.delete(channelId);
    drafts.set(channelId, draft);
    call.publish(room.user(call.user), 'chat.draft', draft);
    return {};
  },
  'chat.drafts': (call) => ({ items: [...draftsOf(call).values()].reverse().slice(0, 500) }),
};
