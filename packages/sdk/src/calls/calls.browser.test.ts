import { expect } from 'chai';
import { createCorridor, type Corridor } from '../corridor.ts';
import { createMemoryServer, type MemoryTransport } from '../testing/index.ts';
import { isRung } from '../protocol/calls.states.ts';
import type { CallSession, Slot } from './call.ts';
import type { Session } from './call.session.ts';
import { becomes, type Known, picture, shows, sounds, tone } from './media/media.testing.ts';

interface Person { corridor: Corridor; line: MemoryTransport; name: string; hertz: number; colour: string }

describe('calls', () => {
  const opened: Corridor[] = [], known: Known[] = [];
  const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
  const { mediaDevices } = navigator, { getUserMedia, getDisplayMedia } = mediaDevices;
  let people: Person[], channelId: string;
  /** Whose devices are asked for next: all are in one page. */
  let asks: Person;

  async function office(...names: string[]): Promise<Person[]> {
    const server = createMemoryServer();
    const all = names.map((name, index) => {
      const line = server.transport(name), corridor = createCorridor({ transport: line, storage: 'memory' });
      opened.push(corridor);
      return { corridor, line, name, hertz: 440 * (index + 1), colour: ['red', 'lime', 'blue'][index]! };
    });
    await Promise.all(all.map(({ corridor }) => corridor.connect()));
    ({ id: channelId } = await all[0]!.corridor.chat.createChannel({ kind: 'group', members: names.slice(1) }));
    return all;
  }

  beforeEach(() => {
    mediaDevices.getUserMedia = ({ video } = {}) => Promise.resolve(new MediaStream([keep(video ? picture(asks.colour) : tone(asks.hertz))]));
    mediaDevices.getDisplayMedia = () => Promise.resolve(new MediaStream([keep(picture('yellow', { width: 640, height: 360 })), keep(tone(1800))]));
  });
  afterEach(() => {
    for (const corridor of opened.splice(0)) corridor.close();
    for (const one of known.splice(0)) one.stop();
    Object.assign(mediaDevices, { getUserMedia, getDisplayMedia });
  });

  const start = (person: Person, kind: 'audio' | 'video' = 'video') => { asks = person; return person.corridor.calls.start(channelId, { kind }); };
  const rings = async ({ corridor, name }: Person) => {
    await becomes(`it rings at ${name}`, () => corridor.calls.live.get().some(({ participants }) => participants.some((one) => one.userId === name && isRung(one))));
    return corridor.calls.live.get()[0]!.id;
  };
  const answer = async (person: Person) => { const id = await rings(person); asks = person; return person.corridor.calls.join(id); };
  const from = (session: CallSession, userId: string, slot: Slot) => () => session.peers.get().find((peer) => peer.userId === userId)?.tracks[slot];

  it('ring, are answered, and carry pictures and sound both ways', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada), atBen = await answer(ben);
    await Promise.all([shows(from(atAda, 'ben', 'camera'), 'lime'), shows(from(atBen, 'ada', 'camera'), 'red')]);
    await Promise.all([sounds(from(atAda, 'ben', 'microphone'), 880), sounds(from(atBen, 'ada', 'microphone'), 440)]);
    await becomes('both are connected', () => atAda.call.get().participants.every(({ state }) => state === 'active'));
    expect([atAda.phase.get(), atBen.phase.get(), ada.corridor.calls.current.get()]).to.eql(['connected', 'connected', atAda]);
    await becomes('who speaks is known', () => atAda.speaker.get() === atBen.participantId && (atAda.levels.get()[atBen.participantId] ?? 0) > 0.02);
  });

  it('say how good they are, of each and of all', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada), atBen = await answer(ben);
    await shows(from(atAda, 'ben', 'camera'), 'lime');
    await becomes('the quality is known', () => (atAda.quality.get()?.score ?? 0) > 4 && (atBen.quality.get()?.score ?? 0) > 4);
    expect(atAda.peers.get()[0]!.quality).to.include({ level: atAda.quality.get()!.level });
  });

  it('send what one looks at although another one does not, and nothing where nobody looks', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada), atBen = await answer(ben), large = {}, small = {}, slot = 'camera';
    await shows(from(atBen, 'ada', 'camera'), 'red');
    await shows(from(atAda, 'ben', 'camera'), 'lime');
    const play = async (track: MediaStreamTrack) => { const video = Object.assign(document.createElement('video'), { muted: true, srcObject: new MediaStream([track]) }); await video.play(); return () => video.getVideoPlaybackQuality().totalVideoFrames; };
    const frames = await play(from(atBen, 'ada', 'camera')()!), others = await play(from(atAda, 'ben', 'camera')()!);
    atBen.setWanted(atAda.participantId, { slot, maxHeight: 360 }, large);
    atBen.setWanted(atAda.participantId, { slot, isPaused: true }, small);
    let before = frames();
    await becomes('pictures move', () => frames() > before + 10);
    atBen.setWanted(atAda.participantId, { slot, isPaused: true }, large);
    await becomes('pictures stand still', async () => {
      before = frames();
      const since = others();
      await becomes('his move meanwhile', () => others() > since + 10);
      return frames() === before;
    });
    atBen.setWanted(atAda.participantId, { slot, maxHeight: 90 }, small);
    await becomes('they move again', () => frames() > before + 10);
  });

  it('tell who is muted, and show a screen beside the camera', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada), atBen = await answer(ben);
    await shows(from(atBen, 'ada', 'camera'), 'red');
    await atAda.setMicrophone(false);
    await becomes('she is muted', () => atBen.call.get().participants.some(({ userId, media }) => userId === 'ada' && !media.microphone && media.camera));
    await atAda.shareScreen();
    await Promise.all([shows(from(atBen, 'ada', 'screen'), 'yellow'), shows(from(atBen, 'ada', 'camera'), 'red'), sounds(from(atBen, 'ada', 'screenAudio'), 1800)]);
    await atAda.stopSharing();
    await becomes('the screen is gone', () => !from(atBen, 'ada', 'screen')() && atBen.call.get().participants.every(({ media }) => !media.screen));
    await atAda.setCamera(false);
    await becomes('her camera is off', () => !from(atBen, 'ada', 'camera')());
    asks = ada;
    await atAda.setCamera(true);
    await shows(from(atBen, 'ada', 'camera'), 'red');
  });

  it('hold: nothing is sent or heard, and then it goes on', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada, 'audio'), atBen = await answer(ben);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    await atAda.setHold(true);
    await becomes('she is on hold', () => !from(atBen, 'ada', 'microphone')() && atBen.call.get().participants.some(({ userId, state }) => userId === 'ada' && state === 'held'));
    expect(from(atAda, 'ben', 'microphone')()).to.equal(undefined);
    await atAda.setHold(false);
    await Promise.all([sounds(from(atBen, 'ada', 'microphone'), 440), sounds(from(atAda, 'ben', 'microphone'), 880)]);
  });

  const isHeld = (session: CallSession, name: string) => session.call.get().participants.some(({ userId, state }) => userId === name && state === 'held');

  it('that are on hold send nothing until the server has heard that they go on', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada), atBen = await answer(ben), ask = ada.line.request.bind(ada.line);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    await atAda.setHold(true);
    let answered: () => void = () => undefined, isAsked = false;
    const late = new Promise<void>((resolve) => { answered = resolve; });
    ada.line.request = (async (name: 'calls.update', input: { isHeld?: boolean }) => {
      if (name !== 'calls.update' || input.isHeld !== false) return ask(name, input as never);
      isAsked = true;
      await late;
      return ask(name, input as never);
    }) as typeof ask;
    const { microphone } = atAda.tracks.get(), goesOn = atAda.setHold(false);
    await becomes('the server is asked', () => isAsked);
    await atAda.setMicrophone(true);
    expect([microphone!.enabled, isHeld(atBen, 'ada'), Object.keys(atAda.peers.get()[0]!.tracks)]).to.eql([false, true, []]);
    answered();
    await goesOn;
    expect([microphone!.enabled, atAda.call.get().participants.find(({ userId }) => userId === 'ada')!.state]).to.eql([true, 'active']);
    await Promise.all([sounds(from(atBen, 'ada', 'microphone'), 440), sounds(from(atAda, 'ben', 'microphone'), 880), shows(from(atBen, 'ada', 'camera'), 'red')]);
  });

  it('stay on hold where the server does not hear that they are to go on, and say why', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada, 'audio'), atBen = await answer(ben), { line } = ada;
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    await atAda.setHold(true);
    const { microphone } = atAda.tracks.get(), why = () => (atAda.problem.get() as { code?: string } | undefined)?.code;
    line.goOffline();
    await atAda.setHold(false);
    expect([microphone!.enabled, why(), Object.keys(atAda.peers.get()[0]!.tracks)]).to.eql([false, 'offline', []]);
    const { version } = atBen.call.get();
    line.goOnline();
    await line.connect();
    await becomes('she is on hold again', () => atBen.call.get().version >= version && isHeld(atBen, 'ada') && why() === undefined);
    expect(microphone!.enabled).to.equal(false);
    await atAda.setHold(false);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
  });

  it('that are put on hold again before the server has heard that they go on stay on hold', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada, 'audio'), atBen = await answer(ben);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    await atAda.setHold(true);
    await Promise.all([atAda.setHold(false), atAda.setHold(true)]);
    expect([atAda.tracks.get().microphone!.enabled, isHeld(atAda, 'ada')]).to.eql([false, true]);
    await Promise.all([(atAda as Session).resume(), atAda.setHold(false)]); // as with a connection that was away
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    expect([atAda.tracks.get().microphone!.enabled, isHeld(atAda, 'ada'), isHeld(atBen, 'ada')]).to.eql([true, false, false]);
  });

  it('go on while the connection to the server is away, and catch up', async () => {
    people = await office('ada', 'ben', 'chloe');
    const [ada, ben, chloe] = people as [Person, Person, Person], atAda = await start(ada), atBen = await answer(ben);
    await shows(from(atBen, 'ada', 'camera'), 'red');
    ada.line.goOffline();
    asks = ben;
    const atChloe = await answer(chloe);
    await shows(from(atChloe, 'ben', 'camera'), 'lime');
    await shows(from(atBen, 'ada', 'camera'), 'red');
    await atAda.setMicrophone(false);
    ada.line.goOnline();
    await ada.line.connect();
    await Promise.all([shows(from(atAda, 'ben', 'camera'), 'lime'), shows(from(atChloe, 'ada', 'camera'), 'red'), sounds(from(atAda, 'chloe', 'microphone'), 1320)]);
    await becomes('what she did meanwhile is known', () => atChloe.call.get().participants.some(({ userId, media }) => userId === 'ada' && !media.microphone));
  });

  it('let the connection hurry for those who are in one, and for nobody who only could be', async () => {
    people = await office('ada', 'ben', 'chloe');
    const [ada, ben, chloe] = people as [Person, Person, Person], hurry = () => people.map(({ corridor }) => corridor.calls.isOn);
    const atAda = await start(ada, 'audio'), atBen = await answer(ben);
    await rings(chloe);
    await becomes('two of them are in it', () => JSON.stringify(hurry()) === '[true,true,false]');
    await atBen.leave();
    await becomes('one is in it', () => JSON.stringify(hurry()) === '[true,false,false]');
    await atAda.end();
    await becomes('it is over', () => JSON.stringify(hurry()) === '[false,false,false]');
  });

  it('stay on hold over a connection to the server that was away', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada, 'audio'), atBen = await answer(ben);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    await atAda.setHold(true);
    await becomes('she is on hold', () => atBen.call.get().participants.some(({ userId, state }) => userId === 'ada' && state === 'held'));
    const { version } = atBen.call.get();
    await ada.line.request('calls.update', { participantId: atAda.participantId, isAway: true }); // as where the server misses her
    await becomes('she is on hold again', () => atBen.call.get().version > version + 1 && atBen.call.get().participants.some(({ userId, state }) => userId === 'ada' && state === 'held'));
  });

  it('go on in a page that is loaded anew while the server has no time for it', async () => {
    const server = createMemoryServer(), [ada, ben] = ['ada', 'ben'].map((name) => server.client(name)) as [Corridor, Corridor], line = server.transport('ada'), again = createCorridor({ transport: line, storage: 'memory' });
    opened.push(ada, ben, again);
    await Promise.all([ada.connect(), ben.connect()]);
    asks = { corridor: ada, line, name: 'ada', hertz: 440, colour: 'red' };
    const { id } = await ada.chat.openDirect('ben'), atAda = await ada.calls.start(id, { kind: 'audio' });
    await becomes('it rings', () => ben.calls.live.get().length === 1);
    await ben.calls.join(atAda.id);
    await becomes('they are connected', () => atAda.phase.get() === 'connected');
    sessionStorage.setItem('corridor:call', JSON.stringify({ callId: atAda.id, participantId: atAda.participantId, camera: false, microphone: true }));
    line.refuseNext('unavailable', 'calls.resume');
    await again.connect();
    await becomes('the new page is in it', () => again.calls.current.get()?.participantId === atAda.participantId);
  });

  it('say what is wrong with a device, and go on without it', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person];
    mediaDevices.getUserMedia = ({ video } = {}) => (video ? Promise.reject(new DOMException('Could not start video source', 'NotReadableError')) : Promise.resolve(new MediaStream([keep(tone(asks.hertz))])));
    const atAda = await start(ada), atBen = await answer(ben);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    expect(atAda.problems.get()).to.eql({ camera: 'busy' });
    mediaDevices.getUserMedia = () => Promise.resolve(new MediaStream([keep(picture('blue'))]));
    await atAda.setCamera(true);
    await shows(from(atBen, 'ada', 'camera'), 'blue');
    expect(atAda.problems.get()).to.eql({});
  });

  it('a microphone that is unplugged gives way to another one', async () => {
    people = await office('ada', 'ben');
    const [ada, ben] = people as [Person, Person], atAda = await start(ada, 'audio'), atBen = await answer(ben);
    await sounds(from(atBen, 'ada', 'microphone'), 440);
    mediaDevices.getUserMedia = () => Promise.resolve(new MediaStream([keep(tone(1200))]));
    const { microphone } = atAda.tracks.get();
    microphone!.stop();
    microphone!.dispatchEvent(new Event('ended'));
    await sounds(from(atBen, 'ada', 'microphone'), 1200);
  });

  it('end for both when one hangs up, and leave no device on', async () => {
    people = await office('ada', 'ben');
    ({ id: channelId } = await people[0]!.corridor.chat.openDirect('ben'));
    const [ada, ben] = people as [Person, Person], atAda = await start(ada), atBen = await answer(ben);
    await shows(from(atBen, 'ada', 'camera'), 'red');
    const tracks = Object.values(atAda.tracks.get());
    await atBen.leave();
    await becomes('it is over', () => atAda.phase.get() === 'over' && atBen.phase.get() === 'over');
    expect([atAda.call.get().status, atAda.call.get().reason, tracks.map(({ readyState }) => readyState)]).to.eql(['ended', 'completed', ['ended', 'ended']]);
    expect([ada, ben].map(({ corridor }) => corridor.calls.live.get())).to.eql([[], []]);
  });

  it('who leaves before anybody answers has cancelled it, and who declines has declined', async () => {
    people = await office('ada', 'ben');
    ({ id: channelId } = await people[0]!.corridor.chat.openDirect('ben'));
    const [ada, ben] = people as [Person, Person], first = await start(ada, 'audio');
    await rings(ben);
    await first.leave();
    await becomes('it rings no more', () => ben.corridor.calls.live.get().length === 0);
    const second = await start(ada, 'audio');
    await ben.corridor.calls.decline(await rings(ben));
    await becomes('she knows', () => second.phase.get() === 'over');
    expect([second.call.get().status, second.call.get().reason]).to.eql(['ended', 'declined']);
  });
});
