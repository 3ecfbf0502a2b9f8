import type { FileActivity } from '@corridor/sdk';
import { formatNumber, msg, str } from '../base/localisation.ts';

/** What somebody did with a file, to stand after their name. */
export function deedText({ what, details = {} }: FileActivity, language: string): string {
  const text = (key: string) => { const value = details[key]; return typeof value === 'string' ? value : typeof value === 'number' ? formatNumber(language, value) : ''; };
  switch (what) {
    case 'uploaded': return msg('uploaded it');
    case 'renamed': return text('from') ? msg(str`renamed it from “${text('from')}”`) : msg('renamed it');
    case 'tagged': return msg('changed its tags');
    case 'moved': return msg('moved it');
    case 'shared': return msg('shared it');
    case 'unshared': return msg('stopped sharing it');
    case 'transferred': return msg('gave it to another owner');
    case 'version': return msg('uploaded a new version');
    case 'version-restored': return msg('restored an earlier version');
    case 'deleted': return msg('deleted it');
    case 'restored': return msg('restored it');
    case 'linked': return msg('made a link to it');
    case 'link-revoked': return msg('revoked a link to it');
    case 'commented': return msg('commented on it');
    case 'attached': return msg('sent it in a message');
    default: return msg('changed it');
  }
}
