let context: AudioContext | undefined;

/** How loud what a track carries is now, 0 to 1; 0 where the browser gives no sound before a press. */
export function levelMeter(track: MediaStreamTrack): { level(): number; close(): void } {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }), analyser = new AnalyserNode(context, { fftSize: 512 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return Math.min(1, Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length) * 2);
    },
    close() { source.disconnect(); },
  };
}
