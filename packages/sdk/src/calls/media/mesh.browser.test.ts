import { expect } from 'chai';
import { Signals } from '../signals.ts';
import { becomes, isNear, type Known, picture, pitch, shows, sounds, tone } from './media.testing.ts';
import type { CallCrypt } from '../crypt/crypt.ts';
import { KeyExchange, withoutKeys } from '../crypt/crypt.testing.ts';
import { MeshRouter } from './mesh.ts';
import { type Member, routerContract, type World } from './router.contract.testing.ts';

/** Participants in one page, who reach each other by real signals over a wire that loses some. `cryptOf`: their encryption. */
function wire(lose: () => boolean, cryptOf: (id: string) => Promise<CallCrypt | undefined> = () => Promise.resolve(undefined)): World {
  const here = new Map<string, { order: number; router: MeshRouter; signals: Signals; member: Member }>();
  let order = 0;
  const peersOf = (id: string) => [...here].filter(([one]) => one !== id).map(([participantId, other]) => ({ participantId, isFirst: other.order < here.get(id)!.order }));
  const tellAll = () => { for (const [id, { router }] of here) router.setPeers(peersOf(id)); };
  async function open(id: string, place: number, isBack: boolean): Promise<Member> {
    const crypt = (await cryptOf(id))?.media;
    const signals = new Signals({
      request: (to, said) => {
        const arrives = (JSON.parse(JSON.stringify(said)) as typeof said).filter(() => !lose());
        setTimeout(() => { here.get(to)?.signals.receive(id, arrives); });
        return Promise.resolve();
      },
      hear: (from, data) => { router.hear(from, data); },
      onRun: (from) => { router.forget(from); },
    });
    const tracks = new Map<string, MediaStreamTrack>(), links: Member['links'] = new Map();
    const router = new MeshRouter({
      participantId: id, epoch: 1, iceServers: [], isBack, crypt,
      send: (to, data) => { signals.send(to, data); },
      onTrack: (from, slot, track) => { if (track) tracks.set(`${from} ${slot}`, track); else tracks.delete(`${from} ${slot}`); },
      onLink: (from, state) => { links.set(from, state); },
    });
    const member: Member = {
      id, router, tracks, links,
      reload: () => {
        router.leave();
        signals.close();
        return open(id, place, true);
      },
    };
    here.set(id, { order: place, router, signals, member });
    tellAll();
    return member;
  }
  const leave = (id: string) => {
    const one = here.get(id);
    here.delete(id);
    one?.router.leave();
    one?.signals.close();
    tellAll();
  };
  return {
    enter: (id) => open(id, order++, false),
    leave: ({ id }) => { leave(id); return Promise.resolve(); },
    close: () => { for (const id of [...here.keys()]) leave(id); return Promise.resolve(); },
  };
}

routerContract('mesh', () => Promise.resolve(wire(() => false)));

routerContract('mesh, encrypted from end to end', () => {
  const keys = new KeyExchange(), world = wire(() => false, (id) => keys.enter(id));
  return Promise.resolve({ ...world, leave: (member) => { keys.leave(member.id); return world.leave(member); }, close: () => { keys.close(); return world.close(); } });
});

