/** One soft chord that rises, every three seconds. */
const notes = [523.25, 659.25, 783.99], everyMs = 3000, loudness = 0.07;

/** Rings until it is stopped, in one tab of this browser alone: the first in which sound may be heard. `rung` is told in that one. */
export function ring(callId: string, rung: () => void): { stop(): void } {
  const ends = new AbortController();
  void (async () => {
    const audio = new AudioContext(), stop = () => { void audio.close(); };
    ends.signal.addEventListener('abort', stop, { once: true });
    await Promise.race([audio.resume().catch(() => undefined), new Promise((resolve) => { setTimeout(resolve, 300); })]); // where nobody has pressed anything yet it never answers
    const sound = () => new Promise<void>((resolve) => {
      rung();
      chime(audio);
      const timer = setInterval(() => { chime(audio); }, everyMs);
      ends.signal.addEventListener('abort', () => { clearInterval(timer); resolve(); }, { once: true });
    });
    if (ends.signal.aborted) return;
    if (navigator.locks) await navigator.locks.request(`corridor-ring:${callId}`, { signal: ends.signal }, sound).catch(() => undefined); // another tab rings
    else await sound();
  })();
  return { stop: () => { ends.abort(); } };
}

function chime(audio: AudioContext): void {
  if (audio.state !== 'running') return;
  notes.forEach((frequency, index) => {
    const at = audio.currentTime + index * 0.16, tone = new OscillatorNode(audio, { frequency, type: 'sine' }), gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loudness, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 1.1);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 1.2);
  });
}
