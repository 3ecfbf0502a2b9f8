import { expect } from 'chai';
import { CorridorError } from '../core/errors.ts';
import type { IceServers } from '../protocol/calls.ts';
import type { Link } from '../transport/transport.ts';
import { becomes, type Known, picture, tone } from './media/media.testing.ts';
import { type CheckName, Preflight } from './preflight.ts';

describe('the look before a call', () => {
  const { mediaDevices } = navigator, { getUserMedia } = mediaDevices, known: Known[] = [];
  let preflight: Preflight, asked: string[];
  const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
  beforeEach(() => { mediaDevices.getUserMedia = ({ video } = {}) => Promise.resolve(new MediaStream([keep(video ? picture('red') : tone(440))])); });
  afterEach(() => {
    preflight.close();
    for (const one of known.splice(0)) one.stop();
    Object.assign(mediaDevices, { getUserMedia });
  });

  const look = (servers: IceServers['servers'] = [], refuse?: () => Promise<never>): Preflight => {
    asked = [];
    const request = (name: string) => { asked.push(name); return refuse?.() ?? Promise.resolve(name === 'calls.preflight' ? { servers, expiresAt: null } : { items: [] }); };
    return (preflight = new Preflight({ request: request as unknown as Link['request'], isOnline: () => true }));
  };
  const shown = (name: CheckName) => { const { state, problem } = preflight.checks.get().find((one) => one.name === name)!; return problem ? `${state}: ${problem}` : state; };

  it('finds a camera, a microphone that is heard, and the server, and says which servers nobody has named', async () => {
    await look().run();
    expect((['camera', 'microphone', 'server'] as const).map(shown)).to.eql(['ok', 'ok', 'ok']);
    expect((['stun', 'turnUdp', 'turnTcp'] as const).map(shown)).to.eql(['skipped: not-configured', 'skipped: not-configured', 'skipped: not-configured']);
    expect([shown('bandwidth'), shown('speaker'), preflight.isRunning.get()]).to.eql(['skipped: no-way', 'waiting', false]);
    expect(preflight.camera.get()?.readyState).to.equal('live');
    await becomes('the level is shown', () => preflight.level.get() > 0.1);
    expect(preflight.checks.get().find(({ name }) => name === 'server')!.roundTripMs).to.be.lessThan(400);
  });

  it('says why a device is not there, and looks at all else', async () => {
    mediaDevices.getUserMedia = ({ video } = {}) => (video ? Promise.reject(new DOMException('', 'NotReadableError')) : Promise.reject(new DOMException('', 'NotFoundError')));
    await look().run();
    expect((['camera', 'microphone', 'server'] as const).map(shown)).to.eql(['failed: busy', 'failed: missing', 'ok']);
  });

  it('warns of a microphone that is silent, and is content once it is heard', async () => {
    const gain = new GainNode(new AudioContext(), { gain: 0 }), out = new MediaStreamAudioDestinationNode(gain.context as AudioContext), source = new OscillatorNode(gain.context);
    source.connect(gain).connect(out);
    source.start();
    mediaDevices.getUserMedia = ({ video } = {}) => Promise.resolve(video ? new MediaStream([keep(picture('red'))]) : out.stream.clone());
    await look().run();
    expect(shown('microphone')).to.equal('warning: silent');
    gain.gain.value = 0.5;
    await becomes('it is heard', () => shown('microphone') === 'ok');
    await (gain.context as AudioContext).close();
  });

  it('says that there is no connection, or no permission, and looks no further into the network', async () => {
    await look([], () => Promise.reject(new CorridorError('offline', 'no connection'))).run();
    expect([shown('server'), shown('turnUdp'), shown('camera')]).to.eql(['failed: offline', 'skipped: no-way', 'ok']);
    await look([], () => Promise.reject(new CorridorError('forbidden', 'ask an administrator'))).run();
    expect(shown('server')).to.equal('failed: forbidden');
  });

  it('says of servers that do not answer that they do not', async () => {
    const at = { username: 'u', credential: 'p' };
    await look([{ urls: ['stun:127.0.0.1:9'] }, { urls: ['turn:127.0.0.1:9?transport=udp', 'turns:127.0.0.1:9'], ...at }]).run();
    expect((['stun', 'turnUdp', 'turnTcp', 'bandwidth'] as const).map(shown)).to.eql(['failed: unreachable', 'failed: unreachable', 'failed: unreachable', 'skipped: no-way']);
  });

  it('can be ended at any time, and gives the devices back', async () => {
    const running = look([{ urls: ['turn:127.0.0.1:9?transport=udp'], username: 'u', credential: 'p' }]).run();
    await becomes('it looks for the relay', () => shown('turnUdp') === 'running');
    preflight.cancel();
    await running;
    expect([shown('turnUdp'), preflight.isRunning.get(), shown('server')]).to.eql(['waiting', false, 'ok']);
    await becomes('the camera is open', () => preflight.camera.get() !== undefined);
    const track = preflight.camera.get()!;
    preflight.close();
    expect([track.readyState, preflight.camera.get(), preflight.level.get()]).to.eql(['ended', undefined, 0]);
  });

  it('plays a tone, and believes the person', async () => {
    look();
    const playing = preflight.playTone();
    expect(shown('speaker')).to.equal('running');
    await playing;
    expect(shown('speaker')).to.equal('waiting');
    preflight.answerTone(false);
    expect(shown('speaker')).to.equal('failed: unheard');
    preflight.answerTone(true);
    expect(shown('speaker')).to.equal('ok');
  });

  it('looks at no camera for a call without pictures', async () => {
    asked = [];
    preflight = new Preflight({ request: (() => Promise.resolve({ servers: [], expiresAt: null })) as unknown as Link['request'], isOnline: () => true }, { camera: false });
    await preflight.run();
    expect([shown('camera'), preflight.camera.get()]).to.eql(['skipped', undefined]);
  });
});
