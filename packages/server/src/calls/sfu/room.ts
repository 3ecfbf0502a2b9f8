import { type CallInfo, type CallMedia, isPresent, type MediaAnswer, type MediaAsked, type MediaEvent, type MediaRequest, type MediaSlot, refuseMedia } from '@corridor/sdk/protocol';
import { randomUUID } from 'node:crypto';
import { CallError } from '../../errors.ts';
import { type Handle, JanusError, JanusGone } from './janus.ts';
import type { Node } from './nodes.ts';
import { nameOfPiece } from './recordings.ts';
import type { NotedRoom } from './rooms.ts';
import { Seat } from './seat.ts';

interface Surroundings {
  readonly node: Node; readonly recordings: string | undefined; readonly tell: (participantId: string, event: MediaEvent) => void; readonly repeatMs: number;
  /** Before it is made: false where there is to be none. */
  readonly note: (room: NotedRoom) => Promise<boolean>;
  /** It is there no more. */
  readonly forget: (id: string) => Promise<unknown>;
}

export const away = () => new CallError('unavailable', 'The media server does not answer; try again in a moment', { retryAfterMs: 500 });
const gone = () => new CallError('conflict', 'The media server knows nothing of this connection; begin another one', { isGone: true });
const nobody = () => new CallError('not-found', 'You are nobody of that id in a call');

/** As high as a tile of a recording is, at least, of so many. */
const recordedHeight = (count: number): number => (count < 2 ? 720 : count < 5 ? 360 : 240);
/** What those in a room may send together with one connection, in bit/s: a camera in three layers and a screen. */
const mostBitrate = 4_000_000;

const kinds = ['microphone', 'camera', 'screen'] as const;
const slotsOf: Readonly<Record<keyof CallMedia, readonly MediaSlot[]>> = { microphone: ['microphone'], camera: ['camera'], screen: ['screen', 'screenAudio'] };
const nothing: CallMedia = { microphone: false, camera: false, screen: false };

/** What is not somebody's to send. What the server knows them to send they may: it has taken that, or has stopped what it takes no more. */
const barredFrom = (settings: CallInfo['settings'], participant: CallInfo['participants'][number]): Set<MediaSlot> =>
  new Set(kinds.flatMap((kind) => (!participant.media[kind] && refuseMedia(settings, participant, nothing, { [kind]: true }) ? slotsOf[kind] : [])));

const noSuchRoom = 426;

/** Whether it is there no more. */
export const endRoom = (control: Handle, room: number | string, secret: string): Promise<boolean> =>
  control.ask({ request: 'destroy', room, secret }).then(() => true, (error: unknown) => error instanceof JanusError && error.code === noSuchRoom);

/** The room of one call in one epoch. Its name, its secret and its pin are known to nobody but this server, which alone speaks to Janus. */
export class Room {
  /** Among those that are noted. */
  readonly id = randomUUID();
  readonly epoch: number;
  readonly node: Node;
  readonly #around: Surroundings;
  readonly #now: NonNullable<Node['now']>;
  readonly #id: number | string;
  readonly #secret = randomUUID();
  readonly #pin = randomUUID();
  readonly #seats = new Map<string, Seat>();
  readonly #muted = new Map<string, Set<MediaSlot>>();
  #barred: ReadonlyMap<string, ReadonlySet<MediaSlot>> = new Map();
  /** What Janus was told to hold back, by the places of a seat. */
  readonly #heldBack = new WeakMap<Seat, Set<string>>();
  readonly #made: Promise<unknown>;
  #isNoted = false;
  #version = 0;
  /** What is recorded now, and since when without a pause. */
  #recording: { id: string; stretch: number; people: ReadonlySet<string> } | undefined;
  #present: ReadonlySet<string> = new Set();

  constructor(call: CallInfo, now: NonNullable<Node['now']>, adminKey: string | undefined, around: Surroundings) {
    this.#around = around;
    this.#now = now;
    this.epoch = call.epoch;
    this.node = around.node;
    this.node.calls++;
    this.#id = now.newId();
    this.#made = this.#make(call.id, adminKey);
    this.#made.catch(() => undefined); // told to who asks
  }

