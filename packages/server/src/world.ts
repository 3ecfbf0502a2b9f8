import type { Server as HttpServer } from 'node:http';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { OperationName, Output, SystemTools } from '@corridor/sdk/protocol';
import type { Connection, Perform, Services, Session } from './call.ts';
import { createCallTimers } from './calls/calls.due.ts';
import { change, endIn, goWith } from './calls/calls.change.ts';
import { applySettings, applyStanding } from './calls/calls.hosts.ts';
import { liveCallOf } from './calls/calls.queries.ts';
import { enter, myCalls } from './calls/calls.ts';
import { createLosing } from './calls/calls.lost.ts';
import { reroute } from './calls/calls.reroute.ts';
import { remindOfCalls } from './calls/scheduled.due.ts';
import { createServerRecordings } from './calls/sfu/recordings.ts';
import { finishRecording } from './calls/recording.jobs.ts';
import { mayDownload } from './calls/recording.ts';
import { watchRecordings } from './calls/recording.watch.ts';
import { startTidyingCalls } from './calls/calls.tidy.ts';
import { type Calls, usualTimes } from './calls/calls.service.ts';
import { createIceStates, type IceState } from './calls/ice.probe.ts';
import { createIce, noIce } from './calls/ice.ts';
import { createRoomBook } from './calls/sfu/rooms.ts';
import { createSfu, type Sfu } from './calls/sfu/sfu.ts';
import { groupCommit } from './chat/chat.append.ts';
import { createCounts } from './chat/chat.counts.ts';
import { createNumbers } from './chat/chat.numbers.ts';
import { createSchedule } from './chat/chat.schedule.ts';
import { createReads } from './chat/chat.reads.ts';
import { chatAsSeen } from './chat/chat.seen.ts';
import { alone, type Cluster, createCluster } from './cluster/cluster.ts';
import type { OpenCarrier } from './cluster/carrier.ts';
import { createWords } from './cluster/words.ts';
import { usualCallRecords } from './config.calls.ts';
import type { IceConfig } from './config.ice.ts';
import { type CallsConfig, usualCalls } from './config.sfu.ts';
import type { Config } from './config.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { CallError } from './errors.ts';
import { carried, tellFile } from './files/files.attach.ts';
import { gatherPieces, joinStretches } from './files/files.joined.ts';
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
import { createMeetingTimers } from './meetings/meetings.due.ts';
import { startTidyingGuests } from './meetings/meetings.tidy.ts';
import { createMeetings, type Meetings } from './meetings/meetings.service.ts';
import { createRoles } from './permissions.ts';
import { createPresence, type PresenceOfPeople } from './presence/presence.devices.ts';
import { createViewers } from './presence/presence.viewers.ts';
import { createPublish, type Publish } from './publish.ts';
import { createRecordAccess } from './record-access.ts';
import { createSocketServer, letAllGo, openDoor, reopen } from './socket.ts';
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
  /** How long calls ring, and wait for who was lost. */
  calls: Partial<Calls['times']>;
  /** After the last part of a recording, until it counts as whole. */
  recordingMs: number;
  /** Between two looks at how large the media server's recordings are. */
  recordingLookMs: number;
  /** Between two looks for rooms at the media server whose call is over. */
  roomsMs: number;
  /** Until a job whose process is gone is begun again. */
  leaseMs: number;
}

/** For tests: outputs and events are checked against the contract, waiting is cut short, transactions see `onlyTenants` whoever asks. */
export interface WorldOptions { host?: Host | undefined; links?: LinkRules; isStrict?: boolean; timing?: Partial<Timing>; onlyTenants?: readonly string[] | undefined; tools?: () => Promise<Tools>; sfu?: Sfu; /** How the other server processes on the database are reached. */ carrier?: OpenCarrier | undefined }

export interface Surroundings extends WorldOptions {
  /** Told of every operation once it is answered; `outcome` is `ok` or the error's code. */
  observe?: (name: string, outcome: string, seconds: number) => void;
  database: Knex;
  tokens: Pick<Tokens, 'open' | 'onStored' | 'onPerson' | 'onAccess' | 'forget'>;
  limits: Limits;
  config: Pick<Config, 'corsOrigins' | 'recordAccess'> & { limits?: number } & { files: FileConfig; transcribe?: TranscribeConfig | undefined; ice?: IceConfig; calls?: CallsConfig; callRecords?: Config['callRecords'] };
  log: Pick<Logger, 'error'>;
  /** Not listening yet. */
  server: HttpServer;
}

/** All features together, reachable through `dispatch` and over the server's socket. */
export interface World {
  readonly dispatch: Dispatch;
  readonly perform: Perform;
  readonly files: FileStorage;
  iceStates(): Promise<IceState[]>;
  /** What media of large calls go over. */
  mediaServer(): SystemTools['mediaServer'];
  readonly meetings: Meetings;
  inFlight(): number;
  connections(): number;
  /** Those on the same database, itself among them. */
  servers(): number;
  /** Refuses what is new with `unavailable`, answers what is in flight, and closes each socket as soon as nothing is. */
  close(): Promise<void>;
}

