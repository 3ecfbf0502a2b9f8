import type { Server as HttpServer } from 'node:http';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { OperationName, Output } from '@corridor/sdk/protocol';
import type { Connection, Perform, Services, Session } from './call.ts';
import { groupCommit } from './chat/chat.append.ts';
import { createCounts } from './chat/chat.counts.ts';
import { createNumbers } from './chat/chat.numbers.ts';
import { createSchedule } from './chat/chat.schedule.ts';
import { createReads } from './chat/chat.reads.ts';
import { chatAsSeen } from './chat/chat.seen.ts';
import type { Config } from './config.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { CallError } from './errors.ts';
import { attach } from './files/files.attach.ts';
import { createProcessing } from './files/files.process.ts';
import { fileSearch } from './files/files.search.ts';
import { startScans } from './files/files.scan.ts';
import { createFileStorage, type FileConfig, type FileStorage } from './files/files.service.ts';
import type { Tools } from './files/processing/tools.ts';
import { startTidying } from './files/storage/tidy.ts';
import { transcribeJob } from './voice/voice.jobs.ts';
import { createVoice } from './voice/voice.service.ts';
import { createTranscriber, type TranscribeConfig } from './voice/voice.transcriber.ts';
import type { Host } from './host.ts';
import { createJobs } from './jobs.ts';
import type { Limits } from './limits.ts';
import { createLinks, type LinkRules } from './links/links.service.ts';
import { createRoles } from './permissions.ts';
import { createPresence, type PresenceOfPeople } from './presence/presence.devices.ts';
import { createViewers } from './presence/presence.viewers.ts';
import { createPublish, type Publish } from './publish.ts';
import { createRecordAccess } from './record-access.ts';
import { createSocketServer, openDoor, reopen } from './socket.ts';
import type { Tokens } from './tokens.ts';

/** How long things are gathered or waited for, in ms. */
export interface Timing {
  /** After a person's last device is gone, until they are offline. */
  graceMs: number;
  readsMs: number;
  viewersMs: number;
  numbersMs: number;
  countsMs: number;
  accessMs: number;
  /** Between two questions whether a virus scanner that is away is back. */
  scanMs: number;
  /** Between two looks for scheduled messages that this process does not know of. */
  scheduleMs: number;
}

/** For tests: outputs and events are checked against the contract, waiting is cut short, transactions see `onlyTenants` whoever asks. */
export interface WorldOptions { host?: Host | undefined; links?: LinkRules; isStrict?: boolean; timing?: Partial<Timing>; onlyTenants?: readonly string[] | undefined; tools?: () => Promise<Tools> }

export interface Surroundings extends WorldOptions {
  /** Told of every operation once it is answered; `outcome` is `ok` or the error's code. */
  observe?: (name: string, outcome: string, seconds: number) => void;
  database: Knex;
  tokens: Pick<Tokens, 'open' | 'onPerson' | 'onAccess'>;
  limits: Limits;
  config: Pick<Config, 'corsOrigins' | 'recordAccess'> & { files: FileConfig; transcribe?: TranscribeConfig | undefined };
  log: Pick<Logger, 'error'>;
  /** Not listening yet. */
  server: HttpServer;
}

/** All features together, reachable through `dispatch` and over the server's socket. */
export interface World {
  readonly dispatch: Dispatch;
  readonly perform: Perform;
  readonly files: FileStorage;
  inFlight(): number;
  connections(): number;
  /** Refuses what is new with `unavailable`, answers what is in flight, then closes the sockets. */
  close(): Promise<void>;
}