  async #make(callId: string, adminKey: string | undefined): Promise<void> {
    const { recordings, note } = this.#around;
    if (!await note({ id: this.id, callId, epoch: this.epoch, url: this.node.url, room: this.#id, secret: this.#secret })) throw away();
    this.#isNoted = true;
    await this.#now.control.ask({
      request: 'create', room: this.#id, secret: this.#secret, pin: this.#pin, is_private: true, permanent: false, publishers: 1000, bitrate: mostBitrate, fir_freq: 0,
      ...(recordings !== undefined && { rec_dir: recordings }), audiocodec: 'opus', videocodec: 'vp8', opus_fec: true, audiolevel_event: false, notify_joining: false, ...(adminKey !== undefined && { admin_key: adminKey }),
    });
  }

  /** Once there is a room at the media server; rejects where there will be none. */
  get made(): Promise<unknown> { return this.#made; }

  /** What Janus records of it now. */
  get recordingId(): string | undefined { return this.#recording?.id; }

  /** Who is in the call now: whoever is not is put out at once. An older call than what is known says nothing. */
  follow(call: CallInfo): void {
    if (call.version < this.#version) return;
    this.#version = call.version;
    this.#present = new Set(call.participants.filter(isPresent).map(({ id }) => id));
    this.#barred = new Map(call.participants.filter(isPresent).map((one) => [one.id, barredFrom(call.settings, one)]));
    for (const { id, media } of call.participants) for (const kind of kinds) {
      if (media[kind] && this.#muted.get(id)?.has(kind)) void this.mute(id, kind, false).catch(() => undefined); // the server has taken it that they send again
    }
    for (const [id, { run }] of [...this.#seats]) if (!this.#present.has(id)) {
      this.#leave(id);
      this.#around.tell(id, { type: 'gone', run });
    }
    for (const [id, seat] of this.#seats) void this.#holdBack(id, seat).catch(() => undefined); // what fails is asked again with the next change
    this.#record(call);
  }

  /** Those who have agreed, as long as it is on: a pause begins another stretch. */
  #record({ recording, participants }: CallInfo): void {
    const before = this.#recording, isOn = this.#around.recordings !== undefined && recording?.isOnServer === true && recording.state === 'recording';
    const agreed = new Set(isOn ? recording.answers.flatMap(({ userId, answer }) => (answer === 'agreed' ? [userId] : [])) : []);
    this.#recording = isOn ? { id: recording.id, stretch: before?.id === recording.id ? before.stretch : Date.now(), people: new Set(participants.filter(({ userId }) => agreed.has(userId)).map(({ id }) => id)) } : undefined;
    for (const [id, seat] of this.#seats) this.#recordSeat(id, seat);
    if (!before !== !this.#recording) this.#look(); // what is recorded is looked at
  }

  #recordSeat(id: string, seat: Seat): void {
    const now = this.#recording;
    seat.record(now?.people.has(id) ? () => nameOfPiece(now.id, now.stretch, id) : undefined, now && `${now.id} ${now.stretch}`);
  }

  async hear(participantId: string, data: MediaRequest): Promise<MediaAnswer> {
    if (!this.#present.has(participantId)) throw nobody();
    try {
      if (data.type === 'offer') await this.#made;
      const seat = this.#seat(participantId, data);
      return await seat.hear(data);
    } catch (error) {
      if (error instanceof JanusGone) throw away();
      if (error instanceof CallError) throw error;
      if (error instanceof JanusError) throw new CallError('conflict', `The media server refuses this: ${error.message.slice(0, 200)}`, { isGone: true });
      throw gone();
    }
  }

  /** Whether others hear or see it: what somebody is muted in stays muted when their connection begins anew. */
  async mute(participantId: string, kind: keyof CallMedia, isMuted: boolean): Promise<void> {
    const muted = this.#muted.get(participantId) ?? new Set();
    this.#muted.set(participantId, muted);
    for (const slot of slotsOf[kind]) if (isMuted) muted.add(slot); else muted.delete(slot);
    const seat = this.#seats.get(participantId);
    if (seat) await this.#holdBack(participantId, seat);
  }

  /** `isThere`: Janus still is, and is told. */
  async close(isThere: boolean): Promise<void> {
    this.node.calls--;
    this.#present = new Set();
    const seats = [...this.#seats.values()];
    this.#seats.clear();
    await Promise.allSettled(seats.map((seat) => seat.close()));
    if (!isThere) return;
    await this.#made.catch(() => undefined); // Janus answers side by side: asked earlier it may not know the room yet
    if (this.#isNoted && await endRoom(this.#now.control, this.#id, this.#secret)) await this.#around.forget(this.id).catch(() => undefined); // noted, it is found again
  }

  #seat(participantId: string, data: MediaRequest): Seat {
    if (!this.#present.has(participantId)) throw nobody(); // put out while the room was made
    const known = this.#seats.get(participantId);
    if (known?.run === data.run) return known;
    if (data.type !== 'offer' || data.seq !== 1) throw gone();
    if (known) this.#leave(participantId);
    const { session, newId } = this.#now, { repeatMs } = this.#around, tell = (event: MediaEvent) => { this.#around.tell(participantId, event); };
    const seat: Seat = new Seat({
      participantId, run: data.run, room: this.#id, pin: this.#pin, feed: newId(), session, repeatMs, tell,
      sources: () => [...this.#seats].flatMap(([id, other]) => (id === participantId ? [] : other.sources())),
      people: () => [...this.#seats].flatMap(([id, other]) => (id !== participantId && other.isUp ? [id] : [])),
      asked: () => (['camera', 'screen'] as const).flatMap((slot) => this.#askedOf(participantId, slot)),
      onWanted: () => { this.#look(); },
      onJoined: () => this.#holdBack(participantId, seat),
      onChange: () => {
        void this.#holdBack(participantId, seat, true).catch(() => undefined);
        this.#look();
      },
      onGone: () => {
        if (this.#seats.get(participantId) !== seat) return;
        this.#leave(participantId);
        tell({ type: 'gone', run: data.run });
      },
    });
    this.#seats.set(participantId, seat);
    this.#recordSeat(participantId, seat);
    seat.receiving.look();
    return seat;
  }

  /** The most that anybody else looks at. */
  #askedOf(participantId: string, slot: MediaAsked['slot']): MediaAsked[] {
    const all = [...this.#seats].flatMap(([id, seat]) => (id !== participantId && seat.isUp ? [seat.receiving.wantedOf(participantId, slot)] : []));
    if (this.#recording?.people.has(participantId)) all.push({ participantId, slot, ...(slot === 'camera' && { maxHeight: recordedHeight(this.#recording.people.size) }) });
    const looking = all.filter((wanted) => !wanted?.isPaused), isPaused = all.length > 0 && looking.length === 0, maxHeight = Math.max(0, ...looking.map((wanted) => wanted?.maxHeight ?? Infinity));
    return isPaused || (looking.length > 0 && maxHeight !== Infinity) ? [{ slot, isPaused, ...(!isPaused && { maxHeight }) }] : [];
  }

  /** Janus passes on what others are to have of somebody, and nothing else, whatever their client sends. `isAgain`: what it holds back it is told once more. */
  async #holdBack(participantId: string, seat: Seat, isAgain = false): Promise<void> {
    const told = this.#heldBack.get(seat) ?? new Set();
    this.#heldBack.set(seat, told);
    for (const [mid, slot] of seat.mids) {
      const isHeld = this.#muted.get(participantId)?.has(slot) === true || this.#barred.get(participantId)?.has(slot) === true;
      if (isHeld === told.has(mid) && !(isHeld && isAgain)) continue;
      if (isHeld) told.add(mid); else told.delete(mid);
      try { await this.#now.control.ask({ request: 'moderate', room: this.#id, secret: this.#secret, id: seat.feed, mid, mute: isHeld }); }
      catch (error) { if (isHeld) told.delete(mid); else told.add(mid); throw error; }
    }
  }

  #leave(participantId: string): void {
    const seat = this.#seats.get(participantId);
    this.#seats.delete(participantId);
    void seat?.close().catch(() => undefined);
    this.#look();
  }

  #look(): void { for (const seat of this.#seats.values()) seat.receiving.look(); }
}
