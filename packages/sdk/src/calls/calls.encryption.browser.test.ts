import { expect } from 'chai';
import { createCorridor, type Corridor } from '../corridor.ts';
import type { CorridorError } from '../core/errors.ts';
import { createMemoryServer, type MemoryTransport } from '../testing/index.ts';
import { isRung } from '../protocol/calls.states.ts';
import type { CallSession, Slot } from './call.ts';
import { becomes, type Known, picture, shows, sounds, tone } from './media/media.testing.ts';

describe('calls that are encrypted from end to end', () => {
  const opened: Corridor[] = [], known: Known[] = [], { mediaDevices } = navigator, { getUserMedia } = mediaDevices;
  const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
  const colours = { ada: 'red', ben: 'lime', chloe: 'blue' }, hertz = { ada: 440, ben: 880, chloe: 1320 };
  type Name = keyof typeof colours;
  let server: ReturnType<typeof createMemoryServer>, channelId: string, asks: Name;
  const lines = new Map<Corridor, MemoryTransport>();

  const person = async (name: Name): Promise<Corridor> => {
    const line = server.transport(name), corridor = createCorridor({ transport: line, storage: 'memory' });
    opened.push(corridor);
    lines.set(corridor, line);
    await corridor.connect();
    return corridor;
  };
  beforeEach(() => {
    server = createMemoryServer();
    mediaDevices.getUserMedia = ({ video } = {}) => Promise.resolve(new MediaStream([keep(video ? picture(colours[asks]) : tone(hertz[asks]))]));
  });
  afterEach(() => {
    for (const corridor of opened.splice(0)) corridor.close();
    for (const one of known.splice(0)) one.stop();
    Object.assign(mediaDevices, { getUserMedia });
    document.querySelector('meta[name="corridor-worker"]')?.remove();
  });

  const from = (session: CallSession, userId: Name, slot: Slot) => () => session.peers.get().find((peer) => peer.userId === userId)?.tracks[slot];
  const start = async (corridor: Corridor, isEncrypted = true): Promise<CallSession> => { asks = 'ada'; return corridor.calls.start(channelId, { kind: 'video', isEncrypted }); };
  const answer = async (corridor: Corridor, name: Name): Promise<CallSession> => {
    const rung = () => corridor.calls.live.get().find(({ participants }) => participants.some((one) => one.userId === name && isRung(one)));
    await becomes(`it rings at ${name}`, () => rung() !== undefined);
    asks = name;
    return corridor.calls.join(rung()!.id);
  };
  const office = async (...names: Name[]): Promise<Corridor[]> => {
    const all = await Promise.all(names.map(person));
    ({ id: channelId } = await all[0]!.chat.createChannel({ kind: 'group', members: names.slice(1) }));
    return all;
  };
  const areOn = (...sessions: CallSession[]) => becomes('all are on, with one code', () => sessions.every((one) => one.encryption.get().state === 'on') && new Set(sessions.map((one) => one.encryption.get().code)).size === 1 && sessions[0]!.encryption.get().code !== undefined).catch((error: unknown) => { throw new Error(`${String(error)}: ${JSON.stringify(sessions.map((one) => one.encryption.get()))}`); });
  const refused = (work: Promise<unknown>) => work.then(() => undefined, ({ code, details }: CorridorError) => ({ code, reason: (details as { reason?: string } | undefined)?.reason }));
  const policy = (content: string) => { const meta = Object.assign(document.createElement('meta'), { name: 'corridor-worker', content }); document.head.append(meta); };

  it('carry pictures and sound both ways, say that they are, and have the same code for all', async () => {
    const [ada, ben, chloe] = await office('ada', 'ben', 'chloe') as [Corridor, Corridor, Corridor], atAda = await start(ada), atBen = await answer(ben, 'ben');
    await Promise.all([shows(from(atAda, 'ben', 'camera'), 'lime'), shows(from(atBen, 'ada', 'camera'), 'red')]);
    await Promise.all([sounds(from(atAda, 'ben', 'microphone'), 880), sounds(from(atBen, 'ada', 'microphone'), 440)]);
    await areOn(atAda, atBen);
    const { code, epoch } = atAda.encryption.get(), atChloe = await answer(chloe, 'chloe');
    await Promise.all([shows(from(atChloe, 'ada', 'camera'), 'red'), shows(from(atAda, 'chloe', 'camera'), 'blue'), sounds(from(atChloe, 'ben', 'microphone'), 880)]);
    await areOn(atAda, atBen, atChloe);
    expect(atAda.encryption.get().code).not.to.equal(code);
    expect(atAda.encryption.get().epoch).to.be.greaterThan(epoch!);
    await atChloe.leave();
    await areOn(atAda, atBen);
    await atAda.setCamera(false);
    asks = 'ada';
    await atAda.setCamera(true);
    await Promise.all([shows(from(atBen, 'ada', 'camera'), 'red'), sounds(from(atAda, 'ben', 'microphone'), 880)]);
  });

  it('are off where nobody has asked for it', async () => {
    const [ada, ben] = await office('ada', 'ben') as [Corridor, Corridor], atAda = await start(ada, false), atBen = await answer(ben, 'ben');
    await shows(from(atBen, 'ada', 'camera'), 'red');
    expect([atAda.encryption.get(), atBen.encryption.get(), atAda.call.get().settings.isEncrypted]).to.eql([{ state: 'off' }, { state: 'off' }, false]);
    expect(await refused(start(ben))).to.eql({ code: 'conflict', reason: 'not-encrypted' });
  });

  it('go on over a connection to the server that was away', async () => {
    const [ada, ben, chloe] = await office('ada', 'ben', 'chloe') as [Corridor, Corridor, Corridor], atAda = await start(ada), atBen = await answer(ben, 'ben');
    await areOn(atAda, atBen);
    lines.get(ada)!.goOffline();
    const atChloe = await answer(chloe, 'chloe');
    await shows(from(atChloe, 'ben', 'camera'), 'lime');
    lines.get(ada)!.goOnline();
    await lines.get(ada)!.connect();
    await Promise.all([shows(from(atChloe, 'ada', 'camera'), 'red'), shows(from(atAda, 'chloe', 'camera'), 'blue')]);
    await areOn(atAda, atBen, atChloe);
  });

  it('are begun and joined by nobody whose browser or page cannot, who is told so; nothing is sent as it is', async () => {
    const [ada, ben] = await office('ada', 'ben') as [Corridor, Corridor];
    policy('/no-such-worker.js');
    expect(await refused(start(ada))).to.eql({ code: 'conflict', reason: 'no-worker' });
    expect(ada.calls.live.get()).to.eql([]);
    document.querySelector('meta[name="corridor-worker"]')!.remove();
    const atAda = await start(ada), { RTCRtpScriptTransform: script } = globalThis as { RTCRtpScriptTransform?: unknown }, { createEncodedStreams: streams } = RTCRtpSender.prototype as { createEncodedStreams?: unknown };
    delete (globalThis as { RTCRtpScriptTransform?: unknown }).RTCRtpScriptTransform;
    delete (RTCRtpSender.prototype as { createEncodedStreams?: unknown }).createEncodedStreams;
    try {
      expect(await refused(answer(ben, 'ben'))).to.eql({ code: 'conflict', reason: 'no-encryption' });
    } finally { Object.assign(globalThis, { RTCRtpScriptTransform: script }); Object.assign(RTCRtpSender.prototype, { createEncodedStreams: streams }); }
    expect(atAda.call.get().participants.filter(({ userId, joinedAt }) => userId === 'ben' && joinedAt !== null)).to.eql([]);
    const atBen = await answer(ben, 'ben');
    await shows(from(atBen, 'ada', 'camera'), 'red');
  });

  it('work in the page itself where it is of another origin than the worker, if the browser has encoded streams', async () => {
    const [ada, ben] = await office('ada', 'ben') as [Corridor, Corridor];
    policy('https://elsewhere.example/call-worker.js');
    const atAda = await start(ada);
    document.querySelector('meta[name="corridor-worker"]')!.remove();
    const atBen = await answer(ben, 'ben'); // in a worker, beside one that is not
    await Promise.all([shows(from(atAda, 'ben', 'camera'), 'lime'), shows(from(atBen, 'ada', 'camera'), 'red'), sounds(from(atBen, 'ada', 'microphone'), 440), sounds(from(atAda, 'ben', 'microphone'), 880)]);
    await areOn(atAda, atBen);
  });

  it('are recorded by nobody', async () => {
    const [ada, ben] = await office('ada', 'ben') as [Corridor, Corridor], engine = await ada.calls.loaded();
    await engine.log.setRules({ channelId, recording: 'everybody' });
    const atAda = await start(ada), atBen = await answer(ben, 'ben');
    await shows(from(atBen, 'ada', 'camera'), 'red');
    expect(await refused(engine.record())).to.eql({ code: 'conflict', reason: 'encrypted' });
    expect(atAda.call.get().recording).to.equal(undefined);
  });
});
