import type { Output } from '../protocol/contract.ts';
import { operations } from '../transport/operations.ts';
import type { Link } from '../transport/transport.ts';

type Joined = Output<'meetings.join'>;

/** `camera`, `microphone`: whether they are on as I come in; the microphone is unless said otherwise. */
export interface ComingIn {
  readonly camera?: boolean | undefined; readonly microphone?: boolean | undefined; readonly quality?: 'usual' | 'high' | undefined; readonly password?: string | undefined;
  /** Ids of those to begin with. */
  readonly devices?: Readonly<Partial<Record<'microphone' | 'camera' | 'speaker', string>>> | undefined;
}

/** Rooms to meet in. `Session`: a call that this page is in. */
export class Meetings<Session> extends operations('meetings', 'create', 'list', 'room', 'find', 'update', 'delete', 'roles', 'grant', 'revoke') {
  readonly #link: Link;
  readonly #enter: (ask: (deviceId: string) => Promise<Joined>, options: ComingIn) => Promise<Session>;
  constructor(link: Link, enter: (ask: (deviceId: string) => Promise<Joined>, options: ComingIn) => Promise<Session>) {
    super(link);
    this.#link = link;
    this.#enter = enter;
  }

  /** Comes into the call of a room: in its lobby the session's `phase` is `waiting`. `forbidden` with `details.reason` `password` where that is missing or wrong. */
  join(code: string, { password, ...options }: ComingIn = {}): Promise<Session> {
    return this.#enter((deviceId) => this.#link.request('meetings.join', { code, deviceId, kind: options.camera ? 'video' : 'audio', ...(password !== undefined && { password }) }), options);
  }
}
