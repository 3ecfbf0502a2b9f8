import { runTool } from './run.ts';
import { shortText } from './text.ts';
import type { FileFacts, Source, Workshop } from './types.ts';

/**
 * ffmpeg's reader for each type. It is named, never guessed: among those it would guess are lists of other files and addresses, which it would open.
 */
const readers: Readonly<Record<string, string>> = {
  'video/mp4': 'mov', 'video/quicktime': 'mov', 'video/x-m4v': 'mov', 'video/3gpp': 'mov', 'audio/mp4': 'mov', 'audio/x-m4a': 'mov',
  'video/webm': 'matroska', 'video/x-matroska': 'matroska', 'video/matroska': 'matroska', 'audio/webm': 'matroska', 'audio/x-matroska': 'matroska',
  'video/x-msvideo': 'avi', 'video/avi': 'avi', 'video/vnd.avi': 'avi', 'video/x-ms-wmv': 'asf', 'video/x-ms-asf': 'asf', 'application/vnd.ms-asf': 'asf', 'audio/x-ms-wma': 'asf', 'audio/x-ms-asf': 'asf',
  'video/x-flv': 'flv', 'video/mpeg': 'mpeg', 'video/ogg': 'ogg',
  'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'audio/x-wav': 'wav', 'audio/vnd.wave': 'wav', 'audio/wave': 'wav', 'audio/flac': 'flac', 'audio/x-flac': 'flac', 'audio/aac': 'aac', 'audio/ogg': 'ogg', 'audio/opus': 'ogg',
};

/** Arguments that open the source as what it is and nothing else; undefined where ffmpeg is not asked to read this type. */
export function opened({ path, mediaType }: Source): string[] | undefined {
  const reader = readers[mediaType];
  return reader === undefined ? undefined : ['-protocol_whitelist', 'file,pipe', '-f', reader, '-i', path];
}

interface Stream { codec_type?: string; codec_name?: string; width?: number; height?: number; pix_fmt?: string; duration?: string; disposition?: { attached_pic?: number }; side_data_list?: { rotation?: number }[]; tags?: Record<string, string> }
interface Probed { streams?: Stream[]; format?: { duration?: string; bit_rate?: string; tags?: Record<string, string> } }

export interface Media { facts: FileFacts; video?: { codec: string; pixels: string }; audio?: { codec: string }; bitsPerSecond?: number }

const tag = (tags: Record<string, string> | undefined, name: string) => shortText(Object.entries(tags ?? {}).find(([key]) => key.toLowerCase() === name)?.[1]);

/** What ffprobe says of a video or a sound; undefined where it is missing or does not read the type. */
export async function probe(source: Source, { tools, folder, signal }: Workshop): Promise<Media | undefined> {
  const input = opened(source);
  if (!tools.ffprobe || !input) return undefined;
  const { output } = await runTool(tools, 'ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', ...input], { seconds: 30, folder, signal });
  const { streams = [], format } = JSON.parse(output.toString()) as Probed;
  const video = streams.find(({ codec_type, disposition }) => codec_type === 'video' && !disposition?.attached_pic), audio = streams.find(({ codec_type }) => codec_type === 'audio');
  const duration = Number(format?.duration ?? video?.duration ?? audio?.duration), bits = Number(format?.bit_rate);
  const isTurned = video?.side_data_list?.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90) ?? Math.abs(Number(video?.tags?.rotate ?? 0)) % 180 === 90;
  const [width, height] = isTurned ? [video?.height, video?.width] : [video?.width, video?.height];
  const title = tag(format?.tags, 'title'), author = tag(format?.tags, 'artist');
  return {
    facts: { ...(duration > 0 && { duration }), ...(width && height ? { width, height } : {}), ...(title && { title }), ...(author && { author }) },
    ...(video && { video: { codec: video.codec_name ?? '', pixels: video.pix_fmt ?? '' } }), ...(audio && { audio: { codec: audio.codec_name ?? '' } }), ...(bits > 0 && { bitsPerSecond: bits }),
  };
}