describe('a call that is encrypted from end to end', () => {
  const known: Known[] = [];
  const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
  afterEach(() => { for (const one of known.splice(0)) one.stop(); });
  const framesOf = async (member: Member) => (await member.router.sample()).find(({ slot, direction }) => slot === 'camera' && direction === 'received');

  it('shows and sounds like nothing to who is connected and has no key, with or without the same program', async () => {
    const keys = new KeyExchange(), strangers: CallCrypt[] = [];
    const world = wire(() => false, async (id) => {
      if (id === 'plain') return undefined;
      if (id !== 'eve') return keys.enter(id);
      strangers.push(await withoutKeys());
      return strangers[0];
    });
    const ada = await world.enter('ada'), ben = await world.enter('ben'), eve = await world.enter('eve'), plain = await world.enter('plain');
    await Promise.all([ada.router.publish('camera', keep(picture('red'))), ada.router.publish('microphone', keep(tone(440)))]);
    await Promise.all([shows(() => ben.tracks.get('ada camera'), 'red'), sounds(() => ben.tracks.get('ada microphone'), 440)]);
    for (const member of [eve, plain]) {
      await framesOf(member);
      await becomes(`${member.id} is sent a good deal`, async () => ((await framesOf(member))?.bitrate ?? 0) > 5000);
      const heard: number[] = [];
      for (let look = 0; look < 10; look++) {
        heard.push(await pitch(member.tracks.get('ada microphone')!));
        expect((await framesOf(member))?.frames, `what ${member.id} sees`).to.equal(0);
      }
      expect(heard.filter((hertz) => isNear(hertz, 440, 25)).length, `what ${member.id} hears: ${heard.join(', ')}`).to.be.below(4); // noise is loudest anywhere
      if (member === eve) expect(Math.max(...heard)).to.equal(0);
    }
    keys.close();
    for (const one of strangers) one.close();
    await world.close();
  });

  it('is nothing to who has left it, though the connection still stands', async () => {
    const keys = new KeyExchange(), world = wire(() => false, (id) => keys.enter(id)), ada = await world.enter('ada'), ben = await world.enter('ben'), chloe = await world.enter('chloe');
    await ada.router.publish('camera', keep(picture('red')));
    await Promise.all([shows(() => ben.tracks.get('ada camera'), 'red'), shows(() => chloe.tracks.get('ada camera'), 'red')]);
    const epoch = keys.states.get('ada')!.epoch!;
    keys.forgetsBy('ada', 'chloe');
    keys.forgetsBy('ben', 'chloe');
    await becomes('another key is in use', () => keys.states.get('ada')!.epoch! > epoch && keys.states.get('ada')!.state === 'on');
    await framesOf(chloe);
    await becomes('what she sees stands still', async () => { await new Promise((resolve) => { setTimeout(resolve, 300); }); const now = await framesOf(chloe); return now?.frames === 0 && now.bitrate > 5000; });
    await ada.router.publish('camera', keep(picture('blue')));
    await shows(() => ben.tracks.get('ada camera'), 'blue');
    expect((await framesOf(chloe))?.frames).to.equal(0);
    keys.close();
    await world.close();
  });
});

describe('a way that is found again', () => {
  it('begins with a whole picture, without waiting for one to be asked for', async () => {
    const connections: RTCPeerConnection[] = [], Real = RTCPeerConnection, red = picture('red');
    window.RTCPeerConnection = class extends Real { constructor(...settings: ConstructorParameters<typeof Real>) { super(...settings); connections.push(this); } };
    try {
      const world = wire(() => false), ada = await world.enter('ada'), ben = await world.enter('ben');
      await ada.router.publish('camera', red.track);
      await shows(() => ben.tracks.get('ada camera'), 'red');
      const whole = async () => (await Promise.all(connections.map((one) => one.getStats()))).flatMap((stats) => [...stats.values()] as { keyFramesEncoded?: number }[]).reduce((sum, { keyFramesEncoded = 0 }) => sum + keyFramesEncoded, 0), before = await whole();
      for (let times = 1; times <= 3; times++) {
        (ada.router as MeshRouter).hear('ben', { isFound: true });
        await becomes('a whole picture more', async () => await whole() === before + times);
      }
      await world.close();
    } finally {
      window.RTCPeerConnection = Real;
      red.stop();
    }
  });
});

describe('a signal that is lost', () => {
  const positions = [1, 2, 3, 4, 5, 6, 7, 8];

  it('does no harm at any position: offer, answer or candidates', async () => {
    const known = positions.map(() => picture('red', { frames: 5 }));
    await Promise.all(positions.map(async (position, index) => {
      let count = 0;
      const world = wire(() => ++count === position), ada = await world.enter('ada'), ben = await world.enter('ben');
      await ada.router.publish('camera', known[index]!.track);
      await shows(() => ben.tracks.get('ada camera'), 'red');
      await becomes('it is sent again', () => count > position);
      await world.close();
    }));
    for (const one of known) one.stop();
  });

  it('and a quarter of all lost do none either', async () => {
    let seed = 1;
    const world = wire(() => (seed = (seed * 16_807) % 2_147_483_647) % 4 === 0), ada = await world.enter('ada'), ben = await world.enter('ben'), [red, lime] = [picture('red'), picture('lime')];
    await Promise.all([ada.router.publish('camera', red.track), ben.router.publish('camera', lime.track)]);
    await Promise.all([shows(() => ben.tracks.get('ada camera'), 'red'), shows(() => ada.tracks.get('ben camera'), 'lime')]);
    await world.close();
    for (const one of [red, lime]) one.stop();
  });
});
