import { z } from 'zod';
import { Id, Text } from './schema.ts';

/** What a file is, by its content. */
export const fileKinds = ['image', 'video', 'audio', 'document', 'spreadsheet', 'presentation', 'archive', 'code', 'text', 'other'] as const;
export type FileKind = (typeof fileKinds)[number];

export const fileStates = ['checking', 'ready', 'quarantined'] as const;
export type FileState = (typeof fileStates)[number];

/** What the server makes of a file: a small picture, a large one, a form that browsers play, pages of an office document. */
export const renditionKinds = ['thumbnail', 'preview', 'playable', 'pdf'] as const;
export type RenditionKind = (typeof renditionKinds)[number];

/** Of a voice message: loudness over its time, each from 0 to 100. */
export const mostPeaks = 200;

/** A file's first version is 1. */
export const FileVersion = z.int().min(1).max(2 ** 31 - 1);

/** What is known of a file's content: pixels, seconds, pages; `title` and `author` as the file says; of a voice, LUFS and the share that is spoken in. */
export const FileFacts = z.object({
  width: z.int().min(1).optional(), height: z.int().min(1).optional(), duration: z.number().min(0).optional(), pages: z.int().min(0).optional(),
  title: Text(500).optional(), author: Text(500).optional(), loudness: z.number().optional(), speech: z.number().min(0).max(1).optional(), peaks: z.array(z.int().min(0).max(100)).max(mostPeaks).optional(),
}).meta({ id: 'FileFacts' });
export type FileFacts = z.infer<typeof FileFacts>;

/**
 * What everybody who sees a file sees of its current version. `checking`: nobody may fetch it yet; `quarantined`: nobody may any more.
 * `renditions`: what `files.urls` has beside the original.
 */
export const FileSummary = z.object({
  id: Id, name: Text(255).min(1), mediaType: Text(200), kind: z.enum(fileKinds), bytes: z.int().min(0), version: z.int().min(1), state: z.enum(fileStates),
  facts: FileFacts, renditions: z.array(z.enum(renditionKinds)),
}).meta({ id: 'FileSummary' });
export type FileSummary = z.infer<typeof FileSummary>;
