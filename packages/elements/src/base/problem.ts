import type { ErrorCode } from '@corridor/sdk';
import { msg } from './localisation.ts';

const complained = new Set<string>();

/** Tells whoever builds the page, once. */
export function complain(problem: string): void {
  if (complained.has(problem)) return;
  complained.add(problem);
  console.error(problem);
}

/** Why something did not work, in words for the person in front of it. A `forbidden` brings its own: who can grant it. */
export function explain(error: { code: ErrorCode; message: string } | undefined): string {
  switch (error?.code) {
    case 'offline':
    case 'timeout':
      return msg('You are offline.');
    case 'unauthenticated':
      return msg('You are signed out. Reload the page to sign in again.');
    case 'not-found':
      return msg('This conversation does not exist, or it is not shared with you.');
    case 'rate-limited':
      return msg('That was a lot at once. Try again in a moment.');
    case 'too-large':
      return msg('This is too long.');
    case 'quota-exceeded':
      return msg('Your organisation has no room for it. An administrator can make some.');
    case 'forbidden':
    case 'conflict':
      return error.message;
    case 'invalid-input':
      complain(error.message); // in the contract's words, which help only whoever has asked so
      return msg('The server does not accept this.');
    case 'unavailable':
      return msg('The service does not answer at the moment.');
    default:
      return msg('Something went wrong on the server.');
  }
}
