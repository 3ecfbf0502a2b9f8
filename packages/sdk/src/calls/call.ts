// What a call on this device is to those who show it. Types alone: the parts are loaded with the first call.
import type { ReadableAtom } from 'nanostores';
import type { CallCaptions } from './call.captions.ts';
import type { CallEffects } from './call.effects.ts';
import type { CallRecordings } from './call.recording.ts';
import type { CallWords } from './call.words.ts';
import type { Resolution } from './media/constraints.ts';
import type { CallRole } from '../protocol/calls.states.ts';
import type { CallInfo, CallMedia, CallSettings } from '../protocol/calls.ts';

/** What one participant can send at a time. */
export type Slot = 'microphone' | 'camera' | 'screen' | 'screenAudio';
export type Tracks = Readonly<Partial<Record<Slot, MediaStreamTrack>>>;

/** How media between me and another participant are: `reconnecting` after they flowed, `failed` where all attempts were in vain. */
export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'failed';

/**
 * Why a microphone, camera or screen is not there. `denied`: refused by the user or the system for good; `dismissed`: the question was closed, and can be asked again;
 * `missing`: there is none; `busy`: another program has it; `unplugged`: it was there; `revoked`: the permission was taken back; `unsupported`: the page may not ask (no secure context, or the host's policy).
 */
export type DeviceProblem = 'denied' | 'dismissed' | 'missing' | 'busy' | 'unplugged' | 'revoked' | 'unsupported';

/** From 1 (worst) to 4.5, by the E-model (ITU-T G.107); with what spoils it most. `isPictureOff`: my pictures are not sent for now, so that sound stays. */
export interface Quality { readonly score: number; readonly level: 'excellent' | 'good' | 'poor' | 'disconnected'; readonly because?: 'loss' | 'delay' | 'jitter' | 'bandwidth' | 'cpu' | undefined; readonly isPictureOff?: boolean }

/** Another one in the call, as this device hears and sees them. */
export interface Peer {
  readonly participantId: string;
  readonly userId: string;
  readonly tracks: Tracks;
  readonly link: LinkState;
  readonly quality?: Quality | undefined;
}

export type DeviceKind = 'microphone' | 'camera' | 'speaker';
export interface Device { readonly deviceId: string; readonly label: string }
/** How large the camera's picture is to be at most, and which way a phone's looks: `user` at me, `environment` away. */
export interface CameraView { readonly resolution: Resolution; readonly facing: 'user' | 'environment' }
export interface Devices {
  readonly list: Readonly<Record<DeviceKind, readonly Device[]>>;
  /** Device ids; absent: what the system prefers. */
  readonly chosen: Readonly<Partial<Record<DeviceKind, string>>>;
  readonly view: CameraView;
}

/**
 * Whether what is sent and received is encrypted from end to end, and how far that is: `failed` with `reason` `peer` where somebody has said no key (nothing of theirs is heard, nothing of mine by them),
 * `worker` where this browser encrypts nothing any more, so that nothing goes out, and `tampered` where somebody in between has changed what was said. `epoch` counts my keys. `code`: eight digits that are the same for all,
 * where nobody stands in between; people read it to each other.
 */
export interface CallEncryption { readonly state: 'off' | 'preparing' | 'on' | 'failed'; readonly epoch?: number; readonly code?: string; readonly reason?: 'peer' | 'worker' | 'tampered' }

/** `waiting`: before the door, until a host lets me in; `connecting`: nobody's media flow yet; `reconnecting`: they did; `over`: I am out of it, whether or not it goes on. */
export type CallPhase = 'waiting' | 'connecting' | 'connected' | 'reconnecting' | 'over';

export interface ScreenOptions { readonly audio?: boolean | undefined }

/** What a host asks of me. */
export interface HostQuestion { readonly by: string; readonly kind: keyof CallMedia }

/** What hosts do in a call (`forbidden` for others), and handing it on. Without participants all are meant: of `mute` all but hosts. */
export interface CallHosts {
  /** I am asked to unmute, or to show myself or my screen. */
  readonly question: ReadableAtom<HostQuestion | undefined>;
  answer(isYes: boolean): Promise<void>;
  setRole(participantId: string, role: CallRole): Promise<void>;
  /** They come back only where a host asks them in. */
  remove(participantIds: readonly string[]): Promise<void>;
  mute(participantIds?: readonly string[], kind?: keyof CallMedia): Promise<void>;
  ask(participantId: string, kind: keyof CallMedia): Promise<void>;
  admit(participantIds?: readonly string[]): Promise<void>;
  deny(participantIds?: readonly string[]): Promise<void>;
  lowerHands(participantIds?: readonly string[]): Promise<void>;
  setSettings(settings: Partial<Omit<CallSettings, 'mayRecord' | 'mostPeople' | 'mostHeight' | 'isEncrypted'>>): Promise<void>;
  /** Rings somebody; I leave as soon as they answer, and keep the call where they do not. */
  transfer(to: string): Promise<void>;
}