export async function createWorld({ database, tokens, limits, config, log, server, observe, isStrict = false, timing = {}, onlyTenants, host, links: linkRules = {}, tools }: Surroundings): Promise<World> {
  const report = (error: unknown) => { log.error({ err: error }, 'unexpected'); };
  let isClosing = false;
  const io = createSocketServer(server, config.corsOrigins, () => isClosing);
  const numbers = createNumbers({ database, publish: (...what) => { publish(...what); }, everyMs: timing.numbersMs, onError: report });
  const counts = createCounts({ io, database, publish: (...what) => { publish(...what); }, gatherMs: timing.countsMs, everyMs: timing.countsMs, onError: report });
  const tell = createPublish(io, isStrict);
  let departures = 0;
  const publish: Publish = (tenant, publications) => {
    tell(tenant, publications);
    numbers.note(tenant, publications);
    counts.note(tenant, publications);
    if (publications.some((publication) => 'leave' in publication || 'hide' in publication)) departures++;
  };
  const viewers = createViewers({ io, publish, presence: (): PresenceOfPeople => presence, gatherMs: timing.viewersMs });
  const presence = createPresence({ database, publish, graceMs: timing.graceMs, onHidden: viewers.tellAgain, onError: report });
  const access = createRecordAccess({ mode: config.recordAccess, io, database, publish, host, onlyTenants, everyMs: timing.accessMs, onError: report });
  const append = groupCommit(database, { onlyTenants });
  const jobs = await createJobs({ database, onError: report });
  const files = createFileStorage({ database, config: config.files, jobs, tools });
  const tidying = startTidying({ database, storage: files.storage, keptDays: config.files.keptDays, onError: report, onDone: ({ missing }) => { if (missing.length) log.error({ missing: missing.slice(0, 20), count: missing.length }, 'the bytes of files are in no store'); } });
  const transcriber = config.transcribe && createTranscriber(config.transcribe);
  const services: Services = { append, files, fileSearch, attach, voice: createVoice({ isTranscribing: transcriber !== undefined }), presence, host, access, links: createLinks({ host, ...linkRules }), choices: new Map(), reads: createReads(publish, timing.readsMs), roles: createRoles(database), chat: chatAsSeen, schedule: { wake: (at) => { schedule.wake(at); } }, departures: () => departures, reopen: (tenant, isMeant) => { reopen(io, tenant, isMeant); } };
  const { dispatch: dispatchOpen, perform } = createDispatch({ database, services, limits, publish, isStrict, onlyTenants });
  if (transcriber) await jobs.handle('voice.transcribe', transcribeJob({ perform, files, transcriber }), 2);
  tokens.onAccess = access.changed;
  tokens.onPerson = (tenant, person) => { publish(tenant, [{ audience: { watchers: person.id }, name: 'people.changed', payload: person }]); };

  const running = new Set<Promise<unknown>>();
  const dispatch: Dispatch = <N extends OperationName>(session: Session, name: N, raw: unknown, connection?: Connection): Promise<Output<N>> => {
    if (isClosing) return Promise.reject(new CallError('unavailable', 'The server is closing; try again in a moment', { retryAfterMs: 1000 }));
    const answer = dispatchOpen(session, name, raw, connection);
    running.add(answer);
    const begin = performance.now();
    const done = (outcome: string) => {
      running.delete(answer);
      observe?.(name, outcome, (performance.now() - begin) / 1000);
    };
    answer.then(() => { done('ok'); }, (error: unknown) => { done(error instanceof CallError ? error.code : 'internal'); });
    return answer;
  };
  const schedule = createSchedule({ database, dispatch, publish, netMs: timing.scheduleMs, onError: report });
  const processing = await createProcessing({ database, perform, files, log });
  const scans = await startScans({ database, files, jobs, perform, everyMs: timing.scanMs, onError: report });
  openDoor(io, { dispatch, tokens, presence, log: report });

  return {
    dispatch, perform, files,
    inFlight: () => running.size,
    connections: () => io.engine.clientsCount,
    async close() {
      isClosing = true; // a scheduled message that is refused by this is sent by the next process
      await schedule.close();
      await tidying.close();
      await scans.close();
      processing.end();
      await jobs.close();
      while (running.size > 0) await Promise.allSettled(running);
      await new Promise(setImmediate); // the acks are written
      await numbers.close();
      await counts.close();
      services.reads.close();
      await services.links.close();
      viewers.close();
      tokens.onPerson = tokens.onAccess = undefined;
      await access.close();
      io.engine.close(); // not `disconnect`: that would tell clients to stay away
      await presence.close();
    },
  };
}
