/** What is held open on a page: how many of each, and the events that are listened for on what all share. */
export interface Footprint { listeners: string; timers: number; intervals: number; sockets: number; channels: number }

/** Runs before a page's own scripts: counts what is held open on it, as `window.footprint()`. */
export const footprintScript = `{
  const listeners = new Map(), timers = new Set(), intervals = new Set(), sockets = new Set(), channels = new Set();
  const isShared = (target) => [window, document, navigator.connection, window.visualViewport].includes(target) || target instanceof MediaQueryList;
  const keyOf = (type, listener, options) => { const key = ids.get(listener) ?? ids.size; ids.set(listener, key); return type + '/' + key + '/' + (options === true || !!options?.capture); };
  const ids = new Map();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (listener && isShared(this ?? window)) {
      const target = this ?? window;
      const of = listeners.get(target) ?? new Set();
      listeners.set(target, of.add(keyOf(type, listener, options)));
      options?.signal?.addEventListener('abort', () => of.delete(keyOf(type, listener, options)));
    }
    return addEventListener.call(this ?? window, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    listeners.get(this ?? window)?.delete(keyOf(type, listener, options));
    return removeEventListener.call(this ?? window, type, listener, options);
  };
  const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
  window.setTimeout = (run, ...rest) => {
    const id = setTimeout(() => { timers.delete(id); run(); }, ...rest);
    timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => { timers.delete(id); clearTimeout(id); };
  window.setInterval = (...rest) => { const id = setInterval(...rest); intervals.add(id); return id; };
  window.clearInterval = (id) => { intervals.delete(id); clearInterval(id); };
  window.WebSocket = class extends WebSocket {
    constructor(...rest) {
      super(...rest);
      sockets.add(this);
      super.addEventListener('close', () => sockets.delete(this));
    }
  };
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(...rest) { super(...rest); channels.add(this); }
    close() { channels.delete(this); super.close(); }
  };
  window.footprint = () => ({
    listeners: [...listeners.values()].flatMap((of) => [...of].map((key) => key.split('/')[0])).sort().join(' '),
    timers: timers.size, intervals: intervals.size, sockets: sockets.size, channels: channels.size,
  });
}`;
