import { expect } from 'chai';
import { createCorridor, type Corridor } from '../corridor.ts';
import { isRung } from '../protocol/calls.states.ts';
import { createMemoryServer } from '../testing/index.ts';
import type { CallSession, StartOptions } from './call.ts';
import { becomes, type Known, picture, shows, sounds, tone } from './media/media.testing.ts';

describe('what a call sends', () => {
  const opened: Corridor[] = [], known: Known[] = [], connections = new Set<RTCPeerConnection>();
  const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
  const { mediaDevices } = navigator, { getUserMedia, getDisplayMedia } = mediaDevices, { setLocalDescription } = RTCPeerConnection.prototype as unknown as { setLocalDescription: (this: RTCPeerConnection, description?: RTCLocalSessionDescriptionInit) => Promise<void> };
  /** What cameras and microphones were asked for. */
  let asked: MediaTrackConstraints[], open: () => Promise<MediaStream> | undefined;

  beforeEach(() => {
    asked = [];
    open = () => undefined;
    mediaDevices.getUserMedia = ({ audio, video } = {}) => {
      asked.push((audio ?? video) as MediaTrackConstraints);
      return (video ? open() : undefined) ?? Promise.resolve(new MediaStream([keep(video ? picture('lime') : tone(440))]));
    };
    mediaDevices.getDisplayMedia = (options) => {
      asked.push(options!.video as MediaTrackConstraints);
      return Promise.resolve(new MediaStream([keep(picture('yellow', { width: 640, height: 360 }))]));
    };
    Object.assign(RTCPeerConnection.prototype, { setLocalDescription(this: RTCPeerConnection, description?: RTCLocalSessionDescriptionInit) { connections.add(this); return setLocalDescription.call(this, description); } });
  });
  afterEach(() => {
    for (const corridor of opened.splice(0)) corridor.close();
    for (const one of known.splice(0)) one.stop();
    Object.assign(mediaDevices, { getUserMedia, getDisplayMedia });
    Object.assign(RTCPeerConnection.prototype, { setLocalDescription });
    connections.clear();
  });

  async function talk(options: StartOptions): Promise<{ ada: CallSession; ben: CallSession }> {
    const server = createMemoryServer(), [adas, bens] = ['ada', 'ben'].map((name) => createCorridor({ transport: server.transport(name), storage: 'memory' })) as [Corridor, Corridor];
    opened.push(adas, bens);
    await Promise.all([adas.connect(), bens.connect()]);
    const { id } = await adas.chat.openDirect('ben'), ada = await adas.calls.start(id, options);
    await becomes('it rings', () => bens.calls.live.get().some(({ participants }) => participants.some((one) => one.userId === 'ben' && isRung(one))));
    const ben = await bens.calls.join(ada.id, { camera: false, quality: options.quality });
    await sounds(() => ben.peers.get()[0]?.tracks.microphone, 440);
    return { ada, ben };
  }
  /** Of the sender of this track: bit/s and frames a second at most. */
  const bounds = (track: MediaStreamTrack | undefined) => {
    const sender = [...connections].flatMap((one) => one.getSenders()).find((one) => one.track === track && track !== undefined), [encoding] = sender?.getParameters().encodings ?? [];
    return encoding && [encoding.maxBitrate, encoding.maxFramerate];
  };
  const becomesBound = (what: string, track: () => MediaStreamTrack | undefined, wanted: readonly (number | undefined)[]) => becomes(`${what}: ${wanted.join(', ')}`, () => JSON.stringify(bounds(track())) === JSON.stringify(wanted));
  const opus = () => [...connections].map((one) => /a=fmtp:\d+ ([^\r\n]*maxaveragebitrate[^\r\n]*)/.exec(one.localDescription?.sdp ?? '')?.[1]);

  it('is a voice alone at 32 kbit/s', async () => {
    const { ada } = await talk({ kind: 'audio' });
    await becomesBound('voice', () => ada.tracks.get().microphone, [32_000, undefined]);
    for (const of of opus()) expect(of).to.match(/maxaveragebitrate=64000/).and.match(/usedtx=1/).and.match(/useinbandfec=1/).and.match(/stereo=0/);
    expect(asked[0]).to.deep.include({ echoCancellation: true, autoGainControl: true, noiseSuppression: true, sampleRate: { ideal: 48_000 } });
  });

  it('is a camera of 720p at 800 kbit/s and 30 frames a second, with a voice at 64; any of VP8, VP9 and H.264', async () => {
    const { ada } = await talk({ kind: 'video' });
    await becomesBound('camera', () => ada.tracks.get().camera, [800_000, 30]);
    await becomesBound('voice', () => ada.tracks.get().microphone, [64_000, undefined]);
    const sdp = [...connections][0]!.localDescription!.sdp;
    for (const codec of ['opus/48000', 'VP8/90000', 'VP9/90000', 'H264/90000']) expect(sdp).to.include(codec);
    expect(asked.find(({ facingMode }) => facingMode)).to.deep.include({ height: { min: 240, ideal: 720, max: 1080 }, frameRate: { min: 15, ideal: 30, max: 30 }, facingMode: { ideal: 'user' } });
  });

  it('is a screen of 1080p at 1.5 Mbit/s and 30 frames a second, and a small camera beside it', async () => {
    const { ada, ben } = await talk({ kind: 'video' });
    await ada.shareScreen();
    await shows(() => ben.peers.get()[0]?.tracks.screen, 'yellow');
    await becomesBound('screen', () => ada.tracks.get().screen, [1_500_000, 30]);
    await becomesBound('camera', () => ada.tracks.get().camera, [150_000, 15]);
    expect(asked.at(-1)).to.deep.include({ width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 30, max: 30 } });
  });

  it('is 1080p at 2 Mbit/s with a voice at 128 kbit/s in high quality', async () => {
    const { ada } = await talk({ kind: 'video', quality: 'high' });
    await becomesBound('camera', () => ada.tracks.get().camera, [2_000_000, 30]);
    await becomesBound('voice', () => ada.tracks.get().microphone, [128_000, undefined]);
    for (const of of opus()) expect(of).to.match(/maxaveragebitrate=128000/).and.match(/usedtx=0/);
    expect(asked.find(({ facingMode }) => facingMode)).to.deep.include({ height: { min: 240, ideal: 1080, max: 1080 } });
  });

  it('is as large as is preferred, and from the other side of a phone, which has one camera open at a time', async () => {
    const { ada, ben } = await talk({ kind: 'video' });
    await shows(() => ben.peers.get()[0]?.tracks.camera, 'lime');
    await ada.setView({ resolution: '240p' });
    expect(asked.at(-1)).to.deep.include({ height: { min: 240, ideal: 240, max: 1080 }, frameRate: { min: 15, ideal: 15, max: 30 }, facingMode: { ideal: 'user' } });
    const front = ada.tracks.get().camera!;
    open = () => (front.readyState === 'live' ? Promise.reject(new DOMException('Could not start video source', 'NotReadableError')) : Promise.resolve(new MediaStream([keep(picture('blue'))])));
    await ada.setView({ facing: 'environment' });
    await shows(() => ben.peers.get()[0]?.tracks.camera, 'blue');
    expect([asked.at(-1)!.facingMode, ada.problems.get(), ada.devices.get().view]).to.eql([{ ideal: 'environment' }, {}, { resolution: '240p', facing: 'environment' }]);
  });
});
