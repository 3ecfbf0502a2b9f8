import { parseFile } from 'music-metadata';
import path from 'node:path';
import { picturesOf, thumbnailOf } from './image.ts';
import { opened, probe } from './media.ts';
import { runTool } from './run.ts';
import { shortText } from './text.ts';
import type { FileFacts, Made, MadeRendition, Source, Workshop } from './types.ts';
import { drawnPeaks, peaksOf } from './waveform.ts';

/** What some browser of today does not play. */
const isForeign = (mediaType: string) => !/^audio\/(mpeg|mp4|x-m4a|wav|wave|x-wav|vnd\.wave|flac|x-flac|aac)$/.test(mediaType);

/** Pixels, not a drawing, whatever the tag says that it is: what would draw it here cannot be ended. */
const isPhoto = (bytes: Uint8Array): boolean => /^(\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP)/s.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1'));

async function tagsOf({ path: file }: Source): Promise<{ facts: FileFacts; cover?: Buffer }> {
  const { format, common } = await parseFile(file, { duration: true });
  const title = shortText(common.title), author = shortText(common.artist), cover = common.picture?.find(({ data }) => isPhoto(data));
  return { facts: { ...(format.duration && format.duration > 0 ? { duration: format.duration } : {}), ...(title && { title }), ...(author && { author }) }, ...(cover && { cover: Buffer.from(cover.data) }) };
}

async function playable(source: Source, { tools, folder, signal }: Workshop): Promise<MadeRendition> {
  const output = path.join(folder, 'playable.m4a');
  await runTool(tools, 'ffmpeg', ['-nostdin', '-v', 'error', ...opened(source)!, '-map', '0:a:0', '-map_metadata', '-1', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-movflags', '+faststart', '-y', output], { seconds: 300, folder, signal });
  return { kind: 'playable', path: output, mediaType: 'audio/mp4' };
}

/** Length and tags of a sound, its cover or else its waveform as a picture, and a form that browsers play where the original is none. */
export async function readAudio(source: Source, workshop: Workshop): Promise<Pick<Made, 'facts' | 'renditions'>> {
  const { note, folder, tools } = workshop;
  const attempt = <T>(work: Promise<T>): Promise<T | undefined> => work.catch((error: unknown): undefined => { note(error); });
  const tags = await attempt(tagsOf(source)), probed = await attempt(probe(source, workshop)), peaks = await attempt(peaksOf(source, workshop));
  const pictures = tags?.cover ? await attempt(picturesOf(tags.cover, folder)) : undefined;
  const thumbnail = !pictures && peaks ? await attempt(thumbnailOf(drawnPeaks(peaks), folder)) : undefined;
  const playing = tools.ffmpeg && opened(source) && isForeign(source.mediaType) ? await attempt(playable(source, workshop)) : undefined;
  const { duration, title, author } = { ...probed?.facts, ...tags?.facts };
  return {
    facts: { ...(duration && { duration }), ...(title && { title }), ...(author && { author }), ...(peaks && { peaks }) },
    renditions: [...pictures ?? [], ...(thumbnail ? [thumbnail] : []), ...(playing ? [playing] : [])],
  };
}
