import { z } from 'zod';
import { operation } from './operation.ts';
import { Id, Text } from './schema.ts';

/** What a participant sends, each in a place of its own in their connection. */
export const mediaSlots = ['microphone', 'camera', 'screen', 'screenAudio'] as const;
export type MediaSlot = (typeof mediaSlots)[number];

/** A session description (RFC 8866): one that receives fifty people is some 100,000 characters long. */
const Sdp = Text(400_000).min(1);
/** The client's pair of connections, chosen anew whenever it begins again. */
const run = Text(40).min(1);
const mid = Text(16).min(1);
/** ICE candidates as browsers write them (`RTCIceCandidate`); none with `isLast` ends them. */
const Candidate = z.object({ candidate: Text(1000), sdpMid: mid.nullable(), sdpMLineIndex: z.int().min(0).max(1000).nullable() });

/** What a participant says to the media server by way of ours. Everything may be said again: the same `seq` of a run has the same answer. */
export const MediaRequest = z.discriminatedUnion('type', [
  /** My sending connection, with which a run begins, or an ICE restart of it. */
  z.object({ type: z.literal('offer'), run, seq: z.int().min(1), sdp: Sdp, slots: z.array(z.object({ mid, slot: z.enum(mediaSlots) })).max(mediaSlots.length) }),
  z.object({ type: z.literal('candidates'), run, of: z.enum(['sending', 'receiving']), candidates: z.array(Candidate).max(50), isLast: z.boolean().optional() }),
  /** What I send now; of the camera its `height` in pixels and how many layers, each half as high as the one before. Later ones count alone: `seq` grows. */
  z.object({ type: z.literal('sending'), run, seq: z.int().min(1), slots: z.array(z.enum(mediaSlots)).max(mediaSlots.length), height: z.int().min(1).max(10_000).optional(), layers: z.int().min(1).max(3).optional() }),
  /** `receiving` of that version has arrived; with the answer to its offer, where it had one. */
  z.object({ type: z.literal('received'), run, version: z.int().min(1), sdp: Sdp.optional() }),
  /** What I look at, all of it. `maxHeight` in pixels of the screen; what is absent is wanted as it is. */
  z.object({ type: z.literal('wanted'), run, seq: z.int().min(1), wanted: z.array(z.object({ participantId: Id, slot: z.enum(['camera', 'screen']), maxHeight: z.int().min(0).max(10_000).optional(), isPaused: z.boolean().optional() })).max(200) }),
  /** My receiving connection looks for its way anew. */
  z.object({ type: z.literal('restart'), run, seq: z.int().min(1) }),
]);
export type MediaRequest = z.infer<typeof MediaRequest>;
export type MediaRequestOf<T extends MediaRequest['type']> = Extract<MediaRequest, { type: T }>;

/** `sdp`: the answer to an offer. */
export const MediaAnswer = z.object({ sdp: Sdp.optional() });
export type MediaAnswer = z.infer<typeof MediaAnswer>;

/** Whose medium arrives where in the receiving connection. `isSent`: there is something in it now. */
export const MediaPlace = z.object({ mid, participantId: Id, slot: z.enum(mediaSlots), isSent: z.boolean() });
export type MediaPlace = z.infer<typeof MediaPlace>;

/** The most that any other one looks at of what I send; `isPaused`: nobody looks. */
export const MediaAsked = z.object({ slot: z.enum(['camera', 'screen']), maxHeight: z.int().min(0).optional(), isPaused: z.boolean() });
export type MediaAsked = z.infer<typeof MediaAsked>;

export const MediaEvent = z.discriminatedUnion('type', [
  /**
   * All that I receive, said again until `received`; `people`: the others whose connections stand; `asked`: what the others look at of mine, where that is not the whole picture; `offer` where my connection
   * is to be negotiated anew.
   */
  z.object({ type: z.literal('receiving'), run, version: z.int().min(1), people: z.array(Id), places: z.array(MediaPlace), asked: z.array(MediaAsked), offer: Sdp.optional() }),
  /** The media server has let go of this run: begin another one. */
  z.object({ type: z.literal('gone'), run }),
]);
export type MediaEvent = z.infer<typeof MediaEvent>;

export const callMediaOperations = {
  /**
   * From me in a call whose media go through the media server. `conflict` with `epoch` in its details: the media go another way by now; with `isGone`: the run is unknown, another one begins it.
   * `unavailable`: no media server answers; the same again may work.
   */
  'calls.media': operation({
    input: z.object({ participantId: Id, epoch: z.int().min(1), data: MediaRequest }), output: MediaAnswer, permission: 'calls.join', limit: 'signal', errors: ['conflict', 'unavailable'],
  }),
};

export const callMediaEvents = {
  /** To the device of the participant alone. */
  'calls.media': z.object({ callId: Id, participantId: Id, epoch: z.int(), data: MediaEvent }),
};
