import { readArchive } from './archive.ts';
import { readAudio } from './audio.ts';
import { readImage } from './image.ts';
import { readOffice } from './office.ts';
import { readPdf } from './pdf.ts';
import { decodeText, plainText, readBeginning, readText } from './text.ts';
import type { Tools } from './tools.ts';
import type { Made, Source, Workshop } from './types.ts';
import { readVideo } from './video.ts';
import { readVoice } from './voice.ts';

const mostMarkup = 4 * 2 ** 20;

/** Words of a drawing: what stands in it, without its markup. */
async function wordsOfSvg(file: string): Promise<string> {
  const markup = decodeText(await readBeginning(file, mostMarkup), true);
  return plainText(markup.replaceAll(/<(script|style)[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->|<[^>]*>/gi, ' ').replaceAll(/\s+/g, ' '));
}

async function read(source: Source, workshop: Workshop): Promise<Omit<Made, 'problems'>> {
  const { path: file, kind, mediaType } = source;
  if (kind === 'image') {
    const text = mediaType === 'image/svg+xml' ? await wordsOfSvg(file) : undefined;
    return { ...await readImage(source, workshop), ...(text && { text }) };
  }
  if (kind === 'video') return readVideo(source, workshop);
  if (kind === 'audio' && source.voice) return readVoice(source, source.voice, workshop);
  if (kind === 'audio') return readAudio(source, workshop);
  if (mediaType === 'application/pdf') return readPdf(file, workshop);
  if (kind === 'text' || kind === 'code' || mediaType === 'text/csv') return { facts: {}, renditions: [], text: await readText(file) };
  if (kind === 'document' || kind === 'spreadsheet' || kind === 'presentation') return readOffice(source, workshop);
  if (kind === 'archive') return { facts: {}, renditions: [], text: await readArchive(source, workshop) };
  return { facts: {}, renditions: [] };
}

/**
 * Makes of a file what can be made of it, in `folder`: facts, pictures, a form that browsers play, and its text. A missing program or a broken file means less of that;
 * only the signal's end is thrown.
 */
export async function processFile(source: Source, tools: Tools, folder: string, signal: AbortSignal): Promise<Made> {
  const problems: Error[] = [];
  const note = (problem: unknown) => {
    signal.throwIfAborted();
    problems.push(problem instanceof Error ? problem : new Error(String(problem)));
  };
  let made: Omit<Made, 'problems'> = { facts: {}, renditions: [] };
  try { made = await read(source, { tools, folder, signal, note }); } catch (error) { note(error); }
  return { ...made, problems };
}
