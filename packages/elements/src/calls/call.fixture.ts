// A call without a network: pictures drawn on canvases, tones of oscillators. For tests and stories.
import type { CallCaptions, CallEffects, CallEncryption, CallHosts, CallInfo, CallMedia, CallRecorder, CallRecording, CallRecordingFile, CallRecordings, CallPhase, CallSession, CallWords, CameraView, Caption, CaptionState, Control, CorridorError, DeviceKind, DeviceProblem, Devices, EffectState, HostQuestion, Participant, ParticipantState, Peer, Quality, Reaction, Slot, Stroke, Tracks } from '@corridor/sdk';
import { atom, type PreinitializedWritableAtom } from 'nanostores';

type Fake<T> = { [K in keyof T]: T[K] extends { subscribe: unknown; get(): infer V } ? PreinitializedWritableAtom<V> : T[K] };
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const silent: CallMedia = { microphone: false, camera: false, screen: false };
const dispose = new Set<() => void>();
let audio: AudioContext | undefined;

/** A camera's picture in a colour of its own, with something that moves; `freeze` keeps the first one. */
export function fakeCamera(hue: number, { width = 640, height = 360, isStill = false } = {}): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height }), pen = canvas.getContext('2d')!;
  let at = 0;
  const draw = () => {
    const ground = pen.createLinearGradient(0, 0, width, height), middle = width / 2, sway = isStill ? 0 : Math.sin(at++ / 6) * width * 0.01;
    ground.addColorStop(0, `hsl(${hue} 22% 42%)`);
    ground.addColorStop(1, `hsl(${(hue + 50) % 360} 26% 20%)`);
    pen.fillStyle = ground;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = `hsl(${(hue + 180) % 360} 24% 34%)`; // shoulders
    pen.beginPath();
    pen.ellipse(middle + sway, height * 1.06, height * 0.42, height * 0.36, 0, 0, Math.PI * 2);
    pen.fill();
    pen.fillStyle = `hsl(${22 + (hue % 20)} 38% ${45 + (hue % 25)}%)`; // a face
    pen.beginPath();
    pen.ellipse(middle + sway * 2, height * 0.48, height * 0.155, height * 0.2, 0, 0, Math.PI * 2);
    pen.fill();
    pen.fillStyle = `hsl(${hue % 60} 30% ${15 + (hue % 18)}%)`; // hair
    pen.beginPath();
    pen.ellipse(middle + sway * 2, height * 0.38, height * 0.165, height * 0.13, 0, Math.PI, Math.PI * 2);
    pen.fill();
  };
  return drawn(canvas, draw, isStill);
}

/** A shared window: a sheet with lines of text. */
export function fakeScreen({ width = 1280, height = 720, isStill = false } = {}): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height }), pen = canvas.getContext('2d')!;
  const rows = [['Time', 'Gate', 'Load', 'Who'], ['13:30', '2', 'Meet, safety brief', 'Mari'], ['14:00', '2', 'ST-220, 20 bundles of 20', 'Ben'], ['14:40', '3', 'ST-140, 19 bundles of 20', 'Ben'], ['15:20', '3', 'Papers, signature', 'Ada']];
  return drawn(canvas, () => {
    pen.fillStyle = '#fbfbfa';
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = '#2a2f33';
    pen.font = '600 30px sans-serif';
    pen.fillText('Loading plan, Oslo yard', 60, 80);
    rows.forEach((row, index) => {
      pen.font = `${index ? 400 : 600} 24px sans-serif`;
      row.forEach((text, column) => { pen.fillText(text, 60 + [0, 180, 320, 860][column]!, 170 + index * 70); });
      pen.fillRect(60, 190 + index * 70, width - 120, 1);
    });
  }, isStill);
}

function drawn(canvas: HTMLCanvasElement, draw: () => void, isStill: boolean): MediaStreamTrack {
  draw();
  const [track] = canvas.captureStream().getVideoTracks(), timer = setInterval(draw, isStill ? 500 : 100); // a canvas that is not drawn on gives no picture to those who come later
  const end = () => {
    clearInterval(timer);
    track!.stop();
    dispose.delete(end);
  };
  dispose.add(end);
  return track!;
}

