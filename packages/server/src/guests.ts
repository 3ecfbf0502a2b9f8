import type { OperationName, Parsed, Permission } from '@corridor/sdk/protocol';
import type { Session } from './call.ts';
import { CallError } from './errors.ts';

/** What guests of a room may ask, and which conversations that names: it must be the room's. Calls are looked at where they are read (`mustSee`), participants are one's own. */
const asked: { readonly [N in OperationName]?: (input: Parsed<N>) => readonly string[] } = {
  'session.me': () => [],
  'session.refresh': () => [],
  'people.get': () => [],
  'chat.sync': ({ channels }) => channels.flatMap(({ channelId, record, threadOf }) => (record ?? threadOf ? [channelId, ''] : [channelId])),
  'chat.channel': ({ channelId }) => [channelId],
  'chat.history': ({ channelId }) => [channelId],
  'chat.changes': ({ channelId }) => [channelId],
  'chat.listen': ({ channelId, record, threadOf }) => (record ?? threadOf ? ['', channelId] : [channelId]),
  'chat.unlisten': ({ channelId }) => [channelId],
  'chat.typing': ({ channelId }) => [channelId],
  'chat.markRead': ({ channelId }) => [channelId],
  'chat.send': ({ channelId, record, threadOf, fileIds }) => (record ?? threadOf ?? fileIds ? ['', channelId] : [channelId]),
  'meetings.find': () => [],
  'meetings.join': () => [],
  'calls.resume': () => [],
  'calls.ice': () => [],
  'calls.update': () => [],
  'calls.leave': () => [],
  'calls.call': () => [],
  'calls.live': ({ channelIds = [] }) => channelIds,
  'calls.signal': () => [],
  'calls.media': () => [],
  'calls.tell': () => [],
  'calls.measure': () => [],
  'calls.answerRecording': () => [],
};

export const guestPermissions: readonly Permission[] = ['chat.access_channels', 'calls.join'];

/** A guest sees one room: everything else answers as if it were not there, or not for guests. */
export function mustBeForGuests<N extends OperationName>({ guest }: Session, name: N, input: Parsed<N>): void {
  if (!guest) return;
  const named = asked[name] as ((input: Parsed<N>) => readonly string[]) | undefined;
  if (!named) throw new CallError('forbidden', 'A guest does not do this: it takes an account here', { reason: 'guest' });
  if (named(input).some((channelId) => channelId !== guest.channelId)) throw new CallError('not-found', 'No such channel');
}
