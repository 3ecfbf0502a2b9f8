import { derived } from './derived.ts';

/** Draws what is to be seen instead of a frame on the canvas that it is drawn on; `width` and `height` are the frame's. */
export type Draw = (frame: CanvasImageSource, width: number, height: number) => Promise<void> | void;

interface Processor { readonly readable: ReadableStream<VideoFrame> }
interface Generator extends MediaStreamTrack { readonly writable: WritableStream<VideoFrame> }
/** Chromium's: they go on in a page that is not to be seen, where callbacks of videos stop. */
const { MediaStreamTrackProcessor: ProcessorOf, MediaStreamTrackGenerator: GeneratorOf } = globalThis as unknown as {
  MediaStreamTrackProcessor?: new (init: { track: MediaStreamTrack }) => Processor;
  MediaStreamTrackGenerator?: new (init: { kind: 'video' }) => Generator;
};

/** A track of pictures each of which is drawn anew, at the size and pace of the camera's. */
export function redrawn(track: MediaStreamTrack, canvas: HTMLCanvasElement, draw: Draw): MediaStreamTrack {
  return ProcessorOf && GeneratorOf ? byStream(track, canvas, draw, new ProcessorOf({ track }), new GeneratorOf({ kind: 'video' })) : byVideo(track, canvas, draw);
}

function byStream(track: MediaStreamTrack, canvas: HTMLCanvasElement, draw: Draw, { readable }: Processor, out: Generator): MediaStreamTrack {
  const reader = readable.getReader(), writer = out.writable.getWriter();
  const go = async () => {
    for (let { value: frame } = await reader.read(); frame; { value: frame } = await reader.read()) {
      const { displayWidth: width, displayHeight: height, timestamp } = frame;
      try { await draw(frame, width, height); } finally { frame.close(); }
      await writer.write(new VideoFrame(canvas, { timestamp, alpha: 'discard' }));
    }
  };
  go().catch(() => undefined).finally(() => { void writer.close().catch(() => undefined); }); // the track is over
  return derived(out, track, () => { void reader.cancel().catch(() => undefined); });
}

function byVideo(track: MediaStreamTrack, canvas: HTMLCanvasElement, draw: Draw): MediaStreamTrack {
  const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, srcObject: new MediaStream([track]) });
  let isOver = false;
  const next = () => { if (!isOver) video.requestVideoFrameCallback(() => void Promise.resolve(draw(video, video.videoWidth, video.videoHeight)).finally(next)); };
  next();
  void video.play().catch(() => undefined);
  return derived(canvas.captureStream().getVideoTracks()[0]!, track, () => {
    isOver = true;
    video.pause();
  });
}
