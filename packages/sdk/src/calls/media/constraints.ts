/** How large and smooth pictures are wanted. */
export type Resolution = '240p' | '480p' | '720p' | '1080p';

const sizes: Readonly<Record<Resolution, { readonly width: number; readonly height: number; readonly frames: number }>> = {
  '240p': { width: 320, height: 240, frames: 15 }, '480p': { width: 854, height: 480, frames: 30 }, '720p': { width: 1280, height: 720, frames: 30 }, '1080p': { width: 1920, height: 1080, frames: 30 },
};
const smallest = sizes['240p'], largest = sizes['1080p'];

/** What is asked of a microphone: 48 kHz mono, without echo and at an even loudness. `suppressesNoise`: false where something better does that. */
export const microphoneConstraints = ({ deviceId, suppressesNoise = true }: { readonly deviceId?: string | undefined; readonly suppressesNoise?: boolean } = {}): MediaTrackConstraints => ({
  echoCancellation: true, autoGainControl: true, noiseSuppression: suppressesNoise, sampleRate: { ideal: 48_000 }, channelCount: { ideal: 1 }, ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
});

/** No picture is higher than that, in pixels, where somebody has said so; as wide as 16:9 has it. */
const mostOf = (mostHeight: number | null): { width: number; height: number } => {
  const height = Math.min(mostHeight ?? largest.height, largest.height);
  return { height, width: Math.ceil((height * 16) / 9) };
};

/** What is asked of a camera, from 320×240 at 15 frames/s to 1920×1080 at 30. `facing`: which way a phone's looks. */
export const cameraConstraints = ({ deviceId, facing, resolution = '720p', mostHeight = null }: { readonly deviceId?: string | undefined; readonly facing?: 'user' | 'environment' | undefined; readonly resolution?: Resolution | undefined; readonly mostHeight?: number | null } = {}): MediaTrackConstraints => {
  const { width, height, frames } = sizes[resolution], most = mostOf(mostHeight);
  return {
    width: { min: Math.min(smallest.width, most.width), ideal: Math.min(width, most.width), max: most.width }, height: { min: Math.min(smallest.height, most.height), ideal: Math.min(height, most.height), max: most.height }, frameRate: { min: smallest.frames, ideal: frames, max: largest.frames },
    ...(deviceId !== undefined ? { deviceId: { exact: deviceId } } : facing && { facingMode: { ideal: facing } }),
  };
};

/** The same for a camera that can do less than that (`OverconstrainedError`): as near as it comes. */
export const withoutBounds = (constraints: MediaTrackConstraints): MediaTrackConstraints => Object.fromEntries(Object.entries(constraints).map(([name, value]: [string, unknown]) =>
  [name, value !== null && typeof value === 'object' && 'ideal' in value ? { ideal: value.ideal } : value]));

/** What is asked of a shared screen: sharp rather than smooth. */
export const screenConstraints = (mostHeight: number | null = null): MediaTrackConstraints => ({ width: { max: mostOf(mostHeight).width }, height: { max: mostOf(mostHeight).height }, frameRate: { ideal: largest.frames, max: largest.frames } });
