import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import type { FileScope } from './files.pages.queries.ts';

/** Where files are looked for: in a scope, or in a channel that the caller sees. */
export async function placeOf(call: Call, channelId: string | undefined, scope: FileScope): Promise<FileScope> {
  if (channelId === undefined) return scope;
  if (!call.can('chat.access_channels')) throw new CallError('not-found', 'No such channel');
  await call.chat.seenChannel(call, channelId);
  return 'channel';
}
