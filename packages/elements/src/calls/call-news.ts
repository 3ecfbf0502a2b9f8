import type { CallSession, Corridor } from '@corridor/sdk';
import { isPresent } from '@corridor/sdk/calls';
import type { ReactiveControllerHost } from 'lit';
import { msg, str } from '../base/localisation.ts';

interface Seen { readonly userId: string; readonly isThere: boolean; readonly hasHand: boolean; readonly isSharing: boolean }

/** Who came, went, raised a hand, reacts or shares: said to those who do not see it. */
export class News {
  text = '';
  readonly #host: ReactiveControllerHost;
  #session: CallSession | undefined;
  #seen = new Map<string, Seen>();
  #reacted: string | undefined;

  constructor(host: ReactiveControllerHost) { this.#host = host; }

  /** To be called with each update, which the call's changes bring. */
  follow(session: CallSession, corridor: Corridor): void {
    const seen = new Map<string, Seen>(), said: string[] = [], isNew = session !== this.#session;
    for (const one of session.call.get().participants) {
      if (one.id === session.participantId) continue;
      const now = { userId: one.userId, isThere: isPresent(one), hasHand: one.handAt !== null, isSharing: one.media.screen }, before = this.#seen.get(one.id), name = corridor.people.person(one.userId).get().name;
      seen.set(one.id, now);
      if (isNew) continue;
      if (now.isThere && !before?.isThere) said.push(msg(str`${name} has joined`));
      if (!now.isThere && before?.isThere) said.push(msg(str`${name} has left`));
      if (now.isThere && now.hasHand && !before?.hasHand) said.push(msg(str`${name} raises a hand`));
      if (now.isThere && now.isSharing && !before?.isSharing) said.push(msg(str`${name} shares a screen`));
    }
    const reaction = session.words.reactions.get().at(-1), by = session.call.get().participants.find(({ id }) => id === reaction?.by);
    if (reaction && by && reaction.by !== session.participantId && reaction.id !== this.#reacted) {
      const { name } = corridor.people.person(by.userId).get(), { emoji } = reaction;
      said.push(msg(str`${name} reacts: ${emoji}`));
    }
    this.#reacted = reaction?.id;
    this.#session = session;
    this.#seen = seen;
    if (!said.length) return;
    this.text = said.join('. ');
    this.#host.requestUpdate();
  }
}
