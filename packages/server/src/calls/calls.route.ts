import { type CallState, isPresent } from '@corridor/sdk/protocol';
import { CallError } from '../errors.ts';
import type { CallRow } from './calls.rows.ts';
import type { Calls } from './calls.service.ts';

const present = ({ legs }: CallState): number => legs.filter(isPresent).length;

/** By which way the media go from now on, where that changes. A call that has gone over to the media server stays there. Refuses who would be one too many. */
export function wayOf({ route }: CallRow, was: CallState, is: CallState, { sfu, mostInMesh, most }: Pick<Calls, 'sfu' | 'mostInMesh' | 'most'>): CallRow['route'] | undefined {
  const count = present(is);
  if (count <= present(was)) return undefined;
  if (count > most) throw new CallError('conflict', `The call is full: it takes ${most} people (CALLS_MOST)`, { reason: 'full', most });
  if (route === 'sfu' || count <= mostInMesh) return undefined;
  const state = sfu.state();
  if (state === 'none') throw new CallError('conflict', `This server takes ${mostInMesh} people into a call: its media go straight from one to the other. For more its operator sets JANUS_URL`, { reason: 'no-media-server', most: mostInMesh });
  if (state === 'unreachable') throw new CallError('conflict', `More than ${mostInMesh} people need the media server, which does not answer now. Try again in a moment; its operator sees it at /readyz`, { reason: 'media-server-away', most: mostInMesh });
  return 'sfu';
}
