import type { CallInfo, CallMedia, Peer, Participant, Quality, Tracks } from '@corridor/sdk';
import { msg } from '../base/localisation.ts';
import { formatTime } from '../voice/voice-time.ts';

/** What I send: at once, also where the server does not hear of it yet. */
export const sent = ({ microphone, camera, screen }: Tracks): CallMedia => ({ microphone: !!microphone?.enabled, camera: !!camera, screen: !!screen });

/** How well media get through, and what spoils it. */
export function qualityWords({ level, because }: Quality): string {
  const words = { excellent: msg('Excellent connection'), good: msg('Good connection'), poor: msg('Poor connection'), disconnected: msg('No connection') }[level];
  const why = because && level !== 'excellent' && { loss: msg('some of it is lost on the way'), delay: msg('it takes long on the way'), jitter: msg('it comes unevenly'), bandwidth: msg('the line is slow'), cpu: msg('this device is busy') }[because];
  return why ? `${words}: ${why}` : words;
}

/** Why somebody is not to be heard or seen yet, or any more. */
export function stateWords({ state }: Participant, peer: Peer | undefined): string {
  if (state === 'invited') return msg('Calling…');
  if (state === 'ringing') return msg('Ringing…');
  if (state === 'held') return msg('On hold');
  if (peer?.link === 'failed') return msg('No connection');
  if (state === 'reconnecting' || peer?.link === 'reconnecting') return msg('Reconnecting…');
  return state === 'answered' || !peer || peer.link === 'connecting' ? msg('Connecting…') : '';
}

/** How a call came to its end, for one of those who were in it or were asked; or, where that is not known, for anybody who reads of it. */
export function endWords({ status, reason, startedBy, activeAt }: Pick<CallInfo, 'status' | 'reason' | 'startedBy' | 'activeAt'>, me: string | undefined, wasAsked = true): string {
  const isMine = startedBy === me || !wasAsked;
  if (reason === 'declined') return isMine ? msg('The call was declined') : msg('You declined the call');
  if (reason === 'busy') return isMine ? msg('They are in another call') : msg('Missed call: you were in another call');
  if (reason === 'error') return msg('The connection was lost');
  if (reason === 'cancelled' && wasAsked) return isMine ? msg('You ended the call before it was answered') : msg('Missed call');
  if (status === 'missed' || reason === 'timeout' || !activeAt) return isMine ? msg('Nobody answered') : msg('Missed call');
  return msg('The call has ended');
}

/** 0:07, 12:30, 1:02:03 */
export function clock(language: string, since: string | null, until = Date.now()): string {
  const seconds = since ? Math.max(0, Math.floor((until - Date.parse(since)) / 1000)) : 0, hours = Math.floor(seconds / 3600);
  if (!hours) return formatTime(language, seconds);
  const number = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
  return `${new Intl.NumberFormat(language).format(hours)}:${number.format(Math.floor(seconds / 60) % 60)}:${number.format(seconds % 60)}`;
}
