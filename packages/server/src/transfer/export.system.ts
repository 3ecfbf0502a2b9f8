import type { SystemCard } from '@corridor/sdk/protocol';
import type { Names } from './export.words.ts';

function whom({ people = [], count = people.length }: SystemCard, names: Names): string {
  const shown = people.map(names.person), others = count - people.length;
  return [...shown, ...others > 0 ? [`${others} more`] : []].join(', ');
}

/** What happened in a channel, in English and without who did it, who stands beside it. */
export function happened(card: SystemCard, names: Names): string {
  const { event, value, before } = card;
  switch (event) {
    case 'renamed': return `renamed this channel${before ? ` from ${before}` : ''} to ${value}`;
    case 'described': return value ? `changed the description: ${value}` : 'removed the description';
    case 'visibility': return value === 'public' ? 'opened this channel to everybody in the company' : 'made this channel private';
    case 'posting': return value === 'admins' ? 'lets only owners and admins write here' : 'lets everybody write here';
    case 'archived': return 'archived this conversation';
    case 'restored': return 'restored this conversation';
    case 'joined': return `joined: ${whom(card, names)}`;
    case 'left': return `left: ${whom(card, names)}`;
    case 'added': return `added ${whom(card, names)}`;
    case 'removed': return `removed ${whom(card, names)}`;
    case 'role': return `gave ${whom(card, names)} the role ${value}`;
    case 'pinned': return `pinned message ${card.seq}`;
  }
}
