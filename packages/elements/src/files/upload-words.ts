// What happens to an upload, in words.
import type { CorridorError, FileKind, FileUpload } from '@corridor/sdk';
import { msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { formatBytes } from './file-words.ts';

const documents = /pdf|word|opendocument\.text|rtf/, spreadsheets = /sheet|excel|csv/, presentations = /presentation|powerpoint/, archives = /zip|compressed|x-tar|gzip|x-7z|x-rar/;

/** As far as the browser knows; the server looks at the content. */
export function kindBy(mediaType: string): FileKind {
  const [group] = mediaType.split('/');
  if (group === 'image' || group === 'video' || group === 'audio') return group;
  const kinds: [RegExp, FileKind][] = [[spreadsheets, 'spreadsheet'], [presentations, 'presentation'], [documents, 'document'], [archives, 'archive'], [/^text/, 'text']];
  return kinds.find(([pattern]) => pattern.test(mediaType))?.[1] ?? 'other';
}

/** Why a file was not taken, for the person in front of it. */
export function explainUpload(error: CorridorError | undefined, language: string): string {
  const most = (error?.details as { most?: unknown } | undefined)?.most;
  switch (error?.code) {
    case 'too-large': return typeof most === 'number' ? msg(str`Too large: a file has at most ${formatBytes(language, most)} here.`) : msg('This file is too large.');
    case 'unsupported-type': return msg('Files of this kind are not accepted here.');
    case 'infected': return msg('Not accepted: it was found to be harmful.');
    case 'checksum-mismatch': return msg('It was damaged on the way. Try again.');
    case 'invalid-input': return /empty/i.test(error.message) ? msg('This file is empty.') : explain(error);
    default: return explain(error);
  }
}

/** Whether the same file would be refused again. */
export const isFinal = (error: CorridorError | undefined): boolean => ['unsupported-type', 'too-large', 'infected'].includes(error?.code ?? '') || (error?.code === 'invalid-input' && /empty/i.test(error.message));

/** "3.4 MB of 12 MB", "Paused", why it failed */
export function progressWords({ progress, bytes, needsFile }: FileUpload, language: string): string {
  const { state, sent, error } = progress.get(), all = formatBytes(language, bytes);
  switch (state) {
    case 'done': return all;
    case 'failed': return explainUpload(error, language);
    case 'checking': return msg('Being checked…');
    case 'paused': return needsFile ? (error ? msg('This is another file. Choose the same one again.') : msg('Choose the same file again to go on.')) : msg('Paused');
    case 'waiting': return !error ? msg('Waiting') : error.code === 'offline' ? msg('Waiting for the connection') : explainUpload(error, language);
    default: return msg(str`${formatBytes(language, sent)} of ${all}`);
  }
}
