import type { Background } from '../call.effects.ts';
import { redrawn } from './frames.ts';
import { type Segment, segmenter } from './segmenter.ts';

interface Told { onPace(pace: { frames: number; ms: number }): void; onSlow(): void }

/** A picture is blurred at one eighth of its size, by so many pixels there: the same to the eye, at a sixtieth of the work. */
const reduced = 8, blurs = { light: 1.5, strong: 4 };
/** Of each second, so much may go into finding people: where it takes longer, it is done for fewer of the pictures. */
const segmentMs = 20, mostSkipped = 3;
/** Pace is looked at so often; below so many pictures a second, twice in a row, it is given up. */
const paceMs = 2000, leastFrames = 12;

/** What a camera sees, with another background. Throws where the model cannot be loaded; `onSlow` where this device is too slow for it. */
export async function withBackground(track: MediaStreamTrack, background: Background, url: string, told: Told, find: (url: string) => Promise<Segment> = segmenter): Promise<MediaStreamTrack> {
  const [segment, image] = await Promise.all([find(url), 'image' in background ? createImageBitmap(background.image) : undefined]);
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d', { alpha: false })!;
  const front = document.createElement('canvas'), person = front.getContext('2d')!, small = document.createElement('canvas'), blur = small.getContext('2d')!;
  let mask: CanvasImageSource | undefined, skipped = 0, took = 0;
  const look = pace(track, told);
  const resize = (width: number, height: number) => {
    if (canvas.width === width && canvas.height === height) return;
    for (const one of [canvas, front]) Object.assign(one, { width, height });
    Object.assign(small, { width: Math.ceil(width / reduced), height: Math.ceil(height / reduced) });
    blur.filter = 'blur' in background ? `blur(${blurs[background.blur]}px)` : 'none'; // where there are no filters, its size alone blurs it
    pen.imageSmoothingQuality = 'high';
  };

  return redrawn(track, canvas, async (frame, width, height) => {
    const began = performance.now();
    resize(width, height);
    if (!mask || skipped >= Math.min(mostSkipped, Math.floor(took / segmentMs))) {
      mask = await segment(frame) ?? mask;
      took = (took + performance.now() - began) / 2;
      skipped = 0;
    } else skipped++;
    if (image) cover(pen, image, width, height);
    else {
      blur.drawImage(frame, 0, 0, small.width, small.height);
      pen.drawImage(small, 0, 0, width, height);
    }
    if (mask) {
      person.globalCompositeOperation = 'copy';
      person.drawImage(mask, 0, 0, width, height);
      person.globalCompositeOperation = 'source-in';
      person.drawImage(frame, 0, 0, width, height);
      pen.drawImage(front, 0, 0);
    }
    look(performance.now() - began);
  });
}

/** Fills all there is; what juts out is cut off on both sides. */
function cover(pen: CanvasRenderingContext2D, image: ImageBitmap, width: number, height: number): void {
  const scale = Math.max(width / image.width, height / image.height), across = image.width * scale, down = image.height * scale;
  pen.drawImage(image, (width - across) / 2, (height - down) / 2, across, down);
}

/** Tells how it goes. A camera that is itself slow, as in the dark, is no reason to give up. */
function pace(track: MediaStreamTrack, { onPace, onSlow }: Told): (ms: number) => void {
  let began = performance.now(), frames = 0, spent = 0, slow = 0;
  return (ms) => {
    frames++;
    spent += ms;
    const passed = performance.now() - began;
    if (passed < paceMs) return;
    const now = { frames: Math.round((frames * 1000) / passed), ms: Math.round(spent / frames) };
    onPace(now);
    slow = now.frames < leastFrames && spent > passed / 2 ? slow + 1 : 0;
    [began, frames, spent] = [performance.now(), 0, 0];
    if (slow === 2 && track.readyState === 'live') onSlow();
  };
}
