import { atom } from 'nanostores';
import type { CallRole } from '../protocol/calls.states.ts';
import type { CallInfo, CallMedia, CallSettings } from '../protocol/calls.ts';
import type { Link } from '../transport/transport.ts';
import type { CallHosts, HostQuestion } from './call.ts';

type Kind = keyof CallMedia;

/** What is asked of hosts' devices and by them: each asks the server, and the call says what came of it. */
export class Hosts implements CallHosts {
  readonly question = atom<HostQuestion | undefined>(undefined);
  readonly #link: Link;
  readonly #callId: () => string;
  readonly #learn: (call: CallInfo) => void;
  readonly #send: (kind: Kind, isOn: boolean) => Promise<void>;

  /** `send`: begins or ends what this device sends. */
  constructor(link: Link, callId: () => string, learn: (call: CallInfo) => void, send: (kind: Kind, isOn: boolean) => Promise<void>) {
    this.#link = link;
    this.#callId = callId;
    this.#learn = learn;
    this.#send = send;
  }

  async setRole(participantId: string, role: CallRole): Promise<void> { this.#learn(await this.#link.request('calls.setRole', { callId: this.#callId(), participantId, role })); }
  async remove(participantIds: readonly string[]): Promise<void> { this.#learn(await this.#link.request('calls.remove', { callId: this.#callId(), participantIds: [...participantIds] })); }
  async mute(participantIds?: readonly string[], kind: Kind = 'microphone'): Promise<void> { this.#learn(await this.#link.request('calls.mute', { callId: this.#callId(), kind, ...some(participantIds) })); }
  async ask(participantId: string, kind: Kind): Promise<void> { await this.#link.request('calls.ask', { callId: this.#callId(), participantId, kind }); }
  async admit(participantIds?: readonly string[]): Promise<void> { this.#learn(await this.#link.request('calls.admit', { callId: this.#callId(), ...some(participantIds) })); }
  async deny(participantIds?: readonly string[]): Promise<void> { this.#learn(await this.#link.request('calls.deny', { callId: this.#callId(), ...some(participantIds) })); }
  async lowerHands(participantIds?: readonly string[]): Promise<void> { this.#learn(await this.#link.request('calls.lowerHands', { callId: this.#callId(), ...some(participantIds) })); }
  async setSettings(settings: Partial<Omit<CallSettings, 'mayRecord' | 'mostPeople' | 'mostHeight' | 'isEncrypted'>>): Promise<void> { this.#learn(await this.#link.request('calls.setSettings', { callId: this.#callId(), settings })); }
  async transfer(to: string): Promise<void> { this.#learn(await this.#link.request('calls.transfer', { callId: this.#callId(), to })); }

  async answer(isYes: boolean): Promise<void> {
    const question = this.question.get();
    this.question.set(undefined);
    if (question && isYes) await this.#send(question.kind, true);
  }

  /** For the session: a host has said something to this device. What they stop is stopped, what they ask for is a question. */
  hear({ by, kind, isOn }: { by: string; kind: Kind; isOn: boolean }): void {
    if (isOn) this.question.set({ by, kind });
    else void this.#send(kind, false);
  }
}

const some = (participantIds: readonly string[] | undefined) => (participantIds ? { participantIds: [...participantIds] } : {});