/** The call that this page is in, or was in last. Reads come from the atoms; each method asks for a change. Only one at a time. */
export interface CallSession {
  readonly id: string;
  readonly participantId: string;
  readonly call: ReadableAtom<CallInfo>;
  readonly phase: ReadableAtom<CallPhase>;
  readonly peers: ReadableAtom<readonly Peer[]>;
  /** What I send; a muted microphone stays in it, disabled. */
  readonly tracks: ReadableAtom<Tracks>;
  readonly problems: ReadableAtom<Readonly<Partial<Record<'microphone' | 'camera' | 'screen', DeviceProblem>>>>;
  readonly devices: ReadableAtom<Devices>;
  /** The participant who speaks now or spoke last. */
  readonly speaker: ReadableAtom<string | undefined>;
  /** How loud each participant is now, me included: 0 to 1 by participant id. */
  readonly levels: ReadableAtom<Readonly<Record<string, number>>>;
  /** Of the worst link. */
  readonly quality: ReadableAtom<Quality | undefined>;
  /** Why media or controls do not reach the server or the others, in a code of `CorridorError`. */
  readonly problem: ReadableAtom<Error | undefined>;
  readonly encryption: ReadableAtom<CallEncryption>;
  readonly hosts: CallHosts;
  /** Reactions, lines on shared screens, captions, leave to act on a screen. */
  readonly words: CallWords;
  /** Noise taken out of my sound, and what is seen behind me. */
  readonly effects: CallEffects;
  /** What I say, written down for everybody. */
  readonly captions: CallCaptions;
  /** Recording it; loaded when used. */
  recordings(): Promise<CallRecordings>;
  /** The call that I have put on hold to ask somebody; this one is that question. */
  readonly held?: CallSession | undefined;
  /** The call in whose lobby I wait beside this one, which I leave once I am let in there. */
  readonly next: ReadableAtom<CallSession | undefined>;

  /** On asks for the device where it is not there. Never throws: what went wrong stands in `problems`. */
  setMicrophone(isOn: boolean): Promise<void>;
  setCamera(isOn: boolean): Promise<void>;
  /** Asks which screen, window or tab; must come from a press. */
  shareScreen(options?: ScreenOptions): Promise<void>;
  stopSharing(): Promise<void>;
  /** Another device, in the running call. */
  choose(kind: DeviceKind, deviceId: string): Promise<void>;
  /** In the running call; another way to look takes the place of a camera that was chosen. */
  setView(view: Partial<CameraView>): Promise<void>;
  /** On hold nothing is sent or heard. It goes on once the server has heard that: where it does not, it stays on hold, and `problem` says why. */
  setHold(isHeld: boolean): Promise<void>;
  setHand(isUp: boolean): Promise<void>;
  invite(userIds: readonly string[]): Promise<void>;
  /** Puts this call on hold and calls in another conversation; once that is over this one goes on. */
  consult(channelId: string, options: StartOptions): Promise<CallSession>;
  /** Brings those on hold into this call. `isLeaving`: I leave them to it. */
  merge(options?: { readonly isLeaving?: boolean }): Promise<void>;
  /** What is looked at, so that no more than that is sent; of several who look (`by`) the one who shows it largest counts. */
  setWanted(participantId: string, wanted: { slot: 'camera' | 'screen'; maxHeight?: number; isPaused?: boolean }, by?: object): void;
  /** I go; a call of two is over then. */
  leave(): Promise<void>;
  /** Ends it for all. */
  end(): Promise<void>;
}

export interface StartOptions {
  readonly kind: 'audio' | 'video';
  /** From end to end: `conflict` with `reason` `no-encryption` or `no-worker` where this browser or page cannot, and `not-encrypted` where a call that is not is on there. */
  readonly isEncrypted?: boolean | undefined;
  /** As in `JoinOptions`. */
  readonly quality?: JoinOptions['quality'];
  /** The record of a conversation that nobody has written in yet. */
  readonly record?: { readonly type: string; readonly id: string } | undefined;
  /** Whom to ring in a conversation of many. */
  readonly userIds?: readonly string[] | undefined;
}
/** `quality`: `high` is 1080p and sound at 128 kbit/s, for those who have the line for it. `devices`: ids of those to begin with. `isEncrypted`: I come in only where the call is encrypted from end to end. */
export interface JoinOptions {
  readonly isEncrypted?: boolean | undefined; readonly camera?: boolean | undefined; readonly microphone?: boolean | undefined; readonly quality?: 'usual' | 'high' | undefined; readonly devices?: Devices['chosen'] | undefined;
}
