// The contract of ways of media, for the one over the media server: all people are in one page, each on a connection of their own to a real server.
import { io, type Socket } from 'socket.io-client';
import type { CallInfo } from '../../protocol/calls.ts';
import type { MediaEvent } from '../../protocol/calls.sfu.ts';
import { isPresent } from '../../protocol/calls.states.ts';
import { KeyExchange, withoutKeys } from '../crypt/crypt.testing.ts';
import { becomes, type Known, picture, pitch, shows, sounds, tone } from './media.testing.ts';
import { type Member, routerContract, type World } from './router.contract.testing.ts';
import type { MediaRouter } from './router.ts';
import { SfuRouter } from './sfu.ts';

/** A call that nobody is in yet, and whom the server takes for whom. */
interface NewCall { readonly url: string; readonly callId: string; readonly tokens: Readonly<Record<string, string>> }
declare const newCall: () => Promise<NewCall>;

/** What a test page takes instead of a runner's: the tests by name, run one by one from outside. */
interface Group { readonly name: string; readonly before: (() => Promise<void>)[]; readonly after: (() => Promise<void>)[] }
const tests = new Map<string, () => Promise<void>>();
let group: Group;
Object.assign(globalThis, {
  describe: (name: string, body: () => void) => { group = { name, before: [], after: [] }; body(); },
  beforeEach: (hook: () => Promise<void>) => group.before.push(hook),
  afterEach: (hook: () => Promise<void>) => group.after.push(hook),
  it: (name: string, body: () => Promise<void>) => {
    const { name: of, before, after } = group;
    tests.set(`${of}: ${name}`, async () => {
      for (const hook of before) await hook();
      try { await body(); } finally { for (const hook of after) await hook(); }
    });
  },
  contract: { names: () => [...tests.keys()], run: (name: string) => tests.get(name)!() },
});

/** `keys`: where the call is encrypted from end to end. */
async function openWorld(keys?: KeyExchange): Promise<World> {
  const { url, callId, tokens } = await newCall(), names = new Map<string, string>(), open = new Map<string, { socket: Socket; leave: () => void }>();
  const nameOf = (id: string) => names.get(id) ?? id;
  const idOf = (name: string) => [...names].find(([, other]) => other === name)?.[0] ?? name;
  const ask = async (socket: Socket, name: string, input: object): Promise<unknown> => {
    const answer = await socket.timeout(10_000).emitWithAck('request', name, input) as { ok: unknown } | { error: object };
    if ('error' in answer) throw Object.assign(new Error(JSON.stringify(answer.error)), answer.error);
    return answer.ok;
  };

  async function enter(id: string): Promise<Member> {
    const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { token: tokens[id] } });
    const { call: joined, participantId } = await ask(socket, 'calls.join', { callId, deviceId: id }) as { call: CallInfo; participantId: string };
    names.set(participantId, id);
    const member = { id } as Member & { -readonly [K in keyof Member]: Member[K] };
    const openCrypt = async () => (id === 'eve' ? (await withoutKeys()).media : (await keys?.enter(participantId))?.media);
    let call = joined, router: SfuRouter, crypt = keys && await openCrypt();
    const peers = () => call.participants.filter((one) => isPresent(one) && one.id !== participantId).map((one) => ({ participantId: one.id, isFirst: false }));

    function route(): void {
      const tracks: Member['tracks'] = new Map(), links: Member['links'] = new Map();
      router = new SfuRouter({
        participantId, epoch: call.epoch, iceServers: [], isBack: false, crypt, send: () => undefined,
        ask: async (data) => await ask(socket, 'calls.media', { participantId, epoch: call.epoch, data }) as never,
        onTrack: (from, slot, track) => { if (track) tracks.set(`${nameOf(from)} ${slot}`, track); else tracks.delete(`${nameOf(from)} ${slot}`); },
        onLink: (from, state) => { if (names.has(from)) links.set(nameOf(from), state); },
      });
      const own = router, named: Partial<MediaRouter> = {
        setWanted: (name, wanted) => { own.setWanted(idOf(name), wanted); },
        publish: (slot, track) => own.publish(slot, track), sample: () => own.sample(), restart: () => { own.restart(); }, limit: (slot, bounds) => own.limit(slot, bounds),
      };
      Object.assign(member, { tracks, links, router: named });
      router.setPeers(peers());
    }
    const learn = (next: CallInfo) => {
      if (next.version < call.version) return;
      const before = call;
      call = next;
      if (next.route === 'sfu' && (next.epoch !== before.epoch || before.route !== 'sfu')) { router?.leave(); route(); } else router?.setPeers(peers());
    };
    socket.on('calls.changed', learn);
    socket.on('calls.media', ({ epoch, data }: { epoch: number; data: MediaEvent }) => { if (epoch === call.epoch) router.hearServer(data); });
    open.set(id, { socket, leave: () => { router.leave(); } });
    route();
    member.reload = async () => { router.leave(); crypt = keys && await openCrypt(); route(); return member; };
    return member;
  }

  const leave = async (id: string) => {
    const one = open.get(id);
    open.delete(id);
    keys?.leave(idOf(id));
    one?.leave();
    if (one) await ask(one.socket, 'calls.leave', { participantId: idOf(id) });
    one?.socket.close();
  };
  return { enter, leave: ({ id }) => leave(id), close: async () => { for (const id of [...open.keys()]) await leave(id); } };
}

routerContract('the media server', () => openWorld());
routerContract('the media server, encrypted from end to end', () => openWorld(new KeyExchange()));

describe('a call by the media server that is encrypted from end to end', () => {
  it('shows and sounds like nothing to who receives it and has no key, and nothing more to who has left it', async () => {
    const keys = new KeyExchange(), world = await openWorld(keys), known: Known[] = [];
    const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
    const framesOf = async (member: Member) => (await member.router.sample()).find(({ slot, direction }) => slot === 'camera' && direction === 'received');
    const [ada, ben, eve] = [await world.enter('ada'), await world.enter('ben'), await world.enter('eve')];
    await Promise.all([ada.router.publish('camera', keep(picture('red'))), ada.router.publish('microphone', keep(tone(440)))]);
    await Promise.all([shows(() => ben.tracks.get('ada camera'), 'red'), sounds(() => ben.tracks.get('ada microphone'), 440)]);
    await becomes('she is sent a good deal', async () => ((await framesOf(eve))?.bitrate ?? 0) > 5000);
    const seen = (await framesOf(eve))?.frames ?? 0, heard = await pitch(eve.tracks.get('ada microphone')!);
    if (seen !== 0 || heard !== 0) throw new Error(`Who has no key sees ${seen} frames/s, and hears ${heard} Hz`);
    const ids = new Map([...keys.states.keys()].map((id, index) => [['ada', 'ben'][index]!, id])), { epoch } = keys.states.get(ids.get('ada')!)!;
    keys.forgetsBy(ids.get('ada')!, ids.get('ben')!); // he is out of it to her, and his connection stands
    await becomes('another key is in use', () => keys.states.get(ids.get('ada')!)!.epoch! > epoch!);
    await framesOf(ben);
    await becomes('what he sees stands still', async () => { await new Promise((resolve) => { setTimeout(resolve, 400); }); const now = await framesOf(ben); return now?.frames === 0 && now.bitrate > 5000; });
    keys.close();
    await world.close();
    for (const one of known) one.stop();
  });
});
