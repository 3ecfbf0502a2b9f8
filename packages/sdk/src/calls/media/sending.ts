/** What is sent at most: bit/s (0: nothing), lines, frames per second. */
export interface Bounds { readonly bitrate?: number; readonly height?: number; readonly frames?: number }

export function tightest(...all: readonly (Bounds | undefined)[]): Bounds {
  const least = (name: keyof Bounds): Bounds => {
    const value = Math.min(...all.map((bounds) => bounds?.[name] ?? Infinity));
    return Number.isFinite(value) ? { [name]: value } : {};
  };
  return { ...least('bitrate'), ...least('height'), ...least('frames') };
}

/** Sets what a sender sends at most; its track may be another one by now. */
export async function setBounds(sender: RTCRtpSender, { bitrate: most, height, frames }: Bounds, isLookedAway: boolean): Promise<void> {
  const isPaused = isLookedAway || most === 0, bitrate = most || undefined;
  const { track } = sender, parameters = sender.getParameters(), [encoding] = parameters.encodings;
  if (!track || !encoding) return;
  const lines = track.getSettings().height, scale = height && lines ? Math.max(1, lines / height) : 1;
  const is = [encoding.active ?? true, encoding.maxBitrate, encoding.maxFramerate, encoding.scaleResolutionDownBy ?? 1], wanted = [!isPaused, bitrate, frames, track.kind === 'video' ? scale : 1];
  if (is.every((value, index) => value === wanted[index])) return;
  encoding.active = !isPaused;
  for (const [name, value] of [['maxBitrate', bitrate], ['maxFramerate', frames]] as const) {
    if (value === undefined || (name === 'maxFramerate' && track.kind === 'audio')) delete encoding[name];
    else encoding[name] = value;
  }
  if (track.kind === 'video') encoding.scaleResolutionDownBy = scale;
  await sender.setParameters(parameters).catch(() => undefined); // negotiated meanwhile: the next change sets it
}

/** Sends the next picture whole: where the way was broken the other side has asked for one in vain, and would ask again only after seconds. Browsers that cannot do it go on as they are. */
export async function sendWhole(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters(), { encodings } = parameters;
  if (sender.track?.kind !== 'video' || encodings.length === 0) return;
  const setParameters: (parameters: RTCRtpSendParameters, options: { encodingOptions: { keyFrame: boolean }[] }) => Promise<void> = sender.setParameters.bind(sender); // WebRTC Encoded Transform, 7: not in TypeScript's library
  await setParameters(parameters, { encodingOptions: encodings.map(() => ({ keyFrame: true })) }).catch(() => undefined);
}
