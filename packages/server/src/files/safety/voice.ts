import { CallError } from '../../errors.ts';
import type { Examined } from './verdict.ts';

const sounds = ['audio/webm', 'audio/ogg', 'audio/mp4', 'audio/mpeg', 'audio/wav', 'audio/flac', 'audio/aac'];
/** Recorders of browsers put sound into the containers of films. */
const asSound: Readonly<Record<string, string>> = { 'video/mp4': 'audio/mp4', 'video/webm': 'audio/webm', 'video/ogg': 'audio/ogg' };

/** A voice message is sound, whatever it is packed in. */
export function asVoice(found: Examined): Examined {
  const mediaType = asSound[found.mediaType] ?? found.mediaType;
  if (!sounds.includes(mediaType)) throw new CallError('unsupported-type', 'A voice message is sound: WebM, Ogg, MP4, MP3, WAV or FLAC', { reason: 'not-allowed', detected: found.mediaType });
  return { ...found, mediaType, kind: 'audio', isInline: true };
}
