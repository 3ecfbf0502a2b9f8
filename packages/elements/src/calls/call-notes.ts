// What waits for an answer in a call: a host's question, people at the door, who asks to act on my screen, a call on hold or one whose lobby I wait in; and who does not come. Loaded once the call is on.
import type { CallSession, Control, CorridorError } from '@corridor/sdk';
import { isHosting, isPresent, isWaiting } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from './call-refusals.ts';
import { endWords } from './call-words.ts';
import { callStyles } from './call.styles.ts';
import { serveControl } from './remote-control.ts';

/** Why somebody who was asked in does not come. */
const absent = { declined: (name: string) => msg(str`${name} declined the call`), busy: (name: string) => msg(str`${name} is in another call`), missed: (name: string) => msg(str`${name} does not answer`) };

/**
 * Questions in a call, each with the ways to answer it. A part of <call-panel>.
 * @tag call-notes
 * @fires corridor-control-offer - somebody asks to act on my screen, or could on theirs: a host that can carry it out calls `detail.accept()`
 * @fires corridor-control-begin - they may act on my screen: `detail.participantId`, `detail.userId`
 * @fires corridor-control-input - what they do there: `detail.input`
 * @fires corridor-control-end - they may no longer
 * @csspart note - a question
 */
export class CallNotes extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host { display: grid; gap: 6px; justify-items: center; align-content: start; pointer-events: none; }
    .note { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 6px 10px; max-inline-size: 100%; padding: 6px 8px 6px 14px; padding-inline: 14px 8px; border-radius: var(--c-radius-m); background: var(--c-raised); box-shadow: 0 0 0 1px var(--c-line-strong), 0 8px 24px oklch(0 0 0 / 0.4); font-size: var(--c-font-size-small); pointer-events: auto; }
    .words { min-inline-size: 0; overflow-wrap: anywhere; }
    .ways { display: flex; flex-wrap: wrap; justify-content: center; gap: 6px; }
    .button:not(.primary) { background: oklch(1 0 0 / 0.11); }
    .problem { color: var(--c-danger); }
    @media (forced-colors: active) {
      .note { border: 1px solid CanvasText; }
    }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false }, refusal: { attribute: false }, vain: { attribute: false } };

  session: CallSession | undefined;
  private refusal = '';
  /** Whom I asked for and who does not come, in words, until that is put away. */
  private vain: (() => string) | undefined;
  /** Participants who do not come, and were there at the first look or have been said. */
  #known = new Set<string>();
  #served: CallSession | undefined;
  #stop: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#served = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (!session) return;
    const { activeAt, participants } = this.watch(session.call), away = participants.filter(({ id, state, invitedAt }) => id !== session.participantId && state in absent && activeAt !== null && invitedAt > activeAt), isFirst = changed.has('session');
    const last = away.findLast(({ id }) => !this.#known.has(id)), before = changed.get('session') as CallSession | undefined;
    this.#known = new Set(away.map(({ id }) => id));
    if (isFirst) this.vain = undefined;
    if (isFirst && before?.held === session && ['declined', 'busy', 'timeout'].includes(before.call.get().reason ?? '')) this.vain = () => endWords(before.call.get(), before.call.get().startedBy);
    else if (last && !isFirst) this.vain = () => { const name = this.#personOf(last.userId); return absent[last.state as keyof typeof absent](name); };
  }

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const { participants } = this.watch(session.call), me = participants.find(({ id }) => id === session.participantId), mayAdmit = !!me && (isHosting(me) || me.rights?.includes('admit'));
    return html`${this.#question(session)}${mayAdmit ? this.#waiting(session) : nothing}${this.#control(session, this.watch(session.words.control))}${this.#held(session)}${this.#next(session)}${this.vain ? this.#note(this.vain(), [[msg('Close'), () => { this.vain = undefined; return Promise.resolve(); }]]) : nothing}
      ${this.refusal ? html`<div class="note problem" role="alert"><bdi>${this.refusal}</bdi></div>` : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.isConnected || this.session === this.#served) return;
    this.#stop?.();
    this.#served = this.session;
    this.#stop = this.session && serveControl(this, this.session);
  }

  #question({ hosts }: CallSession) {
    const question = this.watch(hosts.question), name = question && this.#nameOf(question.by);
    if (!question) return nothing;
    const words = { microphone: msg(str`${name} asks you to unmute`), camera: msg(str`${name} asks you to turn your camera on`), screen: msg(str`${name} asks you to share your screen`) }[question.kind];
    const yes = { microphone: msg('Unmute'), camera: msg('Camera on'), screen: msg('Share screen') }[question.kind];
    return this.#note(words, [[yes, () => hosts.answer(true)], [msg('Not now'), () => hosts.answer(false)]]);
  }

  #waiting({ call, hosts }: CallSession) {
    const waiting = call.get().participants.filter(isWaiting), count = formatNumber(this.language, waiting.length), name = waiting[0] && this.#nameOf(waiting[0].id);
    if (!waiting.length) return nothing;
    const ids = waiting.map(({ id }) => id), words = waiting.length === 1 ? msg(str`${name} waits to be let in`) : plural(this.language, waiting.length, { one: str`${count} person waits to be let in`, other: str`${count} people wait to be let in` });
    return this.#note(words, [[waiting.length > 1 ? msg('Let all in') : msg('Let in'), () => hosts.admit(ids)], [msg('Do not let in'), () => hosts.deny(ids)]]);
  }

  #control({ words }: CallSession, control: Control | undefined) {
    if (!control) return nothing;
    const name = this.#nameOf(control.participantId), stop: [string, () => Promise<unknown>] = [msg('Stop'), () => words.endControl()];
    switch (control.state) {
      case 'asked': return this.#note(msg(str`${name} asks to act on your screen`), [[msg('Allow'), () => words.allowControl(true)], [msg('Refuse'), () => words.allowControl(false)]]);
      case 'asking': return this.#note(msg(str`${name} is asked whether you may act on their screen`), [stop]);
      case 'acting': return this.#note(msg(str`You act on the screen of ${name}. Escape ends it.`), [stop]);
      case 'given': return this.#note(msg(str`${name} acts on your screen`), [stop]);
    }
  }

  /** I speak with somebody about the call that waits. */
  #held(session: CallSession) {
    const { held } = session;
    if (!held) return nothing;
    const others = this.watch(held.call).participants.filter((one) => isPresent(one) && one.id !== held.participantId), names = others.map(({ userId }) => this.#personOf(userId)).join(', '), isAnswered = this.watch(session.phase) === 'connected';
    const merge: [string, () => Promise<unknown>][] = isAnswered ? [[msg('Transfer now'), () => session.merge({ isLeaving: true })], [msg('Bring all together'), () => session.merge()]] : [];
    return this.#note(msg(str`${names} is on hold`), [...merge, [msg('Go back'), () => session.leave()]]);
  }

  #next(session: CallSession) {
    const next = this.watch(session.next);
    return next ? this.#note(msg('You wait in the lobby of another call. As soon as you are let in, you leave this one.'), [[msg('Leave the lobby'), () => next.leave()]]) : nothing;
  }

  #note(words: string, ways: readonly [label: string, act: () => Promise<unknown>][]): TemplateResult {
    return html`<div class="note" part="note" role="alert"><bdi class="words">${words}</bdi><span class="ways">${ways.map(([label, act], index) => html`<button class="button ${index === 0 && ways.length > 1 ? 'primary' : ''}" type="button" @click=${() => void this.#ask(act)}>${label}</button>`)}</span></div>`;
  }

  #personOf(userId: string): string { return this.corridor ? this.watch(this.corridor.people.person(userId)).name : userId; }

  /** Of a participant, or of a host by their user's id. */
  #nameOf(id: string): string { return this.#personOf(this.session!.call.get().participants.find((one) => one.id === id)?.userId ?? id); }

  async #ask(act: () => Promise<unknown>): Promise<void> {
    this.refusal = '';
    try { await act(); } catch (error) { this.refusal = explain(error as CorridorError); }
  }
}

define('call-notes', CallNotes);

declare global {
  interface HTMLElementTagNameMap {
    'call-notes': CallNotes;
  }
}
