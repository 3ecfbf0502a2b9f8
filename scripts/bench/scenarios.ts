import type { Figure } from './figure.ts';

export interface Scenario { about: string; run: () => Promise<Figure[]> }

/** What can be measured, in the order of docs/performance.md. */
export const scenarios: Record<string, Scenario> = {
  message: {
    about: "from one person's send to the other's client and screen, beside a bare Socket.io broadcast",
    run: async () => (await import('./message.ts')).message(),
  },
  append: {
    about: 'messages stored a second, beside a bare INSERT by as many writers',
    run: async () => (await import('./append.ts')).append(),
  },
  'chat-rate': {
    about: 'a thousand messages a second in a hundred rooms of ten, from the moment each was due to each of its readers, beside a bare Socket.io broadcast',
    run: async () => (await import('./chat.ts')).chatRate(),
  },
  'chat-saturation': {
    about: 'as many messages as go through a hundred rooms of ten, in one tenant and in a hundred, and what each delivery costs, beside a bare Socket.io broadcast',
    run: async () => (await import('./chat.ts')).chatSaturation(),
  },
  'rolling-restart': {
    about: 'a hundred messages a second among two hundred people while both servers behind nginx are restarted in turn, from the moment each was due to each screen, beside the same without a restart',
    run: async () => (await import('./rolling-restart.ts')).rollingRestart(),
  },
  idle: {
    about: 'the memory that each of five thousand connected people takes who do nothing, beside a bare Socket.io server',
    run: async () => (await import('./crowd.ts')).idle(),
  },
  storm: {
    about: 'five thousand people who come back after the server was killed, until all are in sync, beside a bare Socket.io server',
    run: async () => (await import('./crowd.ts')).storm(),
  },
  history: {
    about: 'opening a channel, a page far back and a jump to a date among ten million messages (BENCH_MESSAGES), beside the same among a hundred thousand',
    run: async () => (await import('./many.ts')).history(),
  },
  inbox: {
    about: 'the list of channels with what is unread among ten million messages (BENCH_MESSAGES), beside the same among a hundred thousand',
    run: async () => (await import('./many.ts')).inbox(),
  },
  'catch-up': {
    about: 'coming back to two hundred channels after a day away among ten million messages (BENCH_MESSAGES), beside the same among a hundred thousand',
    run: async () => (await import('./many.ts')).away(),
  },
  search: {
    about: 'a search, opening a channel and listing two hundred among ten million messages (BENCH_MESSAGES), beside the same among a hundred thousand',
    run: async () => (await import('./search.ts')).search(),
  },
  calls: {
    about: 'from the press on "call" to the first decoded frame on the other side, beside bare connections over a bare socket; a hundred calls in a row, and fifty of a minute',
    run: async () => (await import('./calls.ts')).calls(),
  },
  'calls-sfu': {
    about: 'pictures a second on each link of a call of eight over Janus, beside as many bare connections from each to each',
    run: async () => (await import('./calls-sfu.ts')).callsOverSfu(),
  },
  'calls-mesh': {
    about: 'pictures a second on each link of a call of four in the mesh, and the work of each page of a call of two in percent of one core, beside bare connections',
    run: async () => (await import('./calls-mesh.ts')).callsInMesh(),
  },
  'calls-recovery': {
    about: 'how long a call takes to be well again: another network, a socket that was down, a page loaded anew, another device, a server and a Janus that were killed',
    run: async () => (await import('./calls-recovery.ts')).callsRecovery(),
  },
  'calls-signalling': {
    about: 'a thousand calls a minute that ring, are answered, signalled and ended, beside 500 messages a second and a bare Socket.io broadcast',
    run: async () => (await import('./calls-signalling.ts')).callsSignalling(),
  },
  files: {
    about: "a file of 1 GiB (BENCH_FILE_MIB) over HTTP into the store, plain and encrypted, beside a bare Node server that pipes it to a file, and that file copied on its disk; memory beside the idle server's",
    run: async () => (await import('./files.ts')).files(),
  },
  soak: {
    about: 'an hour (BENCH_MINUTES) of the mixed work of a hundred people on the embedded server as it comes, which has to stay within 300 MiB of memory with its database, and its data directory within 200 MiB and three times what is alive in it; any refusal that is a fault, and any message lost, fails it',
    run: async () => (await import('./soak.ts')).soak(),
  },
  elements: {
    about: 'ten thousand messages that arrive in a burst in an open conversation, and its whole history read back: frames and memory of the tab, beside a bare list of sixty rows',
    run: async () => (await import('./elements.ts')).elements(),
  },
  chaos: {
    about: 'people write while servers, databases, wires and pages fail, by seeds; whether anything is lost, doubled or wrong in the end',
    run: async () => (await import('./chaos.ts')).chaos(),
  },
};
