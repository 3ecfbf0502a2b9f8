import { operations } from '@corridor/sdk/protocol';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly contentType: string;
  /** One operation that was asked for, over socket or REST; `outcome` is `ok` or the error's code. */
  request(name: string, outcome: string, seconds: number): void;
  text(): Promise<string>;
}

/** Prometheus metrics of one server. */
export function createMetrics(live: { connections: () => number; inFlight: () => number; servers: () => number }): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const requests = new Counter({ name: 'corridor_requests_total', help: 'Operations by outcome: ok, or the code of the error', labelNames: ['operation', 'outcome'], registers });
  const seconds = new Histogram({
    name: 'corridor_request_seconds', help: 'From the request to its answer', labelNames: ['operation'], buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10], registers,
  });
  new Gauge({ name: 'corridor_connections', help: 'Live connections', registers, collect() { this.set(live.connections()); } });
  new Gauge({ name: 'corridor_requests_in_flight', help: 'Operations without an answer yet', registers, collect() { this.set(live.inFlight()); } });
  new Gauge({ name: 'corridor_servers', help: 'Servers on this database that this one hears of, itself among them', registers, collect() { this.set(live.servers()); } });
  /** Found by name once: to look a series up by its labels takes longer than to count. */
  const series = new Map<string, { count: Counter.Internal; took: Histogram.Internal<'operation'> }>();
  const seriesOf = (operation: string, outcome: string) => {
    const key = `${operation} ${outcome}`;
    let one = series.get(key);
    if (!one) series.set(key, one = { count: requests.labels(operation, outcome), took: seconds.labels(operation) });
    return one;
  };
  return {
    contentType: register.contentType,
    request(name, outcome, took) {
      const one = seriesOf(Object.hasOwn(operations, name) ? name : 'unknown', outcome); // callers make names up
      one.count.inc();
      one.took.observe(took);
    },
    text: () => register.metrics(),
  };
}
