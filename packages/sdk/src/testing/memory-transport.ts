import { CorridorError } from '../core/errors.ts';
import { Listeners } from '../core/listeners.ts';
import type { Input, OperationName, Output } from '../protocol/contract.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { Connection as ConnectionState, Sending, Transport, WireEvent } from '../transport/transport.ts';
import { exportOver } from './export.ts';
import type { Connection } from './hub.ts';

/** What a transport asks of the server: a live connection, and requests on it. */
export interface Door {
  attach(deliver: (event: WireEvent) => void): Connection;
  detach(connection: Connection): void;
  dispatch(connection: Connection, name: string, input: unknown): unknown;
  /** How much of an upload has arrived; with its last byte it is a file. */
  arrive(connection: Connection, uploadId: string, blob: Blob, offset: number): void;
  offsetOf(uploadId: string): number;
}

interface Fault { name: OperationName | undefined }
const isFor = (fault: Fault | undefined, name: OperationName): boolean => fault !== undefined && (fault.name === undefined || fault.name === name);

/** One device's way to the in-memory server, with faults on demand. */
export class MemoryTransport implements Transport {
  /** Milliseconds that each request, answer and event is under way; 0 is one microtask. */
  delay = 0;
  readonly #door: Door;
  readonly #events = new Listeners<[WireEvent]>();
  readonly #connections = new Listeners<[ConnectionState, CorridorError?]>();
  /** Each loses one request or answer. */
  readonly #underWay = new Set<() => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #isReachable = true;
  #connection: Connection | undefined;
  #connecting: { promise: Promise<void>; resolve: () => void; reject: (reason: CorridorError) => void } | undefined;
  #lostAck: Fault | undefined;
  #refusal: Fault & { error: CorridorError } | undefined;
  #uploadRefusal: CorridorError | undefined;
  #share = 1;
  readonly #stalled = new Set<() => void>();

  constructor(door: Door) { this.#door = door; }

  /** Takes the network away: what is under way is lost. */
  goOffline(): void {
    this.#isReachable = false;
    this.#hangUp();
    if (this.#connecting) this.#connections.tell('offline');
  }

  goOnline(): void {
    if (this.#isReachable) return;
    this.#isReachable = true;
    if (this.#connecting) this.#dial();
  }

  /** The next request (of this name) is carried out, and its answer never comes. */
  loseNextAck(name?: OperationName): void { this.#lostAck = { name }; }

  /** The next request (of this name) is refused instead of carried out; without a connection, `unauthenticated` refuses to connect. */
  refuseNext(code: ErrorCode, name?: OperationName, details?: unknown): void {
    this.#refusal = { name, error: new CorridorError(code, `Refused for a test: ${code}`, { details }) };
  }

  /** How much of each upload gets through, from 0 to 1; the rest waits until more may. */
  get uploadShare(): number { return this.#share; }
  set uploadShare(share: number) {
    this.#share = share;
    for (const go of [...this.#stalled]) go();
  }

  /** The next upload is refused once its bytes are there. */
  refuseNextUpload(code: ErrorCode, message = `Refused for a test: ${code}`): void { this.#uploadRefusal = new CorridorError(code, message); }

  connect(): Promise<void> {
    if (!this.#connecting) {
      let resolve!: () => void, reject!: (reason: CorridorError) => void;
      const promise = new Promise<void>((yes, no) => { resolve = yes; reject = no; });
      promise.catch(() => undefined);   // whoever asked hears it
      this.#connecting = { promise, resolve, reject };
      if (this.#isReachable) this.#dial();
      else this.#connections.tell('offline');
    }
    return this.#connecting.promise;
  }

  close(): void { this.#giveUp('closed', new CorridorError('offline', 'Closed')); }

  async request<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> {
    const connection = this.#connection;
    const isLost = isFor(this.#lostAck, name), refusal = isFor(this.#refusal, name) ? this.#refusal?.error : undefined;
    if (isLost) this.#lostAck = undefined;
    if (refusal) this.#refusal = undefined;
    const sent = structuredClone(input);
    await this.#travel(connection, name);
    if (refusal) throw refusal;
    const output = this.#door.dispatch(connection!, name, sent) as Output<N>;
    await this.#travel(connection, name);
    if (isLost) throw new CorridorError('timeout', `No reply to ${name}`);
    return output;
  }

  /** Exports, as JSON whatever format is asked for. */
  fetch(path: string): Promise<Response> { return exportOver({ request: (name, input) => this.request(name, input) }, path); }

  /** In ten pieces, each as long under way as a request. */
  async upload(uploadId: string, blob: Blob, { onSent, signal }: Sending): Promise<void> {
    const connection = this.#connection, piece = Math.max(1, Math.ceil(blob.size / 10));
    for (let offset = this.#door.offsetOf(uploadId); ;) {
      await this.#travel(connection, 'files.beginUpload');
      signal.throwIfAborted();
      const next = Math.min(blob.size, offset + piece);
      if (next > blob.size * this.#share) { await this.#stall(signal); continue; }
      const refusal = next === blob.size ? this.#uploadRefusal : undefined;
      if (refusal) { this.#uploadRefusal = undefined; throw refusal; }
      this.#door.arrive(connection!, uploadId, blob, offset = next);
      onSent(offset);
      if (offset === blob.size) return;
    }
  }

  onEvent(listener: (event: WireEvent) => void): () => void { return this.#events.add(listener); }
  onConnection(listener: (connection: ConnectionState, reason?: CorridorError) => void): () => void { return this.#connections.add(listener); }

  /** Until more may get through, or nothing. */
  #stall(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => { this.#stalled.delete(go); signal.removeEventListener('abort', go); resolve(); };
      this.#stalled.add(go);
      signal.addEventListener('abort', go);
    });
  }

  #dial(): void {
    const connecting = this.#connecting;
    this.#connections.tell('connecting');
    this.#later(() => {
      if (connecting !== this.#connecting || this.#connection || !this.#isReachable) return;
      if (this.#refusal?.error.code === 'unauthenticated') {
        const { error } = this.#refusal;
        this.#refusal = undefined;
        this.#giveUp('offline', error);
        return;
      }
      const connection = this.#door.attach((event) => {
        this.#later(() => { if (this.#connection === connection) this.#events.tell(event); });
      });
      this.#connection = connection;
      this.#connections.tell('online');
      connecting?.resolve();
    });
  }

  #hangUp(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const connection = this.#connection;
    this.#connection = undefined;
    for (const lose of [...this.#underWay]) lose();
    if (connection) this.#door.detach(connection);
  }

  #giveUp(state: ConnectionState, reason: CorridorError): void {
    this.#hangUp();
    const connecting = this.#connecting;
    this.#connecting = undefined;
    connecting?.reject(reason);
    this.#connections.tell(state, state === 'closed' ? undefined : reason);
  }

  #later(run: () => void): void {
    if (this.delay === 0) { queueMicrotask(run); return; }
    const timer = setTimeout(() => { this.#timers.delete(timer); run(); }, this.delay);
    this.#timers.add(timer);
  }

  /** One way over the wire; rejects where the connection ends meanwhile. */
  #travel(connection: Connection | undefined, name: OperationName): Promise<void> {
    return new Promise((resolve, reject) => {
      const lose = () => { this.#underWay.delete(lose); reject(new CorridorError('offline', `The connection was lost before ${name} was answered`)); };
      if (!connection || connection !== this.#connection) { lose(); return; }
      this.#underWay.add(lose);
      this.#later(() => { if (this.#underWay.delete(lose)) resolve(); });
    });
  }
}
