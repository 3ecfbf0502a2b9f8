import { type CallInfo, type CallMedia, isLive, type MediaAnswer, type MediaEvent, type MediaRequest } from '@corridor/sdk/protocol';
import { createNodes, type Node } from './nodes.ts';
import { createDue } from '../../due.ts';
import { away, endRoom, Room } from './room.ts';
import type { RoomBook } from './rooms.ts';

/** Where calls that are too large for a mesh get their media: Janus, which nobody but this server speaks to. */
export interface Sfu {
  /** `none`: not configured. */
  state(): 'none' | 'ready' | 'unreachable';
  /** From who is in a call on this route, as the call is now: the caller has looked. */
  hear(tenant: string, call: CallInfo, participantId: string, data: MediaRequest): Promise<MediaAnswer>;
  /** A call has changed: who is out of it is put out here, and what is over is ended. */
  follow(tenant: string, call: CallInfo): void;
  /** Others hear or see it no more, whatever the participant's client does, until their own word that they send it is taken. */
  mute(callId: string, participantId: string, kind: keyof CallMedia): Promise<void>;
  /** Recordings that are made in the rooms of this process now. */
  recorded(): { readonly tenant: string; readonly callId: string; readonly recordingId: string }[];
  close(): Promise<void>;
}

export interface SfuConfig {
  readonly urls: readonly string[];
  readonly secret?: string | undefined;
  /** What Janus asks of who makes rooms, where it is configured so. */
  readonly adminKey?: string | undefined;
}

interface Surroundings {
  readonly config: SfuConfig;
  /** The folder in which Janus is to write what is recorded. */
  readonly recordings?: string | undefined;
  readonly tell: (tenant: string, call: { callId: string; epoch: number }, participantId: string, event: MediaEvent) => void;
  /** Its media server is lost: the call is to go on in another epoch. */
  readonly onLost: (tenant: string, callId: string, epoch: number) => void;
  readonly log: (url: string, error: unknown) => void;
  readonly book: RoomBook;
  readonly onError: (error: unknown) => void;
  /** Between two looks for rooms whose call is over, such as those that a killed process has left. */
  readonly lookMs: number;
  /** Between two times that the same is told to a participant who has not said that it arrived. */
  readonly repeatMs?: number | undefined;
}

export const noSfu: Sfu = { state: () => 'none', hear: () => Promise.reject(away()), follow: () => undefined, mute: () => Promise.resolve(), recorded: () => [], close: () => Promise.resolve() };

/** Rooms live in the process that made them; a call keeps its room, and so its Janus, for an epoch. */
export function createSfu({ config: { urls, secret, adminKey }, recordings, tell, onLost, log, book, onError, lookMs, repeatMs = 2000 }: Surroundings): Sfu {
  if (urls.length === 0) return noSfu;
  const rooms = new Map<string, { tenant: string; room: Room }>();
  const nodes = createNodes({ urls, secret, log, onGone: (node) => { lose(node); } });

  function drop(callId: string, isThere: boolean): Promise<void> | undefined {
    const known = rooms.get(callId);
    rooms.delete(callId);
    return known?.room.close(isThere);
  }

  function lose(node: Node): void {
    for (const [callId, { tenant, room }] of [...rooms]) {
      if (room.node !== node) continue;
      void drop(callId, false); // noted still: where Janus was not gone but out of reach, the room is found again
      onLost(tenant, callId, room.epoch);
    }
  }

  function follow(tenant: string, call: CallInfo): void {
    const known = rooms.get(call.id);
    if (!known || call.epoch < known.room.epoch) return;
    if (call.epoch > known.room.epoch || call.route !== 'sfu' || !isLive(call)) void drop(call.id, true);
    else known.room.follow(call);
  }

  function roomOf(tenant: string, call: CallInfo): Room {
    follow(tenant, call);
    const known = rooms.get(call.id);
    if (known) {
      if (known.room.epoch !== call.epoch) throw away(); // asked about a call that has changed meanwhile
      return known.room;
    }
    const node = nodes.least();
    if (!node?.now) throw away();
    const room = new Room(call, node.now, adminKey, { node, recordings, repeatMs, note: (noted) => book.note(tenant, noted), forget: (id) => book.forget(tenant, id), tell: (participantId, event) => { tell(tenant, { callId: call.id, epoch: call.epoch }, participantId, event); } });
    rooms.set(call.id, { tenant, room });
    room.made.catch(() => { if (rooms.get(call.id)?.room === room) void drop(call.id, true); }); // who asks again gets another one
    room.follow(call);
    return room;
  }

  /** Ends rooms whose call is over, whoever made them; those of calls that are on are nobody's but their own process'. */
  async function look(isClosing: () => boolean): Promise<null> {
    for (const { tenant, id, callId, url, room, secret } of await book.over(nodes.all.flatMap(({ url, now }) => (now ? [url] : [])))) {
      if (isClosing()) break;
      const control = nodes.all.find((node) => node.url === url)?.now?.control;
      if (rooms.get(callId)?.room.id === id) await drop(callId, true); // another process has ended its call
      else if (control && await endRoom(control, room, secret)) await book.forget(tenant, id);
    }
    return null;
  }
  const looking = createDue({ look, netMs: lookMs, onError });

  return {
    state: () => (nodes.least() ? 'ready' : 'unreachable'),
    hear: async (tenant, call, participantId, data) => roomOf(tenant, call).hear(participantId, data),
    follow,
    mute: async (callId, participantId, kind) => { await rooms.get(callId)?.room.mute(participantId, kind, true); },
    recorded: () => [...rooms].flatMap(([callId, { tenant, room: { recordingId } }]) => (recordingId === undefined ? [] : [{ tenant, callId, recordingId }])),
    async close() {
      await looking.close();
      await Promise.all([...rooms.keys()].map(async (callId) => drop(callId, true)));
      nodes.close();
    },
  };
}
