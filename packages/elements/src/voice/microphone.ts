import { msg } from '../base/localisation.ts';

/** How a voice is recorded. */
export interface RecordingSettings {
  /** Bits a second: 16,000, 32,000 or 64,000. */
  quality: 'low' | 'standard' | 'high';
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
  /** Leaves out silence at both ends. */
  trimsSilence: boolean;
  /** Which microphone, as the browser names it; the system's where it is empty or gone. */
  deviceId: string;
}

export const defaultSettings: RecordingSettings = { quality: 'standard', echoCancellation: true, noiseSuppression: true, autoGainControl: true, trimsSilence: false, deviceId: '' };

export type MicrophoneReason = 'insecure' | 'unsupported' | 'blocked' | 'denied' | 'missing' | 'busy';

/** Why there is no microphone. */
export class MicrophoneError extends Error {
  readonly reason: MicrophoneReason;

  constructor(reason: MicrophoneReason, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'MicrophoneError';
    this.reason = reason;
  }
}

const reasons: Record<string, MicrophoneReason> = { NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'missing', OverconstrainedError: 'missing' };

/** The microphone's sound; the browser may ask the person first. Rejects with a `MicrophoneError`. */
export async function openMicrophone({ echoCancellation, noiseSuppression, autoGainControl, deviceId }: RecordingSettings): Promise<MediaStream> {
  if (!isSecureContext) throw new MicrophoneError('insecure');
  if (!navigator.mediaDevices || !globalThis.MediaRecorder) throw new MicrophoneError('unsupported');
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
  if (featurePolicy && !featurePolicy.allowsFeature('microphone')) throw new MicrophoneError('blocked');
  const device = deviceId ? { deviceId: { ideal: deviceId } } : {};
  return navigator.mediaDevices.getUserMedia({ audio: { echoCancellation, noiseSuppression, autoGainControl, channelCount: { ideal: 1 }, ...device } }).catch((cause: unknown) => {
    throw new MicrophoneError(reasons[(cause as DOMException).name] ?? 'busy', { cause });
  });
}

/** What happened and what to do about it. */
export function explainMicrophone(reason: MicrophoneReason): string {
  switch (reason) {
    case 'insecure': return msg('Recording needs a secure connection. Open this page by https.');
    case 'unsupported': return msg('This browser cannot record sound. A newer one can.');
    case 'blocked': return msg('This page does not let its parts use the microphone. Whoever runs it can allow that.');
    case 'denied': return msg('The microphone is blocked for this page. Allow it beside the address, then try again.');
    case 'missing': return msg('No microphone was found. Connect one, then try again.');
    case 'busy': return msg('The microphone cannot be used now. Close other programs that use it, then try again.');
  }
}
