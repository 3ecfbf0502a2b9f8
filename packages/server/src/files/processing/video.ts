import path from 'node:path';
import { picturesOf } from './image.ts';
import { opened, probe, type Media } from './media.ts';
import { runTool } from './run.ts';
import type { Made, MadeRendition, Source, Workshop } from './types.ts';

const mostBitsPerSecond = 8_000_000, mostSide = 1920, playableSide = 1280;
const posterSeconds = 60, playableSeconds = 10 * 60;

/** What every browser of today plays from its own container, and nobody waits for: no more than Full HD, no more than 8 Mbit/s. */
function isPlayable({ mediaType }: Source, { video, audio, facts, bitsPerSecond = 0 }: Media): boolean {
  if (bitsPerSecond > mostBitsPerSecond || Math.max(facts.width ?? 0, facts.height ?? 0) > mostSide) return false;
  if (mediaType === 'video/mp4') return video?.codec === 'h264' && /^yuvj?420p$/.test(video.pixels) && (!audio || ['aac', 'mp3'].includes(audio.codec));
  return mediaType === 'video/webm' && ['vp8', 'vp9', 'av1'].includes(video?.codec ?? '') && (!audio || ['opus', 'vorbis'].includes(audio.codec));
}

/** A frame from the first tenth, after what may have been black, and at most five seconds in. */
async function poster(source: Source, media: Media, { tools, folder, signal }: Workshop): Promise<MadeRendition[]> {
  const output = path.join(folder, 'poster.png'), at = Math.min(5, (media.facts.duration ?? 0) / 10);
  const input = opened(source)!;
  await runTool(tools, 'ffmpeg', ['-nostdin', '-v', 'error', '-ss', at.toFixed(3), ...input, '-map', '0:V:0', '-frames:v', '1', '-vf', 'scale=\'min(2048,iw)\':-2', '-y', output], { seconds: posterSeconds, folder, signal });
  return picturesOf(output, folder);
}

/** H.264 and AAC in MP4, 720 lines, its index at the front so that it plays before it is whole; without what the original says of place and device. */
async function playable(source: Source, { facts: { width = 0, height = 0 } }: Media, { tools, folder, signal }: Workshop): Promise<MadeRendition> {
  const output = path.join(folder, 'playable.mp4'), factor = Math.min(1, playableSide / Math.max(width, height, 1));
  const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels * factor / 2));
  const size = { width: even(width), height: even(height) };
  await runTool(tools, 'ffmpeg', [
    '-nostdin', '-v', 'error', ...opened(source)!, '-map', '0:V:0', '-map', '0:a:0?', '-map_metadata', '-1', '-map_chapters', '-1', '-vf', `scale=${size.width}:${size.height}`,
    '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '25', '-maxrate', '3M', '-bufsize', '6M', '-pix_fmt', 'yuv420p', '-threads', '2', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-movflags', '+faststart', '-y', output,
  ], { seconds: playableSeconds, folder, signal });
  return { kind: 'playable', path: output, mediaType: 'video/mp4', ...size };
}

/** Facts of a video, pictures of a frame, and a form that browsers play where the original is none or is large. Nothing without ffmpeg. */
export async function readVideo(source: Source, workshop: Workshop): Promise<Pick<Made, 'facts' | 'renditions'>> {
  const media = await probe(source, workshop);
  if (!media?.video || !workshop.tools.ffmpeg) return { facts: media?.facts ?? {}, renditions: [] };
  const renditions = await poster(source, media, workshop).catch((error: unknown): MadeRendition[] => { workshop.note(error); return []; });
  if (!isPlayable(source, media)) await playable(source, media, workshop).then((made) => { renditions.push(made); }, workshop.note);
  return { facts: media.facts, renditions };
}
