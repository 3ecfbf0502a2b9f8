import type { HostRecord } from '@corridor/sdk';
import { complain } from '../base/problem.ts';

/** The contract's limits, in UTF-16 units. */
const longestTitle = 200, longestUrl = 2000;

/** The record that a page describes. A title or address that the server would refuse is no reason to keep people from their conversation. */
export function hostRecord(type: string, id: string, title: string, url: string, audience?: string): HostRecord | undefined {
  if (!type || !id) return undefined;
  const isUrlGood = url.length <= longestUrl && /^https?:$/.test(protocolOf(url));
  if (!isUrlGood) complain(`record-url is left out, for it must be an http or https address, or a path, of at most ${longestUrl} characters: ${url.slice(0, 100)}`);
  return { type, id, ...(audience && { audience }), ...(title && { title: title.slice(0, longestTitle).toWellFormed() }), ...(url && isUrlGood && { url }) };
}

function protocolOf(url: string): string {
  try {
    return new URL(url, document.baseURI).protocol;
  } catch {
    return '';
  }
}