/** A voice: a tone of so many hertz. */
export function fakeVoice(hertz = 440): MediaStreamTrack {
  audio ??= new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: hertz }), to = audio.createMediaStreamDestination();
  tone.connect(to);
  tone.start();
  dispose.add(() => { tone.stop(); });
  return to.stream.getAudioTracks()[0]!;
}

/** Ends all pictures and tones. */
export function endFakes(): void {
  for (const end of dispose) end();
  dispose.clear();
}

export interface FakePeer {
  readonly userId: string;
  readonly participantId?: string;
  readonly state?: ParticipantState;
  readonly role?: Participant['role'];
  readonly tracks?: Tracks;
  readonly isMuted?: boolean;
  readonly hasHand?: boolean;
  readonly link?: Peer['link'];
  readonly quality?: Quality['level'];
}

const scores = { excellent: 4.4, good: 3.7, poor: 2.4, disconnected: 1 } as const;

/** What a test or a story hands to an element of calls. Everything asked of it happens at once, and is kept in `asked`. */
export class FakeCall implements CallSession {
  readonly id: string;
  readonly participantId = 'me';
  readonly call;
  readonly phase = atom<CallPhase>('connected');
  readonly peers = atom<readonly Peer[]>([]);
  readonly tracks = atom<Tracks>({});
  readonly problems = atom<Partial<Record<'microphone' | 'camera' | 'screen', DeviceProblem>>>({});
  readonly devices = atom<Devices>({
    list: {
      microphone: [{ deviceId: 'desk', label: 'Desk microphone' }, { deviceId: 'headset', label: 'Headset' }],
      camera: [{ deviceId: 'built-in', label: 'Built-in camera' }, { deviceId: 'desk', label: 'Desk camera' }],
      speaker: [{ deviceId: 'speakers', label: 'Speakers' }, { deviceId: 'headset', label: 'Headset' }],
    },
    chosen: {}, view: { resolution: '720p', facing: 'user' },
  });
  readonly speaker = atom<string | undefined>(undefined);
  readonly levels = atom<Readonly<Record<string, number>>>({});
  readonly quality = atom<Quality | undefined>({ score: scores.excellent, level: 'excellent' });
  readonly problem = atom<Error | undefined>(undefined);
  readonly encryption = atom<CallEncryption>({ state: 'off' });
  readonly words: Fake<CallWords> = {
    reactions: atom<readonly Reaction[]>([]), strokes: atom<Readonly<Record<string, readonly Stroke[]>>>({}), captions: atom<readonly Caption[]>([]), control: atom<Control | undefined>(undefined),
    react: (emoji) => { this.#note('react', emoji); return Promise.resolve(); },
    draw: (screen, from, isKept = false) => {
      const id = String(this.asked.length), points = [from];
      this.#note('draw', screen, isKept);
      const show = () => { this.words.strokes.set({ ...this.words.strokes.get(), [screen]: [...(this.words.strokes.get()[screen] ?? []).filter((one) => one.id !== id), { id, by: this.participantId, points: [...points], isKept }] }); };
      show();
      return { to: (point) => { points.push(point); show(); }, end: () => { this.#note('drawn', points.length); } };
    },
    clear: (screen, isAll = false) => { this.#note('clear', screen, isAll); this.words.strokes.set({}); return Promise.resolve(); },
    caption: (text) => { this.#note('caption', text); return Promise.resolve(); },
    askControl: (id) => { this.#note('askControl', id); return Promise.resolve(); },
    allowControl: (isYes) => { this.#note('allowControl', isYes); this.words.control.set(undefined); return Promise.resolve(); },
    endControl: () => { this.#note('endControl'); this.words.control.set(undefined); return Promise.resolve(); },
    sendInput: (input) => { this.#note('sendInput', JSON.stringify(input)); return Promise.resolve(); },
    onInput: (listener) => { this.inputs.add(listener); return () => this.inputs.delete(listener); },
  };
  readonly captions: Fake<CallCaptions> = {
    state: atom<CaptionState>({ isOn: false }),
    turnOn: () => { this.#note('turnOn'); this.captions.state.set({ isOn: true }); return Promise.resolve(); },
    turnOff: () => { this.#note('turnOff'); this.captions.state.set({ isOn: false }); return Promise.resolve(); },
  };
  readonly effects: Fake<CallEffects> = {
    state: atom<EffectState>({ noiseRemoval: 'standard', background: undefined, problems: {} }),
    setNoiseRemoval: (noiseRemoval) => { this.#note('setNoiseRemoval', noiseRemoval); this.effects.state.set({ ...this.effects.state.get(), noiseRemoval }); return Promise.resolve(); },
    setBackground: (background) => {
      this.#note('setBackground', !background ? 'none' : 'blur' in background ? background.blur : background.image.type);
      this.effects.state.set({ ...this.effects.state.get(), background });
      return Promise.resolve();
    },
  };
  /** `may`: whether I may begin one. */
  readonly recording: Fake<CallRecordings> & { may: boolean } = {
    may: false, recorder: atom<CallRecorder | undefined>(undefined), outcome: atom<CallRecordingFile | undefined>(undefined), failure: atom<CorridorError | undefined>(undefined), nameOf: (userId) => userId,
    mayStart: () => Promise.resolve(this.recording.may),
    start: () => { this.#note('record'); this.record('asking'); return Promise.resolve({} as CallRecorder); },
    answer: (isAgreed) => { this.#note('answerRecording', isAgreed); return Promise.resolve(); },
    stop: () => { this.#note('stopRecording'); this.change({ recording: undefined }); return Promise.resolve(); },
  };
  readonly hosts: CallHosts & { readonly question: PreinitializedWritableAtom<HostQuestion | undefined> } = {
    question: atom<HostQuestion | undefined>(undefined),
    answer: (isYes) => { this.#note('answer', isYes); this.hosts.question.set(undefined); return Promise.resolve(); },
    setRole: (id, role) => { this.#note('setRole', `${id} ${role}`); this.alter(id, { role }); return Promise.resolve(); },
    remove: (ids) => { this.#note('remove', ids.join(' ')); for (const id of ids) this.alter(id, { state: 'removed' }); return Promise.resolve(); },
    mute: (ids, kind = 'microphone') => { this.#note('mute', ids ? `${ids.join(' ')} ${kind}` : 'all'); return Promise.resolve(); },
    ask: (id, kind) => { this.#note('ask', `${id} ${kind}`); return Promise.resolve(); },
    admit: (ids) => { this.#note('admit', ids?.join(' ') ?? 'all'); return Promise.resolve(); },
    deny: (ids) => { this.#note('deny', ids?.join(' ') ?? 'all'); return Promise.resolve(); },
    lowerHands: (ids) => { this.#note('lowerHands', ids?.join(' ') ?? 'all'); return Promise.resolve(); },
    setSettings: (settings) => { this.#note('setSettings', JSON.stringify(settings)); this.change({ settings: { ...this.call.get().settings, ...settings } }); return Promise.resolve(); },
    transfer: (to) => { this.#note('transfer', to); return Promise.resolve(); },
  };
  /** Who hears what is done on my screen. */
  readonly inputs = new Set<Parameters<CallWords['onInput']>[0]>();
  /** What was asked for, in order: `setCamera true`. */
  readonly asked: string[] = [];
  readonly held?: CallSession | undefined;
  readonly next = atom<CallSession | undefined>(undefined);
  /** What is wanted of each, as last said: `ben camera 180`, `ben camera paused`. */
  readonly wanted = new Map<string, string>();

  constructor({ id = 'call', me = 'ada', channelId = 'channel', kind = 'video', startedBy = me, since = 0 }: Partial<{ id: string; me: string; channelId: string; kind: CallInfo['kind']; startedBy: string; since: number }> = {}) {
    this.id = id;
    const startedAt = new Date(Date.now() - since).toISOString();
    this.call = atom<CallInfo>({
      id, version: 1, epoch: 1, channelId, kind, status: 'active', reason: null, route: 'mesh', startedBy, startedAt, activeAt: startedAt, endedAt: null,
      settings: { isLocked: false, hasLobby: false, mayUnmute: true, mayShare: true, mayChat: true, mayReact: true, mayAnnotate: true, mayRecord: true, mostPeople: null, mostHeight: null, isEncrypted: false },
      participants: [participantOf({ userId: me, participantId: this.participantId, role: 'host' })],
    });
  }

  /** It is asked for or on: by `by`, with what each has answered; who is not named is asked. */
  record(state: CallRecording['state'], { by = 'ada', answers = {}, refusal = 'stop', isOnServer = false, since = state === 'asking' ? null : new Date(Date.now() - 83_000).toISOString() }: Partial<Pick<CallRecording, 'refusal' | 'isOnServer' | 'since'>> & { by?: string; answers?: Readonly<Record<string, CallRecording['answers'][number]['answer']>> } = {}): this {
    const { participants } = this.call.get(), users = [...new Set(participants.map(({ userId }) => userId))];
    return this.change({ recording: { id: 'recording', state, userId: by, participantId: participants.find(({ userId }) => userId === by)!.id, isOnServer, since, refusal, answers: users.map((userId) => ({ userId, answer: answers[userId] ?? (userId === by ? 'agreed' : 'asked') })) } });
  }

  /** Somebody comes in, or is rung where `state` says so. */
  add({ userId, participantId = userId, state = 'active', role, tracks = {}, isMuted, hasHand, link = 'connected', quality = 'excellent' }: FakePeer): this {
    const media = { microphone: !isMuted, camera: !!tracks.camera, screen: !!tracks.screen };
    this.change({ participants: [...this.call.get().participants, participantOf({ userId, participantId, state, media, handAt: hasHand ? new Date().toISOString() : null, ...(role && { role }) })] });
    if (state !== 'ringing' && state !== 'invited') this.peers.set([...this.peers.get(), { participantId, userId, tracks, link, quality: { score: scores[quality], level: quality } }]);
    return this;
  }

  /** Changes what somebody is or sends; `me` is this side. */
  alter(participantId: string, change: Partial<Mutable<Participant>> & { peer?: Partial<Peer> }): this {
    const { peer, ...rest } = change;
    this.change({ participants: this.call.get().participants.map((one) => (one.id === participantId ? { ...one, ...rest } : one)) });
    if (peer) this.peers.set(this.peers.get().map((one) => (one.participantId === participantId ? { ...one, ...peer } : one)));
    return this;
  }

  remove(participantId: string): this {
    this.peers.set(this.peers.get().filter((one) => one.participantId !== participantId));
    return this.alter(participantId, { state: 'left' });
  }

  /** So loud now; who is loudest speaks. */
  speak(levels: Readonly<Record<string, number>>): this {
    this.levels.set(levels);
    const [loudest] = Object.entries(levels).sort(([, one], [, other]) => other - one);
    if (loudest) this.speaker.set(loudest[0]);
    return this;
  }

  /** Mine, as if the devices were there. */
  send(tracks: Tracks): this {
    this.tracks.set({ ...this.tracks.get(), ...tracks });
    const mine = this.tracks.get();
    return this.alter(this.participantId, { media: { microphone: !!mine.microphone?.enabled, camera: !!mine.camera, screen: !!mine.screen } });
  }

  change(change: Partial<CallInfo>): this {
    const call = this.call.get();
    this.call.set({ ...call, ...change, version: call.version + 1 });
    return this;
  }

  over(reason: CallInfo['reason'] = 'completed'): this {
    this.change({ status: 'ended', reason, endedAt: new Date().toISOString() });
    this.phase.set('over');
    return this;
  }

  get media(): CallMedia { return this.call.get().participants.find(({ id }) => id === this.participantId)?.media ?? silent; }

  setMicrophone(isOn: boolean): Promise<void> { this.#note('setMicrophone', isOn); return this.#switch('microphone', isOn); }
  setCamera(isOn: boolean): Promise<void> { this.#note('setCamera', isOn); return this.#switch('camera', isOn); }
  shareScreen(): Promise<void> { this.#note('shareScreen'); return this.#switch('screen', true); }
  stopSharing(): Promise<void> { this.#note('stopSharing'); return this.#switch('screen', false); }
  choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.#note('choose', kind, deviceId);
    this.devices.set({ ...this.devices.get(), chosen: { ...this.devices.get().chosen, [kind]: deviceId } });
    return Promise.resolve();
  }
  setView(view: Partial<CameraView>): Promise<void> {
    this.#note('setView', ...Object.values(view));
    this.devices.set({ ...this.devices.get(), view: { ...this.devices.get().view, ...view } });
    return Promise.resolve();
  }
  setHold(isHeld: boolean): Promise<void> { this.#note('setHold', isHeld); this.alter(this.participantId, { state: isHeld ? 'held' : 'active' }); return Promise.resolve(); }
  setHand(isUp: boolean): Promise<void> { this.#note('setHand', isUp); this.alter(this.participantId, { handAt: isUp ? new Date().toISOString() : null }); return Promise.resolve(); }
  invite(userIds: readonly string[]): Promise<void> {
    this.#note('invite', ...userIds);
    for (const userId of userIds) this.add({ userId, state: 'ringing' });
    return Promise.resolve();
  }
  consult(channelId: string): Promise<CallSession> { this.#note('consult', channelId); return Promise.resolve(this); }
  merge({ isLeaving = false } = {}): Promise<void> { this.#note(...(isLeaving ? ['merge', 'leaving'] : ['merge'])); return Promise.resolve(); }
  setWanted(participantId: string, { slot, maxHeight, isPaused }: { slot: Slot; maxHeight?: number; isPaused?: boolean }): void {
    this.wanted.set(`${participantId} ${slot}`, isPaused ? 'paused' : String(maxHeight ?? 'all'));
  }
  recordings(): Promise<CallRecordings> { return Promise.resolve(this.recording); }
  leave(): Promise<void> { this.#note('leave'); this.over(); return Promise.resolve(); }
  end(): Promise<void> { this.#note('end'); this.over(); return Promise.resolve(); }

  /** Where there is a problem with a device it stays off. */
  #switch(slot: 'microphone' | 'camera' | 'screen', isOn: boolean): Promise<void> {
    const tracks = { ...this.tracks.get() };
    if (isOn && this.problems.get()[slot] === undefined) tracks[slot] ??= slot === 'microphone' ? fakeVoice() : slot === 'camera' ? fakeCamera(262) : fakeScreen();
    if (slot === 'microphone' && tracks.microphone) tracks.microphone.enabled = isOn;
    else if (!isOn) delete tracks[slot];
    this.tracks.set({});
    this.send(tracks);
    return Promise.resolve();
  }

  #note(...words: unknown[]): void { this.asked.push(words.join(' ')); }
}

/** Somebody's place in a call. */
export const participantOf = ({ userId, participantId = userId, state = 'active', role = 'participant', media = { ...silent, microphone: true }, handAt = null }: Partial<Omit<Participant, 'id'>> & { userId: string; participantId?: string }): Participant => ({
  id: participantId, userId, state, role, media, handAt, deviceId: 'device', invitedAt: new Date().toISOString(), joinedAt: new Date().toISOString(), leftAt: null,
});

const minute = 60_000;

/** Ada in a call of so many others. */
export function fakeMeeting(others: number, { channelId = 'channel', isStill = true, since = 24 * minute }: { channelId?: string; isStill?: boolean; since?: number } = {}): FakeCall {
  const call = new FakeCall({ channelId, since }), names = ['ben', 'mari', 'chloe', 'jonas'];
  call.send({ camera: fakeCamera(262, { isStill }), microphone: fakeVoice(220) });
  for (let index = 0; index < others; index++) {
    const userId = names[index] ?? `Guest ${index - names.length + 1}`;
    call.add({ userId, tracks: index % 4 === 2 ? {} : { camera: fakeCamera(20 + index * 67, { isStill }) }, isMuted: index % 3 === 2, hasHand: index === 1, quality: index % 5 === 1 ? 'good' : 'excellent' });
  }
  return call;
}

/** Somebody in it shares a screen. */
export function share(call: FakeCall, participantId: string): FakeCall {
  const peer = call.peers.get().find((one) => one.participantId === participantId), screen = fakeScreen({ isStill: true });
  if (!peer) return call.send({ screen });
  const media = call.call.get().participants.find(({ id }) => id === participantId)!.media;
  return call.alter(participantId, { media: { ...media, screen: true }, peer: { tracks: { ...peer.tracks, screen } } });
}
