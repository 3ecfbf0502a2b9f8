import type { MediaEvent } from '../../protocol/calls.sfu.ts';
import type { LinkState, Slot } from '../call.ts';

/** What a participant is asked to send of one slot, so that nothing is sent that nobody looks at. `maxHeight` in CSS pixels. */
export interface Wanted { readonly slot: 'camera' | 'screen'; readonly maxHeight?: number; readonly isPaused?: boolean }

/** Of one participant's medium over the time since the last sample. Lengths of time in ms, rates in bit/s. */
export interface MediaSample {
  readonly participantId: string;
  readonly slot: Slot;
  readonly direction: 'sent' | 'received';
  /** Frames per second, and their height in pixels; 0 for sound. */
  readonly frames: number;
  readonly height: number;
  readonly bitrate: number;
  /** Shares from 0 to 1: of packets, and of the sound that was made up for them. */
  readonly lost: number;
  readonly concealed: number;
  readonly jitterMs: number;
  readonly roundTripMs: number | undefined;
  /** How long sound or pictures wait at the receiver to be played evenly. */
  readonly bufferMs: number;
  /** Why the sender sends less than it could, where it says so. */
  readonly limitedBy?: 'cpu' | 'bandwidth' | undefined;
  /** The connection has taken another way through the network in this time. */
  readonly isNewWay?: boolean;
}

/** Another one in the call. `isFirst`: they came before me, and it is for me to reach out to them. */
export interface MediaPeer { readonly participantId: string; readonly isFirst: boolean }

/** Stands between encoders, decoders and the network of a call that is encrypted from end to end. Everything that sends or receives is to be handed to it before anything flows. */
export interface MediaCrypt {
  /** What connections are to be made with. */
  readonly configuration: RTCConfiguration;
  sends(place: RTCRtpTransceiver, slot: Slot): void;
  /** Again, where another one comes in that place. */
  receives(place: RTCRtpTransceiver, slot: Slot, from: string): void;
}

/** What a driver asks of the call that it serves, and tells it. */
export interface RouterContext {
  readonly participantId: string;
  readonly epoch: number;
  readonly iceServers: readonly RTCIceServer[];
  /** This page was in the call before it was loaded anew: the others are told. */
  readonly isBack: boolean;
  /** Where the call is encrypted from end to end. */
  readonly crypt?: MediaCrypt | undefined;
  /** Says something to another participant, reliably and in order. */
  send(to: string, data: unknown): void;
  /** A track of theirs has begun, has become another one, or is over (`undefined`). */
  onTrack(participantId: string, slot: Slot, track: MediaStreamTrack | undefined): void;
  onLink(participantId: string, state: LinkState): void;
}

/**
 * The way of media between this device and the others of a call; mesh and SFU are its drivers, and one contract test is for both. Each slot has a fixed place in the
 * connection: another track takes it without a new negotiation.
 */
export interface MediaRouter {
  /** Those who are in the call now, without me; whoever is new is connected, whoever is not among them any more is let go. */
  setPeers(peers: readonly MediaPeer[]): void;
  /** From another participant, in order. */
  hear(from: string, data: unknown): void;
  /** From the media server, where this way goes over one. */
  hearServer?(event: MediaEvent): void;
  /** There is a connection to the server again. */
  resume?(): void;
  /** Their page has been loaded anew, and knows nothing of what was before. */
  forget(participantId: string): void;
  publish(slot: Slot, track: MediaStreamTrack | undefined): Promise<void>;
  /** Bounds for what I send of a slot; absent ones are lifted. `bitrate` in bit/s; 0: nothing is sent. */
  limit(slot: Slot, bounds: { readonly bitrate?: number; readonly height?: number; readonly frames?: number }): Promise<void>;
  setWanted(participantId: string, wanted: Wanted): void;
  /** New credentials, or another network: all links look for their way anew. */
  restart(iceServers?: readonly RTCIceServer[]): void;
  sample(): Promise<readonly MediaSample[]>;
  /** How loud each of the others is now, 0 to 1. */
  levels(): ReadonlyMap<string, number>;
  leave(): void;
}
