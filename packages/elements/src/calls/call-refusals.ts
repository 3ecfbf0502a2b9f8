// What a refusal of calls and of rooms to meet in says to the person in front of it. Loaded with what is not there from the beginning, or with the first refusal.
import type { CorridorError } from '@corridor/sdk';
import { msg, speaker, str } from '../base/localisation.ts';
import { explain as explainAny } from '../base/problem.ts';

interface Details { readonly reason?: string; readonly hosts?: unknown; readonly permission?: unknown; readonly participantId?: unknown; readonly from?: unknown }

function reasonWords({ reason, hosts, permission, participantId, from }: Details): string | undefined {
  switch (reason) {
    case 'full': return msg('The call is full. Try again when somebody has left.');
    case 'no-media-server': return msg('This server takes no more people into a call.');
    case 'media-server-away': return msg('Nobody else can come in at the moment. Try again shortly.');
    case 'locked': return msg('The call is locked. A host of it can ask people in.');
    case 'lobby': return msg('The call has a lobby. A host of it asks others in.');
    case 'removed': return msg('You cannot come in by yourself any more. A host of the call can ask you in.');
    case 'access': return msg('You do not see the record of this call any more. Whoever manages it can let you in again.');
    case 'closed': return msg('The room is closed. Its owner can open it.');
    case 'password': return msg('This room has a password. Ask who invited you.');
    case 'over': return msg('The call is over. Start another one.');
    case 'unanswered': return msg('Nobody has answered yet.');
    case 'there': return msg('They are in this call already.');
    case 'busy': return msg('They are in another call');
    case 'not-encrypted': return msg('The call is not encrypted from end to end.');
    case 'no-encryption': return msg('The call is encrypted from end to end, which this browser cannot do. A newer one can.');
    case 'no-worker': return msg('The call is encrypted from end to end, which this page does not let the browser do. Whoever runs the page can change that.');
    case 'encrypted': return msg('This call is encrypted from end to end: no server may hear it.');
    case 'not-set-up': return msg('This server has no speech service. Whoever runs it can set one up.');
  }
  if (hosts) return msg('Only a host of the call can do this.');
  if (typeof permission === 'string') return msg(str`This needs the permission ${permission}; an administrator can grant it.`);
  if (participantId) return msg('You are in this call on another device.');
  return from ? msg('It is too early. Come back when it begins.') : undefined;
}

/** Why a recording ended early where files have no more room. */
export const noRoom = (): string => msg('It ended early: your organisation has no more room for files. An administrator can make some. What there was until then is kept.');

/** As for anything else; what calls are refused for is said in the language of who asks, and in the server's own words only where those are in it. */
export const explainRefusal: typeof explainAny = (error) => {
  if (error?.code === 'quota-exceeded') return msg('Your organisation has no room for it. An administrator can make some.');
  if (error?.code !== 'conflict' && error?.code !== 'forbidden') return explainAny(error);
  const words = reasonWords((error as CorridorError).details as Details | undefined ?? {});
  return words ?? (/^en\b/i.test(speaker?.language ?? 'en') ? explainAny(error) : error.code === 'forbidden' ? msg('You may not do this here.') : msg('This cannot be done now. Something has changed meanwhile.'));
};

/** The same; but what is not found is a call, or somebody in it. */
export const explain: typeof explainAny = (error) => (error?.code === 'not-found' ? msg('That call is over, or you were not asked into it.') : explainRefusal(error));
