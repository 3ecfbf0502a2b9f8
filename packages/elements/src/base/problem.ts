import type { ErrorCode } from '@corridor/sdk';
import { msg } from './localisation.ts';

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
    case 'forbidden':
    case 'conflict':
    case 'invalid-input':
      return error.message;
    default:
      return msg('Something went wrong on the server.');
  }
}
