import { z } from 'zod';
import { legIn } from './calls.hosts.rules.ts';
import type { CallState } from './calls.machine.ts';
import { isHosting, isPresent } from './calls.states.ts';
import type { CallMedia, CallSettings } from './calls.ts';
import type { Refusal } from './errors.ts';
import { operation } from './operation.ts';
import { Id, Text } from './schema.ts';

/** A place on a shared picture: shares of its width and height. */
const share = z.number().min(0).max(1);
const Point = z.tuple([share, share]);
const strokeId = Text(40).min(1);

/**
 * What people in a call say to each other beside their voices; nothing of it is kept. `stroke`: the next points of a line that is drawn on the screen that participant `screen` shares; one that is not `isKept` fades.
 * `clear`: a stroke, or without `strokeId` all of mine; `isAll` those of everybody, for the presenter and hosts. `control`: somebody asks to act on the screen that `to` shares; what `input` is, is between two pages of the host's.
 */
export const CallWord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reaction'), emoji: Text(32).min(1) }),
  z.object({ type: z.literal('stroke'), screen: Id, strokeId, points: z.array(Point).min(1).max(500), isKept: z.boolean(), by: Id.optional() }),
  z.object({ type: z.literal('clear'), screen: Id, strokeId: strokeId.optional(), isAll: z.boolean().optional() }),
  z.object({ type: z.literal('caption'), text: Text(500), isFinal: z.boolean(), language: Text(35).optional() }),
  z.object({ type: z.literal('control'), act: z.enum(['ask', 'allow', 'refuse', 'end']) }),
  z.object({ type: z.literal('input'), input: z.record(z.string(), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()])) }),
]).meta({ id: 'CallWord' });
export type CallWord = z.infer<typeof CallWord>;

/** Of what somebody says, for captions: `POST /api/v1/participants/{participantId}/captions`, at most some seconds. In bytes. */
export const largestCaptionPiece = 512 * 2 ** 10;

const words = z.array(CallWord).min(1).max(32);

export const callTellOperations = {
  /** To all in the call, or to the participant `to` alone; `control` and `input` always go to one. `forbidden` where the call's settings, or my role, do not allow it. */
  'calls.tell': operation({ input: z.object({ participantId: Id, to: Id.optional(), words }), output: z.object({}), permission: 'calls.join', limit: 'signal', errors: ['conflict'] }),
};
export const callTellEvents = { 'calls.told': z.object({ callId: Id, from: Id, words }) };

type Shares = (participantId: string) => Pick<CallMedia, 'screen'> | undefined;

/** Whether somebody in a call may say that. `mediaOf`: what a participant sends. */
export function refuseWord(call: CallState, settings: CallSettings, userId: string, mediaOf: Shares, word: CallWord, to: string | undefined): Refusal | undefined {
  const me = legIn(call, userId);
  if (!me) return { code: 'conflict', message: 'You are out of this call; join it again' };
  const isThere = (id: string) => call.legs.some((leg) => leg.id === id && isPresent(leg));
  if (to !== undefined && !isThere(to)) return { code: 'not-found', message: 'Nobody of that id is in the call' };
  switch (word.type) {
    case 'reaction': return settings.mayReact || isHosting(me) ? undefined : { code: 'forbidden', message: 'Hosts have switched reactions off here' };
    case 'stroke': case 'clear': {
      const isMine = word.screen === me.id;
      if (!isThere(word.screen) || !mediaOf(word.screen)?.screen) return { code: 'conflict', message: 'That screen is not shared any more' };
      if (word.type === 'stroke' && word.by !== undefined && !isMine) return { code: 'forbidden', message: 'Only who shares a screen says again what others have drawn on it' };
      if (word.type === 'clear' && word.isAll && !isMine && !isHosting(me)) return { code: 'forbidden', message: 'Who shares the screen clears it, and hosts do' };
      return isMine || isHosting(me) || me.rights.includes('annotate') || (settings.mayAnnotate && me.role !== 'viewer') ? undefined : { code: 'forbidden', message: 'Hosts have not allowed you to draw here' };
    }
    case 'caption': return undefined;
    case 'control': case 'input': return to === undefined ? { code: 'invalid-input', message: 'Say to whom' } : undefined;
  }
}
