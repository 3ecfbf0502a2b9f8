import type { FileKind } from '@corridor/sdk/protocol';
import { fileTypeFromFile } from 'file-type';
import { CallError } from '../../errors.ts';

export interface Examined { name: string; mediaType: string; kind: FileKind; isInline: boolean }

const inline = /^(image\/(png|jpeg|gif|webp|avif|bmp)|video\/|audio\/)/;

/** Refuses what is no name of a file. */
export function checkName(name: string): void {
  if (/[\u0000-\u001f/\\]/.test(name) || ['.', '..'].includes(name.trim()) || !name.trim()) throw new CallError('invalid-input', 'The name of a file is text without slashes and control characters');
}

export async function examine(file: string, name: string): Promise<Examined> {
  const mediaType = (await fileTypeFromFile(file))?.mime ?? 'application/octet-stream', [group] = mediaType.split('/');
  return { name: name.slice(0, 255), mediaType, kind: group === 'image' || group === 'video' || group === 'audio' ? group : 'other', isInline: inline.test(mediaType) };
}
