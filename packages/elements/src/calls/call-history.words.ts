import type { CallEntry } from '@corridor/sdk';
import type { SVGTemplateResult } from 'lit';
import * as shapes from '../base/icon-shapes.call-history.ts';
import { formatList, msg, plural, str } from '../base/localisation.ts';

/** What became of it, in a word or two. */
export function outcomeOf({ direction, outcome, reason }: CallEntry): string {
  if (outcome === 'missed') return reason === 'busy' && direction === 'incoming' ? msg('Missed, you were in another call') : msg('Missed');
  if (outcome === 'declined') return msg('Declined');
  if (outcome === 'unanswered') return reason === 'declined' ? msg('Declined by them') : msg('No answer');
  return direction === 'outgoing' ? msg('Outgoing') : direction === 'incoming' ? msg('Incoming') : msg('Others’ call');
}

export const shapeOf = ({ direction, outcome }: CallEntry): SVGTemplateResult =>
  outcome === 'missed' || outcome === 'declined' || outcome === 'unanswered' ? shapes.missed : direction === 'outgoing' ? shapes.outgoing : direction === 'incoming' ? shapes.incoming : shapes.phone;

/** Who was in it beside me: "Ben Haug, Mari Solberg and 3 more". */
export function othersOf({ people, count }: CallEntry, me: string | undefined, language: string, nameOf: (userId: string) => string): string {
  const others = people.filter((id) => id !== me), named = others.slice(0, 3).map(nameOf), more = count - (others.length < people.length ? 1 : 0) - named.length;
  if (named.length === 0) return msg('Nobody else');
  return more > 0 ? plural(language, more, { one: str`${formatList(language, named)} and one more`, other: str`${named.join(', ')} and ${more} more` }) : formatList(language, named);
}
