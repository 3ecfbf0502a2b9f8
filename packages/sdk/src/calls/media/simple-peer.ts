import { SimplePeer as Bundled } from './simple-peer.bundle.ts';

/** What simple-peer says to the other side, which is to be handed to its `signal`. */
export type PeerSignal = { type: string; sdp?: string; candidate?: RTCIceCandidateInit; renegotiate?: true; transceiverRequest?: object };

interface PeerOptions {
  initiator: boolean;
  config: RTCConfiguration;
  channelConfig?: RTCDataChannelInit;
  sdpTransform?: (sdp: string) => string;
}

interface PeerEvents { signal: [PeerSignal]; connect: []; data: [unknown]; close: []; error: [Error & { code?: string }] }

/** The parts of simple-peer that calls use, those included that it keeps to itself and that we build upon: its connection, and how it deals with what happens to it. */
export declare class Peer {
  constructor(options: PeerOptions);
  readonly initiator: boolean;
  readonly connected: boolean;
  readonly destroyed: boolean;
  readonly destroying: boolean;
  protected readonly _pc: RTCPeerConnection;
  on<N extends keyof PeerEvents>(name: N, listener: (...values: PeerEvents[N]) => void): this;
  emit<N extends keyof PeerEvents>(name: N, ...values: PeerEvents[N]): void;
  signal(signal: PeerSignal): void;
  send(data: string): void;
  destroy(error?: Error): void;
  protected _needsNegotiation(): void;
  protected _createAnswer(): void;
  protected _onConnectionStateChange(): void;
  protected _onIceStateChange(): void;
  protected _onTrack(event: RTCTrackEvent): void;
}

export const SimplePeer = Bundled as unknown as typeof Peer;
// It would ask public STUN servers where it is given none.
(SimplePeer as unknown as { config: RTCConfiguration }).config = {};
