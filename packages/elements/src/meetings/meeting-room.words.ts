import type { CallInfo, CallSession, CorridorError } from '@corridor/sdk';
import { isLive } from '@corridor/sdk/calls';
import { msg, plural, str } from '../base/localisation.ts';
import { explainRefusal as explain } from '../calls/call-refusals.ts';

/** Why nobody comes in now; `password` stands beside its field. */
export type Reason = 'password' | 'locked' | 'removed' | 'full' | 'closed';
export const reasonOf = ({ details }: CorridorError): Reason | undefined => (details as { reason?: Reason } | undefined)?.reason;

/** What a refusal at the door says to the person before it. */
export function refusalWords(language: string, error: CorridorError): string {
  if (error.code === 'not-found') return msg('No room has this code. Look at the link again, or ask who sent it.');
  if (error.code === 'rate-limited') return waitWords(language, (error.details as { retryAfterMs?: number } | undefined)?.retryAfterMs ?? 60_000);
  return reasonOf(error) === 'password' ? msg('This is not the password of the room.') : explain(error);
}

function waitWords(language: string, ms: number): string {
  const count = Math.max(1, Math.ceil(ms / 60_000));
  return plural(language, count, { one: str`That was tried too often. Try again in ${count} minute.`, other: str`That was tried too often. Try again in ${count} minutes.` });
}

/** Who is in the room. */
export function peopleWords(language: string, count: number): string {
  return count === 0 ? msg('Nobody is there yet.') : plural(language, count, { one: str`${count} person is in the meeting.`, other: str`${count} people are in the meeting.` });
}

export type Ending = 'left' | 'ended' | 'removed' | 'not-admitted' | 'lost';

/** How a meeting has ended for me. */
export function endingOf(call: CallInfo, session: CallSession): Ending {
  const mine = call.participants.find(({ id }) => id === session.participantId);
  if (mine?.state === 'removed') return mine.joinedAt === null ? 'not-admitted' : 'removed';
  if (mine?.state === 'failed') return 'lost';
  const isForAll = !isLive(call) && (mine?.state === 'cancelled' || call.participants.some(({ id, leftAt }) => id !== mine?.id && leftAt !== null && leftAt === call.endedAt));
  return isForAll ? 'ended' : 'left';
}

export function endingWords(ending: Ending): string {
  switch (ending) {
    case 'left': return msg('You have left the meeting');
    case 'ended': return msg('The meeting is over');
    case 'removed': return msg('You were taken out of the meeting');
    case 'not-admitted': return msg('You were not let in');
    case 'lost': return msg('The connection was lost');
  }
}
