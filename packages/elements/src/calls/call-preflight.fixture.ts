import type { Check, CheckName } from '@corridor/sdk';
import { atom } from 'nanostores';
import type { PreflightShown } from './call-preflight.ts';

const names: readonly CheckName[] = ['camera', 'microphone', 'speaker', 'server', 'stun', 'turnUdp', 'turnTcp', 'bandwidth'];

/** A look that has come so far; what is not said waits. */
export function looked(found: Partial<Record<CheckName, Omit<Check, 'name'>>> = {}, { isRunning = false, level = 0, camera }: { isRunning?: boolean; level?: number; camera?: MediaStreamTrack } = {}): PreflightShown {
  const checks = atom<readonly Check[]>(names.map((name) => ({ name, state: 'waiting', ...found[name] })));
  const set = (name: CheckName, now: Omit<Check, 'name'>) => { checks.set(checks.get().map((check) => (check.name === name ? { name, ...now } : check))); };
  const running = atom(isRunning);
  return {
    checks, isRunning: running, camera: atom(camera), level: atom(level), run: () => Promise.resolve(), cancel: () => { running.set(false); }, close: () => undefined,
    playTone: () => Promise.resolve(), answerTone: (isHeard) => { set('speaker', isHeard ? { state: 'ok' } : { state: 'failed', problem: 'unheard' }); },
  };
}

export const allWell: Partial<Record<CheckName, Omit<Check, 'name'>>> = {
  camera: { state: 'ok', label: 'Integrated camera' }, microphone: { state: 'ok' }, server: { state: 'ok', roundTripMs: 18 }, stun: { state: 'ok' },
  turnUdp: { state: 'ok', roundTripMs: 24 }, turnTcp: { state: 'ok', roundTripMs: 31 }, bandwidth: { state: 'ok', bitrate: 8_430_000 },
};

/** A picture in one colour, for a camera. */
export function cameraPicture(): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 }), paint = canvas.getContext('2d')!;
  paint.fillStyle = '#3a5f8f';
  paint.fillRect(0, 0, 320, 180);
  return canvas.captureStream(5).getVideoTracks()[0]!;
}