export async function createWorld({ database, tokens, limits, config, log, server, observe, isStrict = false, timing = {}, onlyTenants, host, links: linkRules = {}, tools, sfu: givenSfu, carrier }: Surroundings): Promise<World> {
  const report = (error: unknown) => { log.error({ err: error }, 'unexpected'); };
  let isClosing = false;
  const io = createSocketServer(server, config.corsOrigins, () => isClosing);
  const numbers = createNumbers({ database, publish: (...what) => { tellHere(...what); }, everyMs: timing.numbersMs, onError: report });
  const counts = createCounts({ io, database, publish: (...what) => { tellHere(...what); }, gatherMs: timing.countsMs, everyMs: timing.countsMs, onError: report });
  const tell = createPublish(io, isStrict);
  let departures = 0;
  let cluster: Cluster = alone, onTold: Publish = () => undefined;
  const tellHere: Publish = (tenant, publications) => {
    tell(tenant, publications);
    numbers.note(tenant, publications);
    counts.note(tenant, publications);
    onTold(tenant, publications);
    if (publications.some((publication) => 'leave' in publication || 'hide' in publication)) departures++;
  };
  const publish: Publish = (tenant, publications) => {
    tellHere(tenant, publications);
    if (publications.length > 0) cluster.tell({ publish: [tenant, publications] });
  };
  const viewers = createViewers({ io, publish: tellHere, presence: (): PresenceOfPeople => presence, gatherMs: timing.viewersMs, onHere: (viewing) => { cluster.tell({ viewing }); } });
  const presence = createPresence({
    database, publish: tellHere, graceMs: timing.graceMs, onHidden: viewers.tellAgain, onError: report,
    onHere: ({ tenant, user }, state) => { cluster.tell({ there: [tenant, user, state] }); }, onChosen: ({ tenant, user }) => { cluster.tell({ chose: [tenant, user] }); },
  });
  const access = createRecordAccess({ mode: config.recordAccess, io, database, publish, host, onlyTenants, everyMs: timing.accessMs, onError: report, onLost: (tenant, lost) => losing.lose(tenant, lost) });
  const roles = createRoles(database);
  if (carrier) cluster = await createCluster({ open: carrier, onError: report, ...createWords({ io, tellHere, tokens, presence, viewers, roles }) });
  const append = groupCommit(database, { onlyTenants });
  const jobs = await createJobs({ database, onError: report, leaseMs: timing.leaseMs });
  const files = createFileStorage({ database, config: config.files, jobs, tools });
  const tidying = startTidying({ database, storage: files.storage, keptDays: config.files.keptDays, onError: report, onDone: ({ missing }) => { if (missing.length) log.error({ missing: missing.slice(0, 20), count: missing.length }, 'the bytes of files are in no store'); } });
  const ice = config.ice ? createIce(config.ice) : noIce, iceStates = createIceStates([...config.ice?.stun ?? [], ...config.ice?.turn ?? []]);
  const callRecords = config.callRecords ?? usualCallRecords;
  const callTimes = { ...usualTimes, ...timing.calls };
  const transcriber = config.transcribe && createTranscriber(config.transcribe);
  const callsConfig = config.calls ?? usualCalls;
  const written = createServerRecordings(callsConfig.recordings, async () => (await files.tools()).ffmpeg !== undefined), tidyingCalls = startTidyingCalls({ database, kept: callRecords, written, onError: report });
  const tidyingGuests = startTidyingGuests({ database, onError: report });
  const roomsMs = timing.roomsMs ?? 60_000, sfu = givenSfu ?? createSfu({
    config: callsConfig.sfu, recordings: callsConfig.recordings, book: createRoomBook(database, roomsMs), lookMs: roomsMs, onError: report,
    tell: (tenant, call, participantId, data) => { publish(tenant, [{ audience: { participant: participantId }, name: 'calls.media', payload: { ...call, participantId, data } }]); },
    onLost: (tenant, callId, epoch) => { if (!isClosing) reroute(perform, tenant, callId, epoch).catch(report); },
    log: (url, error) => { log.error({ url, ...(error !== undefined && { err: error }) }, 'the media server is away'); },
  });
  const meetings = createMeetings(config.limits ?? 0, (at) => { meetingTimers.wake(at); });
  const calls: Calls = {
    times: callTimes, mostInMesh: callsConfig.mostInMesh, most: callsConfig.most, encryptsAll: callsConfig.encryptsAll, refusal: callRecords.recordingRefusal,
    sfu, ice, iceStates,
    onMuted: (_tenant, callId, ids, kind) => { Promise.all(ids.map((id) => sfu.mute(callId, id, kind))).catch(report); },
    recordsOnServer: written.isReady,
    canJoinRuns: async () => (await files.tools()).ffmpeg !== undefined, mayDownload,
    mine: myCalls, enter, end: (call, callId) => change(call, callId, { type: 'end' }), setSettings: applySettings, setStanding: applyStanding, liveIn: liveCallOf, endIn, goWith, remind: remindOfCalls,
    wake: (at) => { callTimers.wake(at); },
  };
  const services: Services = {
    append, files, fileSearch, carried, presence, host, access, calls, meetings, chat: chatAsSeen, voice: createVoice({ isTranscribing: transcriber !== undefined }),
    links: createLinks({ host, ...linkRules }), choices: new Map(), reads: createReads(publish, timing.readsMs), roles,
    schedule: { wake: (at) => { schedule.wake(at); } }, departures: () => departures,
    reopen: (tenant, isMeant, elsewhere) => {
      reopen(io, tenant, isMeant);
      if (elsewhere) cluster.tell({ reopen: [tenant, elsewhere] });
    },
  };
  const { dispatch: dispatchOpen, perform } = createDispatch({ database, services, limits, publish, isStrict, onlyTenants });
  const losing = createLosing({ perform, onError: report });
  jobs.handle('calls.finishRecording', finishRecording({ perform, files, joining: { join: (what, use) => joinStretches(files, what, use), gather: (what, use) => gatherPieces(files, what, use), tell: tellFile }, written, quietMs: timing.recordingMs, report }), 2);
  if (transcriber) jobs.handle('voice.transcribe', transcribeJob({ perform, files, transcriber }), 2);
  tokens.onStored = (tenant, user, said) => { cluster.tell({ stored: [tenant, user, said] }); };
  tokens.onAccess = access.changed;
  tokens.onPerson = (tenant, person) => { publish(tenant, [{ audience: { watchers: person.id }, name: 'people.changed', payload: person }]); };

  let running = 0, onIdle: () => void = () => undefined; // a count: a set of promises that come and go all the time keeps them from being collected while young
  const dispatch: Dispatch = <N extends OperationName>(session: Session, name: N, raw: unknown, connection?: Connection): Promise<Output<N>> => {
    if (isClosing) return Promise.reject(new CallError('unavailable', 'The server is closing; try again in a moment', { retryAfterMs: 1000 }));
    const answer = dispatchOpen(session, name, raw, connection);
    running++;
    const begin = performance.now();
    const done = (outcome: string) => {
      if (--running === 0) onIdle();
      observe?.(name, outcome, (performance.now() - begin) / 1000);
    };
    answer.then(() => { done('ok'); }, (error: unknown) => { done(error instanceof CallError ? error.code : 'internal'); });
    return answer;
  };
  const schedule = createSchedule({ database, dispatch, publish, netMs: timing.scheduleMs, onError: report });
  const processing = await createProcessing({ database, perform, files, log });
  const scans = await startScans({ database, files, jobs, perform, everyMs: timing.scanMs, onError: report });
  const callTimers = createCallTimers({ database, perform, seenMs: callTimes.seenMs, onError: report, rooms: () => io.of('/').adapter.rooms.keys(), isHere: (name) => io.of('/').adapter.rooms.has(name) });
  onTold = callTimers.onTold;
  const meetingTimers = createMeetingTimers({ database, perform, netMs: timing.scheduleMs, onError: report });
  const watchedRecordings = watchRecordings({ perform, sfu, written, mostBytes: callRecords.recordingBytes, everyMs: timing.recordingLookMs ?? 5000, onError: report });
  openDoor(io, { dispatch, tokens, limits, presence, onGone: callTimers.onGone, isClosing: () => isClosing, log: report });

  return {
    dispatch, perform, files, iceStates, meetings,
    mediaServer: sfu.state,
    inFlight: () => running,
    connections: () => io.engine.clientsCount,
    servers: () => cluster.size() + 1,
    async close() {
      isClosing = true; // a scheduled message that is refused by this is sent by the next process
      const timersEnd = callTimers.close(); // who has to leave is not lost to their call
      letAllGo(io); // before all that takes time, such as jobs: nobody is to wait at a server that refuses everything
      await schedule.close();
      await timersEnd;
      await losing.close();
      await meetingTimers.close();
      await watchedRecordings.close();
      await sfu.close();
      await tidying.close();
      await tidyingCalls.close();
      await tidyingGuests.close();
      await scans.close();
      processing.end();
      await jobs.close();
      while (running > 0) await new Promise<void>((resolve) => { onIdle = resolve; });
      await new Promise(setImmediate); // the acks are written
      await numbers.close();
      await counts.close();
      services.reads.close();
      await services.links.close();
      viewers.close();
      tokens.onStored = tokens.onPerson = tokens.onAccess = undefined;
      await access.close();
      io.engine.close(); // not `disconnect`: that would tell clients to stay away
      await presence.close();
      await cluster.close();
    },
  };
}
