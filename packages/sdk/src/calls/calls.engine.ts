import { atom } from 'nanostores';
import type { Input, Output } from '../protocol/contract.ts';
import type { ScheduledCall } from '../protocol/calls.scheduled.ts';
import type { CallInfo } from '../protocol/calls.ts';
import { CorridorError, toCorridorError } from '../core/errors.ts';
import { isLive, isPresent, isRung } from '../protocol/calls.states.ts';
import type { WireEvent } from '../transport/transport.ts';
import type { CallSession, JoinOptions, StartOptions } from './call.ts';
import type { Calls, CallsSurroundings } from './calls.ts';
import { CallLog } from './call.log.ts';
import { type Joined, Session } from './call.session.ts';
import type { Preflight, PreflightOptions } from './preflight.ts';
import type { CallRecorder } from './recording.ts';
import { claimDevice, forgetPlace, myDevice, recallPlace } from './calls.place.ts';
import { patiently } from './patience.ts';

const loadRecordings = () => import('./call.recording.ts'), loadPreflight = () => import('./preflight.ts');

/** It starts in so many minutes. */
export interface Reminder { readonly scheduled: ScheduledCall; readonly minutes: number }

/** What makes calls work: which there are, and the one that this page is in. Loaded with the first call. */
export class CallsEngine {
  readonly log: CallLog;
  /** Scheduled calls that this person has been reminded of on this page, the last one first. */
  readonly reminders = atom<readonly Reminder[]>([]);
  /** The scheduled call of which something has changed last. */
  readonly scheduledChange = atom<ScheduledCall | undefined>(undefined);
  readonly #around: CallsSurroundings;
  readonly #calls: Calls;
  /** Rung calls that this device has said it rings for. */
  readonly #said = new Set<string>();
  #session: Session | undefined;
  /** Those that the server has not let us into yet, beside the call that goes on until then; in the lobby of one of them we wait. */
  readonly #coming = new Set<Session>();
  readonly #next = atom<Session | undefined>(undefined);
  #isClosed = false;

  constructor(around: CallsSurroundings, calls: Calls) {
    this.#around = around;
    this.log = new CallLog(around.link);
    this.#calls = calls;
    calls.live.subscribe((live) => { calls.isOn = live.some(({ participants }) => participants.some((one) => one.userId === around.me.get()?.id && isPresent(one))); });
  }

