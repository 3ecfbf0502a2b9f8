import type { CallSession, Peer } from '@corridor/sdk';
import { atom, type WritableAtom } from 'nanostores';

/** How the others of a call are heard. */
export interface CallSound {
  /** 0 to 1; kept for the next call of this browser. */
  readonly volume: WritableAtom<number>;
  /** The browser lets a page be heard only after somebody has pressed something: then `play` is to be called from a press. */
  readonly isRefused: WritableAtom<boolean>;
  play(): void;
}

const key = 'corridor-call-volume';
const sounds = new WeakMap<CallSession, CallSound>();

/** Plays the others of a call until it is over, whatever shows it meanwhile: one sound for each, on no page. */
export function soundOf(session: CallSession): CallSound {
  let sound = sounds.get(session);
  if (!sound) sounds.set(session, (sound = play(session)));
  return sound;
}

function play(session: CallSession): CallSound {
  const heard = new Map<string, HTMLAudioElement & { srcObject: MediaStream }>(), volume = atom(readVolume()), isRefused = atom(false);
  const start = (audio: HTMLAudioElement) => audio.play().then(() => { isRefused.set(false); }, (error: unknown) => { if ((error as Error).name === 'NotAllowedError') isRefused.set(true); });
  const drop = (participantId: string) => {
    heard.get(participantId)!.srcObject = null as never;
    heard.delete(participantId);
  };
  const onPeers = (peers: readonly Peer[]) => {
    for (const id of heard.keys()) if (!peers.some(({ participantId }) => participantId === id)) drop(id);
    for (const { participantId, tracks } of peers) {
      const wanted = [tracks.microphone, tracks.screenAudio].filter((track) => track !== undefined);
      let audio = heard.get(participantId);
      if (!audio && !wanted.length) continue;
      if (!audio) heard.set(participantId, (audio = Object.assign(new Audio(), { srcObject: new MediaStream(), volume: volume.get() })));
      const stream = audio.srcObject, before = stream.getTracks();
      for (const track of before) if (!wanted.includes(track)) stream.removeTrack(track);
      for (const track of wanted) if (!before.includes(track)) stream.addTrack(track);
      void audio.setSinkId?.(session.devices.get().chosen.speaker ?? '').catch(() => undefined);
      if (wanted.length && audio.paused) void start(audio);
    }
  };
  const each = (change: (audio: HTMLAudioElement) => void) => { for (const audio of heard.values()) change(audio); };
  const off = [
    session.peers.subscribe(onPeers),
    session.devices.listen(({ chosen }) => { each((audio) => void audio.setSinkId?.(chosen.speaker ?? '').catch(() => undefined)); }), // one that is gone: the system's goes on
    session.call.subscribe(({ participants }) => { const isHeld = participants.some(({ id, state }) => id === session.participantId && state === 'held'); each((audio) => { audio.muted = isHeld; }); }),
    volume.listen((value) => {
      each((audio) => { audio.volume = value; });
      try { localStorage.setItem(key, String(value)); } catch { /* It holds for this call then. */ }
    }),
    session.phase.subscribe((phase) => {
      if (phase !== 'over') return;
      for (const id of heard.keys()) drop(id);
      queueMicrotask(() => { for (const end of off) end(); });
    }),
  ];
  return { volume, isRefused, play: () => { each((audio) => void start(audio)); } };
}

function readVolume(): number {
  try { return Math.min(1, Math.max(0, Number(localStorage.getItem(key) ?? 1))); } catch { return 1; }
}
