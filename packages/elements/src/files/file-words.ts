// What a file is called, in words: kind, size, length.
import type { FileKind, FileSummary } from '@corridor/sdk';
import * as shapes from '../base/icon-shapes.files.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';

const shapesByKind: Record<FileKind, typeof shapes.file> = {
  image: shapes.image, video: shapes.video, audio: shapes.audio, document: shapes.fileText, spreadsheet: shapes.sheet, presentation: shapes.slides, archive: shapes.archive, code: shapes.codeFile, text: shapes.fileText, other: shapes.file,
};

export const shapeOf = ({ kind }: Pick<FileSummary, 'kind'>): typeof shapes.file => shapesByKind[kind];

/** "Image", "PDF document", "Spreadsheet" */
export function kindName({ kind, mediaType }: Pick<FileSummary, 'kind'> & { mediaType?: string }): string {
  if (mediaType === 'application/pdf') return msg('PDF document');
  switch (kind) {
    case 'image': return msg('Image');
    case 'video': return msg('Video');
    case 'audio': return msg('Audio');
    case 'document': return msg('Document');
    case 'spreadsheet': return msg('Spreadsheet');
    case 'presentation': return msg('Presentation');
    case 'archive': return msg('Archive');
    case 'code': return msg('Code');
    case 'text': return msg('Text');
    default: return msg('File');
  }
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const formatters = new Map<string, Intl.NumberFormat>();

/** "3.4 MB": in powers of 1000, as disks and downloads are sold. */
export function formatBytes(language: string, bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3)), unit = units[power]!, key = `${language} ${unit}`;
  let formatter = formatters.get(key);
  if (!formatter) formatters.set(key, (formatter = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: power ? 'short' : 'long', maximumFractionDigits: power > 1 ? 1 : 0 })));
  return formatter.format(bytes / 1000 ** power);
}

/** "2:05", "1:02:05" */
export function formatLength(language: string, seconds: number): string {
  const whole = Math.round(seconds), two = (value: number) => new Intl.NumberFormat(language, { minimumIntegerDigits: 2 }).format(value);
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60, rest = two(whole % 60);
  return hours ? `${formatNumber(language, hours)}:${two(minutes)}:${rest}` : `${formatNumber(language, minutes)}:${rest}`;
}

export function formatPages(language: string, pages: number): string {
  const count = formatNumber(language, pages);
  return plural(language, pages, { one: str`${count} page`, other: str`${count} pages` });
}

/** Pixels, length or pages, where they are known: what a list has room for beside the size. */
export function measure(language: string, { facts }: FileSummary): string {
  if (facts.duration !== undefined) return formatLength(language, facts.duration);
  if (facts.pages) return formatPages(language, facts.pages);
  return facts.width && facts.height ? `${formatNumber(language, facts.width)} × ${formatNumber(language, facts.height)}` : '';
}

/** Letters that are joined to their neighbours, and those that belong to the one before. */
const joined = /[\p{Script=Arabic}\p{Script=Syriac}\p{M}\u200d]/u;

/** A long name loses its middle, so that its ending stays to be read: two parts, of which the first gives way. Between them no letter is torn from another. */
export function nameParts(name: string): [string, string] {
  let at = Math.max(0, name.length - Math.min(10, Math.floor(name.length / 2)));
  while (at > 0 && at < name.length && name[at - 1] !== ' ' && (joined.test(name[at]!) || /[\udc00-\udfff]/.test(name[at]!))) at++;
  return [name.slice(0, at), name.slice(at)];
}
