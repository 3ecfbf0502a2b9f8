import { setFlagsFromString } from 'node:v8';

/** Garbage may pile up to this share of what is alive. V8's own measure is the whole machine's memory, of which nobody said that it is ours. */
const leastPercent = 20;
/** V8's own. */
const asItComes = 0;
/** Of one processor: with more to do collecting often costs a tenth of it. */
const busyShare = 0.5;
const lookMs = 1000, calmMs = 60_000;

/** Keeps garbage small as long as there is little to do, for a server that has its database beside it on a small machine. `set` gets the share in percent, as often as it is another one. */
export function keepGarbageSmall(set = (percent: number) => { setFlagsFromString(`--heap-growing-percent=${percent}`); }): { end(): void } {
  let before = process.cpuUsage(), at = performance.now(), busyAt = -Infinity, last: number | undefined;
  const look = () => {
    const now = performance.now(), { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 > (now - at) * busyShare) busyAt = now;
    before = process.cpuUsage();
    at = now;
    const percent = now - busyAt < calmMs ? asItComes : leastPercent;
    if (percent !== last) set(last = percent);
  };
  const timer = setInterval(look, lookMs).unref();
  return { end() { clearInterval(timer); } };
}