  /** Looks before a call whether devices, server and network are fit for it: to be run, and closed. */
  async preflight(options?: PreflightOptions): Promise<Preflight> { return new (await loadPreflight()).Preflight(this.#around.link, options); }

  /** Calls the others of a conversation, or comes into the call that is on there. One that this page is in is left once that is answered. */
  start(channelId: string, options: StartOptions): Promise<CallSession> { return this.#start(channelId, options); }

  /** Takes a call that rings, or comes into one that is on; `conflict` where it is over or another device of mine is in it. */
  async join(callId: string, options?: JoinOptions): Promise<CallSession> {
    const known = this.#calls.live.get().find(({ id }) => id === callId);
    const session = await this.#open({ camera: known?.kind === 'video', ...options });
    if (known?.settings.isEncrypted) await session.encrypt();
    return session.enter(this.#around.link.request('calls.join', { callId, deviceId: myDevice() }));
  }

  async decline(callId: string): Promise<void> { this.#learn(await this.#around.link.request('calls.decline', { callId })); }

  /** Asks those in the call that this page is in whether it may be recorded, and records it here once they have agreed. `nameOf`: what stands below pictures. */
  async record(nameOf: (userId: string) => string = (userId) => userId): Promise<CallRecorder> {
    if (!this.#session) throw new CorridorError('conflict', 'Join the call first');
    const recordings = await this.#session.recordings();
    recordings.nameOf = nameOf;
    return recordings.start();
  }

  /** A call for later: what a person is told of it, and when. */
  schedule(input: Input<'calls.schedule'>): Promise<ScheduledCall> { return this.#around.link.request('calls.schedule', input); }
  scheduled(input: Input<'calls.scheduled'> = {}): Promise<Output<'calls.scheduled'>> { return this.#around.link.request('calls.scheduled', input); }
  scheduledCall(scheduledId: string): Promise<ScheduledCall> { return this.#around.link.request('calls.scheduledCall', { scheduledId }); }
  reschedule(input: Input<'calls.reschedule'>): Promise<ScheduledCall> { return this.#around.link.request('calls.reschedule', input); }
  unschedule(scheduledId: string): Promise<ScheduledCall> { return this.#around.link.request('calls.unschedule', { scheduledId }); }
  answerScheduled(scheduledId: string, isAccepted: boolean): Promise<ScheduledCall> { return this.#around.link.request('calls.answerScheduled', { scheduledId, isAccepted }); }

  /** Begins a scheduled call, or comes into it; `conflict` where it is too early, cancelled or over. */
  async joinScheduled(scheduledId: string, options: JoinOptions = {}): Promise<CallSession> {
    return (await this.#open(options)).enter(this.#around.link.request('calls.joinScheduled', { scheduledId, deviceId: myDevice() }));
  }

  hear(event: WireEvent): void {
    this.log.hear(event);
    if (event.name === 'calls.reminded') this.#remind(event.payload);
    else if (event.name === 'calls.scheduledChanged') this.#reschedule(event.payload);
    if (event.name === 'calls.changed') this.#learn(event.payload);
    else if (event.name === 'calls.moved') void this.#move(event.payload);
    else for (const session of this.#sessions) session.hear(event);
  }

  /** On each connect: what was missed is known again; a page that was reloaded in its call is back in it. */
  async resume(calls: readonly CallInfo[]): Promise<void> {
    const there = new Set(calls.map(({ id }) => id));
    this.#calls.live.set(this.#calls.live.get().filter(({ id }) => there.has(id)));
    for (const call of calls) this.#learn(call);
    await claimDevice();
    if (this.#session) { await Promise.all(this.#sessions.map((session) => session.resume())); return; }
    const place = recallPlace(), call = place && calls.find(({ id }) => id === place.callId);
    if (!place || this.#isClosed) return;
    if (!call) { forgetPlace(); return; }
    const session = await this.#open({ camera: place.camera, microphone: place.microphone, isEncrypted: place.isEncrypted });
    if (place.isHeld) session.stayHeld();
    await session.enter(this.#back(session, place.participantId), true).catch(() => undefined); // it is over, or somebody else's: said by its card
    if (session.call.get()?.recording?.participantId === session.participantId) void session.recordings(); // which this page was recording
  }

  /** Once for each time that is told; also those who only wait for calls hear of it. */
  #remind(reminder: Reminder): void {
    this.reminders.set([reminder, ...this.reminders.get().filter(({ scheduled }) => scheduled.id !== reminder.scheduled.id)]);
    this.#calls.live.set([...this.#calls.live.get()]);
  }

  /** Of what is at another time now, or off, nobody was reminded. */
  #reschedule(now: ScheduledCall): void {
    this.scheduledChange.set(now);
    const { id, startsAt, state } = now, before = this.reminders.get(), after = before.filter(({ scheduled }) => scheduled.id !== id || (scheduled.startsAt === startsAt && state !== 'cancelled'));
    if (after.length < before.length) this.reminders.set(after);
  }

  close(): void {
    this.#isClosed = true;
    this.reminders.set([]);
    for (const session of this.#sessions.reverse()) session.drop(); // none gives way to another one
  }

  /** The one that this page is in, the one that waits for it, and those that we are about to be in. */
  get #sessions(): Session[] { return [this.#session, this.#session?.held, ...this.#coming].filter((one) => one !== undefined); }

  /** Comes into a meeting room by what its door is asked. */
  async enter(ask: (deviceId: string) => Promise<Joined>, options: JoinOptions): Promise<CallSession> { return (await this.#open(options)).enter(ask(myDevice())); }

  /** My call goes on in another one. */
  async #move({ participantId, to }: { participantId: string; to: string }): Promise<void> {
    const before = this.#session;
    if (before?.participantId !== participantId) return;
    const { camera, microphone } = before.tracks.get(), { isEncrypted } = before.call.get().settings, { held } = before;
    before.held = this.#session = undefined; // it waits for the other one now
    before.drop();
    forgetPlace();
    const session = await this.#open({ camera: !!camera, microphone: microphone?.enabled ?? false, isEncrypted }, held);
    await session.enter(this.#back(session, to)).catch((error: unknown) => { before.problem.set(toCorridorError(error)); });
  }

  /** My place in a call, which this page takes up. */
  #back(session: Session, participantId: string): Promise<Joined> {
    return patiently(() => this.#around.link.request('calls.resume', { participantId, deviceId: myDevice() }), () => session.phase.get() === 'over');
  }

  async #consult(held: Session, channelId: string, options: StartOptions): Promise<CallSession> {
    await held.setHold(true);
    this.#session = undefined;
    try { return await this.#start(channelId, options, held); } catch (error) {
      await this.#goOn(held);
      throw error;
    }
  }

  /** What waited on hold is the call of this page again, or the one that we wait to be let into. */
  async #goOn(held: Session | undefined): Promise<void> {
    const next = held && held.phase.get() !== 'over' ? held : this.#next.get();
    if (!next) return;
    this.#coming.delete(this.#session = next);
    this.#calls.current.set(next);
    this.#settle();
    next.take();
    if (next === held) await next.setHold(false);
  }

  #settle(): void { this.#next.set([...this.#coming].find(({ phase }) => phase.get() === 'waiting')); }

  async #start(channelId: string, { kind, quality, isEncrypted, record, userIds }: StartOptions, held?: Session): Promise<CallSession> {
    const session = await this.#open({ camera: kind === 'video', quality, isEncrypted }, held);
    if (isEncrypted) await session.encrypt();
    return session.enter(this.#around.link.request('calls.start', { channelId, kind, deviceId: myDevice(), ...(isEncrypted && { isEncrypted }), ...(record && { record }), ...(userIds && { userIds: [...userIds] }) }));
  }

  async #open(options: JoinOptions, held?: Session): Promise<Session> {
    await claimDevice();
    const session = new Session(this.#around, options, () => {
      this.#coming.delete(session);
      this.#settle();
      if (this.#session !== session) return;
      this.#session = undefined;
      forgetPlace();
      void this.#goOn(session.held);
    });
    session.next = this.#next;
    session.held = held;
    session.loadRecordings = () => loadRecordings().then(({ Recordings }) => {
      const { link, fetch, me } = this.#around;
      return new Recordings(session, { link, fetch, may: (permission) => me.get()?.permissions.includes(permission) === true, onHistory: (listener) => this.log.onChange(({ name }) => { if (name === 'calls.historyChanged') listener(); }) });
    });
    session.onConsult = (channelId, asked) => this.#consult(session, channelId, asked);
    if (this.#session) this.#coming.add(session);
    this.#session ??= session;
    session.isSecond = this.#session !== session;
    session.isMine = (participantId) => this.#sessions.some((one) => one !== session && one.participantId === participantId);
    session.onEntered = (call) => { this.#take(session, call); };
    this.#isClosed = false;
    return session;
  }

  /** The server has let us in: what this page was in until now gives way, unless it is on hold for this one. Where we are to wait in a lobby, another lobby does. */
  #take(session: Session, call: CallInfo): void {
    const isWaiting = session.phase.get() === 'waiting', before = this.#sessions.filter((one) => one !== session && one !== session.held && (isWaiting ? one.phase.get() === 'waiting' : !this.#coming.has(one)));
    if (!isWaiting || before.includes(this.#session!)) this.#session = session;
    const isTaken = this.#session === session;
    if (isTaken) {
      this.#coming.delete(session);
      this.#calls.current.set(session);
    }
    for (const one of before) {
      if (one.participantId === session.participantId) one.drop(); // the same place in the same call, taken up anew
      else void one.leave();
    }
    this.#settle();
    if (isTaken) session.take();
    this.#learn(call);
  }

  /** A call that is older than what is known changes nothing. */
  #learn(call: CallInfo): void {
    const live = this.#calls.live.get(), known = live.find(({ id }) => id === call.id);
    if (known && known.version >= call.version) return;
    const others = live.filter(({ id }) => id !== call.id);
    this.#calls.live.set(isLive(call) ? [...others, call] : others);
    for (const session of this.#sessions) session.learn(call);
    this.#ring(call);
  }

  #ring({ id, participants }: CallInfo): void {
    const me = this.#around.me.get()?.id;
    if (this.#said.has(id) || !this.#around.isLeader() || !participants.some((one) => one.userId === me && isRung(one))) return;
    this.#said.add(id);
    void this.#around.link.request('calls.ring', { callId: id }).catch(() => { this.#said.delete(id); });
  }
}
