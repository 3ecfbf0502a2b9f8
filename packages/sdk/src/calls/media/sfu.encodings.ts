import type { Slot } from '../call.ts';
import type { Bounds } from './sending.ts';

/** A camera in three layers, each half as high as the one before: the media server gives everybody the one that they look at. */
const layers = [{ rid: 'h', scale: 1, bitrate: 1_500_000, frames: 30 }, { rid: 'm', scale: 2, bitrate: 400_000, frames: 30 }, { rid: 'l', scale: 4, bitrate: 130_000, frames: 15 }] as const;
const together = layers.reduce((sum, { bitrate }) => sum + bitrate, 0);
const screenBitrate = 1_500_000, screenFrames = 30;

export const encodingsOf = (slot: Slot): RTCRtpEncodingParameters[] => {
  if (slot === 'camera') return layers.map(({ rid, scale, bitrate, frames }) => ({ rid, scaleResolutionDownBy: scale, maxBitrate: bitrate, maxFramerate: frames }));
  return slot === 'screen' ? [{ maxBitrate: screenBitrate, maxFramerate: screenFrames }] : [{}];
};

/** How high a camera's picture is sent, and in how many layers: as many as Chromium sends of a picture of that size whatever it is told, so that all browsers do the same; and none that is too small to be looked at. */
export function sentOf({ width = 1280, height = 720 }: MediaTrackSettings, bounds: Bounds): { height: number; layers: number; shrink: number } {
  const pixels = width * height * 1.1, shrink = bounds.height ? Math.max(1, height / bounds.height) : 1;
  const layers = pixels >= 960 * 540 ? 3 : pixels >= 480 * 270 ? 2 : 1;
  return { shrink, height: Math.max(1, Math.round(height / shrink)), layers: Math.max(1, layers - Math.floor(Math.log2(shrink))) };
}

/** Bounds what a sender sends. What is absent is as it was at first; a bitrate is shared among the layers as theirs are. */
export async function bound(sender: RTCRtpSender, slot: Slot, bounds: Bounds, isPaused: boolean): Promise<void> {
  const parameters = sender.getParameters(), { bitrate, frames } = bounds, { shrink, layers: count } = sentOf(sender.track?.getSettings() ?? {}, bounds);
  const usual = encodingsOf(slot);
  parameters.encodings.forEach((encoding, index) => {
    const of = usual.find(({ rid }) => rid === encoding.rid) ?? usual[index];
    if (!of) return;
    encoding.active = !isPaused && (slot !== 'camera' || index < count);
    if (slot === 'microphone' || slot === 'screenAudio') {
      if (bitrate !== undefined) encoding.maxBitrate = bitrate; else delete encoding.maxBitrate;
      return;
    }
    const share = slot === 'camera' ? (of.maxBitrate ?? 0) / together : 1;
    encoding.maxBitrate = Math.round(Math.min(of.maxBitrate ?? Infinity, bitrate === undefined ? Infinity : bitrate * share));
    encoding.maxFramerate = Math.min(of.maxFramerate ?? Infinity, frames ?? Infinity);
    encoding.scaleResolutionDownBy = (of.scaleResolutionDownBy ?? 1) * shrink;
  });
  await sender.setParameters(parameters);
}
