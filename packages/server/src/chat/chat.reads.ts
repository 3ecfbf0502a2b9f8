import type { Publish } from '../publish.ts';

/** Larger channels are not told who has read how far. */
export const mostReaders = 50;

/** Gathers read positions for a moment and tells those who have the channel open, in one event a channel. */
export interface Reads {
  note(tenant: string, channelId: string, userId: string, seq: number): void;
  close(): void;
}

export function createReads(publish: Publish, gatherMs = 500): Reads {
  const gathered = new Map<string, { tenant: string; channelId: string; positions: Map<string, number> }>();
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    timer = undefined;
    const channels = [...gathered.values()];
    gathered.clear();
    for (const { tenant, channelId, positions } of channels) {
      publish(tenant, [{ audience: { open: channelId }, name: 'chat.reads', payload: { channelId, readers: [...positions].map(([userId, seq]) => ({ userId, seq })) } }]);
    }
  }

  return {
    note(tenant, channelId, userId, seq) {
      const key = `${channelId} ${tenant}`;
      let channel = gathered.get(key);
      if (!channel) gathered.set(key, channel = { tenant, channelId, positions: new Map() });
      channel.positions.set(userId, seq);
      timer ??= setTimeout(tell, gatherMs);
    },
    close: () => { clearTimeout(timer); },
  };
}
