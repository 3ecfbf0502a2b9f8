import type { WireEvent } from '../transport/transport.ts';
import { createMemoryServer } from './memory-server.ts';
import type { Driver } from './transcript.ts';

/** Plays scenarios on an in-memory server of their own, where a little time passes with every look at the clock: so little that a long run stays within the minutes in which things can be undone. */
export function memoryDriver(): Driver {
  let now = Date.parse('2026-11-20T08:00:00Z');
  const server = createMemoryServer({ now: () => now += 10 });
  return {
    async connect(user, claims) {
      const transport = server.transport({ id: user, ...claims });
      const heard: WireEvent[] = [];
      transport.onEvent((event) => { heard.push(event); });
      await transport.connect();
      return {
        heard,
        upload: ({ name, text, ...more }) => server.putFile({ id: user, ...claims }, new File([text], name, { type: 'text/plain' }), undefined, more),
        request: (name, input) => transport.request(name, input),
        hears: (name, isIt) => new Promise((resolve) => {
          const look = (event: WireEvent): boolean => {
            const isFound = event.name === name && isIt(event.payload as never);
            if (isFound) resolve(event.payload as never);
            return isFound;
          };
          if (!heard.some(look)) { const off = transport.onEvent((event) => { if (look(event)) off(); }); }
        }),
        settled: async () => { await transport.request('session.me', {}); },
      };
    },
  };
}
