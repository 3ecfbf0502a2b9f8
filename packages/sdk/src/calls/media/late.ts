import type { MediaRouter } from './router.ts';

/** So long after a driver could not be loaded it is tried again, in ms. */
const againMs = 2000;

/** Stands for a driver while that is loaded: what it is told meanwhile it hears then, in order. */
export function late(load: () => Promise<MediaRouter>): MediaRouter {
  let router: MediaRouter | undefined, hasLeft = false, timer: ReturnType<typeof setTimeout> | undefined;
  const told: ((router: MediaRouter) => unknown)[] = [];
  const open = () => {
    load().then((loaded) => {
      if (hasLeft) { loaded.leave(); return; }
      router = loaded;
      for (const tell of told.splice(0)) tell(loaded);
    }, () => { if (!hasLeft) timer = setTimeout(open, againMs); });
  };
  const tell = <T>(work: (router: MediaRouter) => T): T | undefined => {
    if (router) return work(router);
    told.push(work);
    return undefined;
  };
  open();
  return {
    setPeers: (peers) => { tell((one) => { one.setPeers(peers); }); },
    hear: (from, data) => { tell((one) => { one.hear(from, data); }); },
    hearServer: (event) => { tell((one) => { one.hearServer?.(event); }); },
    resume: () => { router?.resume?.(); },
    forget: (participantId) => { tell((one) => { one.forget(participantId); }); },
    publish: async (slot, track) => { await tell((one) => one.publish(slot, track)); },
    limit: async (slot, bounds) => { await tell((one) => one.limit(slot, bounds)); },
    setWanted: (participantId, wanted) => { tell((one) => { one.setWanted(participantId, wanted); }); },
    restart: (iceServers) => { tell((one) => { one.restart(iceServers); }); },
    sample: async () => await router?.sample() ?? [],
    levels: () => router?.levels() ?? new Map<string, number>(),
    leave: () => {
      hasLeft = true;
      clearTimeout(timer);
      router?.leave();
    },
  };
}
