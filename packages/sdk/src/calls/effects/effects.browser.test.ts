import { expect } from 'chai';
import { createCorridor, type Corridor } from '../../corridor.ts';
import { isRung } from '../../protocol/calls.states.ts';
import { createMemoryServer } from '../../testing/index.ts';
import type { CallSession, Slot } from '../call.ts';
import { effectsKey } from '../call.effects.ts';
import { becomes, type Known, loudness, picture, shows, sounds, speechInNoise, tone } from '../media/media.testing.ts';

describe('effects of a call', () => {
  const opened: Corridor[] = [], known: Known[] = [];
  const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
  const { mediaDevices } = navigator, { getUserMedia } = mediaDevices;
  /** What the microphone and the camera of the next one who is asked give, and what was asked of the microphones. */
  let microphone: () => Known, camera: () => Known, asked: unknown[];

  beforeEach(() => {
    microphone = () => tone(440);
    camera = () => picture('lime');
    asked = [];
    mediaDevices.getUserMedia = ({ audio, video } = {}) => {
      if (audio) asked.push((audio as MediaTrackConstraints).noiseSuppression);
      return Promise.resolve(new MediaStream([keep(video ? camera() : microphone())]));
    };
  });
  afterEach(() => {
    for (const corridor of opened.splice(0)) corridor.close();
    for (const one of known.splice(0)) one.stop();
    Object.assign(mediaDevices, { getUserMedia });
    localStorage.removeItem(effectsKey);
  });

  /** Ada and Ben in a call. */
  async function callOfTwo(kind: 'audio' | 'video', url = ''): Promise<{ ada: CallSession; ben: CallSession; heard: (slot: Slot) => MediaStreamTrack | undefined }> {
    const server = createMemoryServer(), [adas, bens] = ['ada', 'ben'].map((name) => createCorridor({ transport: server.transport(name), storage: 'memory', url })) as [Corridor, Corridor];
    opened.push(adas, bens);
    await Promise.all([adas.connect(), bens.connect()]);
    const { id } = await adas.chat.openDirect('ben'), ada = await adas.calls.start(id, { kind });
    await becomes('it rings', () => bens.calls.live.get().some(({ participants }) => participants.some((one) => one.userId === 'ben' && isRung(one))));
    const ben = await bens.calls.join(ada.id, { camera: false });
    return { ada, ben, heard: (slot) => ben.peers.get()[0]?.tracks[slot] };
  }

  it('take noise out of a voice while it is heard, and let it in again, on the same track at the other side', async () => {
    microphone = () => speechInNoise();
    const { ada, heard } = await callOfTwo('audio');
    await becomes('she is heard in noise', async () => { const track = heard('microphone'); return !!track && (await loudness(track)).quiet > -40; });
    const track = heard('microphone')!, before = await loudness(track);
    await ada.effects.setNoiseRemoval('strong');
    await becomes('breaths are quiet', async () => (await loudness(track)).quiet < before.quiet - 15);
    const after = await loudness(track);
    expect(after.loud).to.be.above(before.loud - 6);
    expect(ada.effects.state.get()).to.deep.include({ noiseRemoval: 'strong', problems: {} });
    await ada.effects.setNoiseRemoval('off');
    await becomes('noise is back', async () => (await loudness(track)).quiet > before.quiet - 4);
    expect(heard('microphone')).to.equal(track);
    expect(track.readyState).to.equal('live');
    expect(asked.filter((_, index) => index !== 1)).to.eql([true, false, false]); // the second is Ben's
  });

  it('keep a muted microphone muted, and stop the device with the call', async () => {
    const { ada, heard } = await callOfTwo('audio');
    await sounds(() => heard('microphone'), 440);
    await ada.setMicrophone(false);
    microphone = () => speechInNoise();
    await ada.effects.setNoiseRemoval('strong');
    expect(ada.tracks.get().microphone!.enabled).to.equal(false);
    const device = known.at(-1)!.track;
    expect(device.readyState).to.equal('live');
    await ada.leave();
    expect(device.readyState).to.equal('ended');
  });

  it('are those of the call before, from its first moment', async () => {
    localStorage.setItem(effectsKey, JSON.stringify({ noiseRemoval: 'strong' }));
    microphone = () => speechInNoise();
    const { ada, heard } = await callOfTwo('audio');
    await becomes('her voice stands out', async () => {
      const track = heard('microphone'), { loud, quiet } = track ? await loudness(track) : { loud: 0, quiet: 0 };
      return loud - quiet > 25 && loud > -40;
    });
    expect([asked, ada.effects.state.get().noiseRemoval]).to.eql([[false, false], 'strong']);
  });

  it('that cannot be loaded are said to be missing, and the call goes on with what the browser does', async () => {
    const { ada, heard } = await callOfTwo('video', '/nowhere');
    await sounds(() => heard('microphone'), 440);
    await Promise.all([ada.effects.setNoiseRemoval('strong'), ada.effects.setBackground({ blur: 'light' })]);
    expect(ada.effects.state.get().problems).to.eql({ noiseRemoval: 'blocked', background: 'blocked' });
    await Promise.all([sounds(() => heard('microphone'), 440), shows(() => heard('camera'), 'lime')]);
    expect(asked.at(-1)).to.equal(true);
  });

  it('put a picture in place of a room, as the model sees it, and take it away again', async () => {
    const { ada, heard } = await callOfTwo('video');
    await shows(() => heard('camera'), 'lime');
    const track = heard('camera')!;
    const canvas = new OffscreenCanvas(64, 36), pen = canvas.getContext('2d')!;
    pen.fillStyle = '#00f';
    pen.fillRect(0, 0, 64, 36);
    await ada.effects.setBackground({ image: await canvas.convertToBlob() });
    await shows(() => heard('camera'), 'blue'); // nobody is in it
    expect(ada.tracks.get().camera!.getSettings()).to.include({ width: 320, height: 240 });
    await becomes('its pace is known', () => ada.effects.state.get().pace !== undefined || ada.effects.state.get().problems.background === 'slow');
    await becomes('it is kept', () => /"image"/.test(localStorage.getItem(effectsKey) ?? ''));
    await ada.effects.setBackground(undefined);
    await shows(() => heard('camera'), 'lime');
    expect([heard('camera') === track, localStorage.getItem(effectsKey)]).to.eql([true, null]);
  });
});
