import type { FileForm, FileInfo } from '@corridor/sdk';

/** How a file is looked at. */
export type Look = 'image' | 'pdf' | 'text' | 'table' | 'video' | 'audio';

const drawn = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const table = /^text\/(csv|tab-separated-values)$/;
/** A picture with more bytes than this is shown in its smaller form. */
const mostImageBytes = 5_000_000;

const isPlayable = (mediaType: string): boolean => document.createElement(mediaType.startsWith('video') ? 'video' : 'audio').canPlayType(mediaType) !== '';

/** In which form a file is shown, and how; undefined where browsers have no way to show it. */
export function lookOf({ kind, mediaType, bytes, renditions }: FileInfo): { look: Look; as: FileForm } | undefined {
  const has = (form: FileInfo['renditions'][number]) => renditions.includes(form);
  if (kind === 'image') {
    const isDrawn = drawn.test(mediaType);
    if (has('preview') && (!isDrawn || (bytes > mostImageBytes && mediaType !== 'image/gif'))) return { look: 'image', as: 'preview' };
    return isDrawn ? { look: 'image', as: 'original' } : undefined;
  }
  if (mediaType === 'application/pdf') return { look: 'pdf', as: 'original' };
  if (kind === 'video' || kind === 'audio') return has('playable') ? { look: kind, as: 'playable' } : isPlayable(mediaType) ? { look: kind, as: 'original' } : undefined;
  if (table.test(mediaType)) return { look: 'table', as: 'original' };
  if (kind === 'text' || kind === 'code' || mediaType.startsWith('text/')) return { look: 'text', as: 'original' };
  return has('pdf') ? { look: 'pdf', as: 'pdf' } : has('preview') ? { look: 'image', as: 'preview' } : undefined;
}
