// A page with the real client, for tests of whole calls from outside.
import { createCorridor } from '../index.ts';

/** Signs in as whom the token says. `frames` counts what is decoded of each other one's camera. */
export async function signIn({ url, token }: { url: string; token: string }): Promise<object> {
  const corridor = createCorridor({ url, token: () => Promise.resolve(token), storage: 'memory' });
  await corridor.connect();
  const videos = new Map<MediaStreamTrack, HTMLVideoElement>(), session = () => corridor.calls.current.get()!;
  const me = {
    corridor,
    join: async (callId: string) => { await corridor.calls.join(callId, { camera: true, microphone: true }); },
    route: () => { const { route, epoch } = session().call.get(); return { route, epoch }; },
    encryption: () => session().encryption.get(),
    isIn: () => corridor.calls.current.get()?.phase.get() === 'connected',
    /** By the name of the other one: pictures shown so far. */
    frames: () => Object.fromEntries(session().peers.get().map(({ userId, tracks }) => {
      const { camera } = tracks;
      if (!camera) return [userId, 0];
      if (!videos.has(camera)) {
        const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true, srcObject: new MediaStream([camera]) });
        document.body.append(video);
        videos.set(camera, video);
      }
      return [userId, videos.get(camera)!.getVideoPlaybackQuality().totalVideoFrames];
    })),
    leave: () => session().leave(),
  };
  Object.assign(globalThis, { me });
  return {};
}

Object.assign(globalThis, { signIn });
