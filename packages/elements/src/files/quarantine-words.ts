// What a person is told of a file that is kept from everybody: why, and what can be done.
import { formatNumber, msg, str } from '../base/localisation.ts';

export const quarantineReason = (refusal: string | undefined): string => refusal || msg('The virus scan found something harmful in it. Nobody can open it.');

/** For who uploaded it. With an earlier version the file itself is worth keeping. */
export function quarantineAdvice(language: string, version: number): string {
  const mistake = msg('If you think that this is a mistake, ask an administrator to release it.');
  return `${version > 1 ? msg(str`Restore version ${formatNumber(language, version - 1)} in its details, or upload a clean file as the next one.`) : msg('Delete it, and upload a clean copy.')} ${mistake}`;
}
