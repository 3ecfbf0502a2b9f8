// What every way of media must do. Each driver's test calls this with a way to make routers that reach each other.
import { expect } from 'chai';
import type { LinkState, Slot } from '../call.ts';
import { becomes, type Known, picture, pitch, shows, sounds, tone } from './media.testing.ts';
import type { MediaRouter } from './router.ts';

/** A participant of a test's call. */
export interface Member {
  readonly id: string;
  readonly router: MediaRouter;
  readonly tracks: Map<string, MediaStreamTrack>;
  readonly links: Map<string, LinkState>;
  /** Their page is loaded anew: another router in the same place. */
  reload(): Promise<Member>;
}

/** People come one after the other, in this order. */
export interface World {
  enter(id: string): Promise<Member>;
  leave(member: Member): Promise<void>;
  close(): Promise<void>;
}

export function routerContract(name: string, open: () => Promise<World>): void {
  describe(`media by ${name}`, () => {
    let world: World;
    const known: Known[] = [];
    const keep = (one: Known): MediaStreamTrack => { known.push(one); return one.track; };
    beforeEach(async () => { world = await open(); });
    afterEach(async () => {
      await world.close();
      for (const one of known.splice(0)) one.stop();
    });
    const of = (member: Member, id: string, slot: Slot) => () => member.tracks.get(`${id} ${slot}`);

    it('carry what each sends to each other one: pictures and sound that are known again', async () => {
      const [ada, ben, chloe] = [await world.enter('ada'), await world.enter('ben'), await world.enter('chloe')];
      await Promise.all([ada.router.publish('camera', keep(picture('red'))), ada.router.publish('microphone', keep(tone(440)))]);
      await Promise.all([ben.router.publish('camera', keep(picture('lime'))), ben.router.publish('microphone', keep(tone(880)))]);
      await chloe.router.publish('microphone', keep(tone(1320)));
      await Promise.all([shows(of(ben, 'ada', 'camera'), 'red'), shows(of(chloe, 'ada', 'camera'), 'red'), shows(of(ada, 'ben', 'camera'), 'lime'), shows(of(chloe, 'ben', 'camera'), 'lime')]);
      for (const [member, id, hertz] of [[ben, 'ada', 440], [chloe, 'ada', 440], [ada, 'ben', 880], [chloe, 'ben', 880], [ada, 'chloe', 1320], [ben, 'chloe', 1320]] as const) await sounds(of(member, id, 'microphone'), hertz);
      expect(of(ada, 'chloe', 'camera')()).to.equal(undefined);
      expect([...ada.links.entries()].sort()).to.eql([['ben', 'connected'], ['chloe', 'connected']]);
    });

    it('change what is sent at its place without a new negotiation, and tell when it is over', async () => {
      const [ada, ben] = [await world.enter('ada'), await world.enter('ben')];
      await ada.router.publish('camera', keep(picture('red')));
      await shows(of(ben, 'ada', 'camera'), 'red');
      const before = of(ben, 'ada', 'camera')();
      await ada.router.publish('camera', keep(picture('blue')));
      await shows(of(ben, 'ada', 'camera'), 'blue');
      expect(of(ben, 'ada', 'camera')()).to.equal(before);
      await ada.router.publish('camera', undefined);
      await becomes('the picture is gone', () => !ben.tracks.has('ada camera'));
      await ada.router.publish('screen', keep(picture('yellow', { width: 640, height: 360 })));
      await ada.router.publish('screenAudio', keep(tone(660)));
      await Promise.all([shows(of(ben, 'ada', 'screen'), 'yellow'), sounds(of(ben, 'ada', 'screenAudio'), 660)]);
      expect(ben.tracks.has('ada camera')).to.equal(false);
    });

    it('let those go who leave, and carry to those who come late', async () => {
      const [ada, ben] = [await world.enter('ada'), await world.enter('ben')];
      await ada.router.publish('camera', keep(picture('red')));
      await shows(of(ben, 'ada', 'camera'), 'red');
      await world.leave(ada);
      await becomes('nothing of hers is left', () => ben.tracks.size === 0);
      await ben.router.publish('camera', keep(picture('lime')));
      const chloe = await world.enter('chloe');
      await shows(of(chloe, 'ben', 'camera'), 'lime');
    });

    it('reach a page again that was loaded anew', async () => {
      const [ada, ben] = [await world.enter('ada'), await world.enter('ben')];
      await ada.router.publish('camera', keep(picture('red')));
      await ben.router.publish('camera', keep(picture('lime')));
      await shows(of(ben, 'ada', 'camera'), 'red');
      for (const member of [ada, ben]) {
        const again = await member.reload(), other = member === ada ? ben : ada;
        await again.router.publish('camera', keep(picture('blue')));
        await shows(of(again, other.id, 'camera'), other === ada ? 'blue' : 'lime');
        await shows(of(other, again.id, 'camera'), 'blue');
        if (member === ada) Object.assign(ada, { router: again.router, tracks: again.tracks, links: again.links });
      }
    });

    it('send no more than is allowed and than is looked at', async () => {
      const [ada, ben] = [await world.enter('ada'), await world.enter('ben')];
      await ada.router.publish('camera', keep(picture('red', { width: 640, height: 480 })));
      await shows(of(ben, 'ada', 'camera'), 'red');
      const height = async () => (await ben.router.sample()).find((one) => one.slot === 'camera' && one.direction === 'received')?.height ?? 0;
      await becomes('the whole picture', async () => await height() >= 300);
      ben.router.setWanted('ada', { slot: 'camera', maxHeight: 120 });
      await becomes('a small picture', async () => { const lines = await height(); return lines > 0 && lines <= 160; });
      ben.router.setWanted('ada', { slot: 'camera', isPaused: true });
      const frames = async () => (await ben.router.sample()).find((one) => one.slot === 'camera' && one.direction === 'received')?.frames ?? 0;
      await becomes('no picture', async () => { await frames(); await new Promise((resolve) => { setTimeout(resolve, 400); }); return await frames() === 0; });
      ben.router.setWanted('ada', { slot: 'camera' });
      await becomes('pictures again', async () => await frames() > 3);
    });

    it('find their way again when all links look for another one', async () => {
      const [ada, ben] = [await world.enter('ada'), await world.enter('ben')];
      await ada.router.publish('microphone', keep(tone(440)));
      await sounds(of(ben, 'ada', 'microphone'), 440);
      ada.router.restart();
      ben.router.restart();
      await ada.router.publish('microphone', keep(tone(880)));
      await sounds(of(ben, 'ada', 'microphone'), 880);
      expect(ada.links.get('ben')).to.equal('connected');
      expect(await pitch(of(ben, 'ada', 'microphone')()!)).to.be.greaterThan(800);
    });
  });
}
