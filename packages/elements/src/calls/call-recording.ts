import type { CallInfo, CallRecording as Recording, CallRecordings, CallSession, CorridorError } from '@corridor/sdk';
import { isHosting } from '@corridor/sdk/calls';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { atom, type WritableAtom } from 'nanostores';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { check, x } from '../base/icon-shapes.more.ts';
import { play } from '../base/icon-shapes.sound.ts';
import { icon, icons } from '../base/icons.ts';
import { formatList, msg, str } from '../base/localisation.ts';
import { explainRefusal as explain, noRoom } from './call-refusals.ts';
import { callRecordingStyles, recordingMarkStyles } from './call-recording.styles.ts';
import { callStyles } from './call.styles.ts';
import { clock } from './call-words.ts';

const loadPlayer = () => import('./call-recordings.ts');

const problems = new WeakMap<CallSession, WritableAtom<CorridorError | undefined>>();
/** Why what was asked last about the recording of a call is refused. */
function problemOf(session: CallSession): WritableAtom<CorridorError | undefined> {
  const known = problems.get(session) ?? atom<CorridorError | undefined>(undefined);
  problems.set(session, known);
  return known;
}

async function attempt(session: CallSession, ask: (recordings: CallRecordings) => Promise<unknown>): Promise<void> {
  const problem = problemOf(session);
  problem.set(undefined);
  try { await ask(await session.recordings()); } catch (error) { problem.set(error as CorridorError); }
}

/** Asks everybody in the call; a refusal stands in its `<call-recording>`. */
export const beginRecording = (session: CallSession): Promise<void> => attempt(session, (recordings) => recordings.start());

abstract class OfRecording extends CorridorElement {
  static override properties: PropertyDeclarations = { session: { attribute: false }, recordings: { attribute: false } };
  /** The call. */
  session: CallSession | undefined;
  protected recordings: CallRecordings | undefined;

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { session, corridor } = this;
    if (!changed.has('session') || !session) return;
    void session.recordings().then((recordings) => {
      if (this.session !== session) return;
      this.recordings = recordings;
      if (corridor) recordings.nameOf = (userId) => corridor.people.person(userId).get().name;
    }, () => undefined); // without a network nothing is recorded here either
  }

  protected nameOf(userId: string): string { return this.corridor ? this.watch(this.corridor.people.person(userId)).name : userId; }
  protected me(call: CallInfo) { return call.participants.find(({ id }) => id === this.session?.participantId); }
  protected isMine(call: CallInfo, { userId }: Recording): boolean { return userId === this.me(call)?.userId; }
  protected mayStop(call: CallInfo, recording: Recording): boolean { const me = this.me(call); return this.isMine(call, recording) || (me !== undefined && isHosting(me)); }
  protected ask(ask: (recordings: CallRecordings) => Promise<unknown>): void { if (this.session) void attempt(this.session, ask); }
}

/**
 * @summary What a recording of the call wants to know or has to say: the question for consent, who has not answered, what becomes of it. Empty while there is nothing of it.
 * @tag call-recording
 * @csspart bar - what is asked or said
 */
export class CallRecording extends OfRecording {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, callRecordingStyles];
  static override properties: PropertyDeclarations = { ...OfRecording.properties, closed: { attribute: false }, read: { attribute: false } };

  /** Of which recording the end was read and put away. */
  private closed = '';
  /** Why one has ended, which was read and put away. */
  private read: CorridorError | undefined;
  /** The last one that was on. */
  #last: Recording | undefined;

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const call = this.watch(session.call), { recording } = call, problem = this.watch(problemOf(session));
    this.#last = recording ?? this.#last;
    return html`${problem ? html`<div class="bar" part="bar" role="alert">${icon(icons.warning, 'small')}<p><bdi>${explain(problem)}</bdi></p>${this.#close(() => { problemOf(session).set(undefined); })}</div>` : nothing}
      ${recording ? this.#asked(call, recording) : this.#ended()}${this.#sending()}`;
  }

  #asked(call: CallInfo, recording: Recording) {
    const { language } = this, me = this.me(call), answer = recording.answers.find(({ userId }) => userId === me?.userId)?.answer, name = this.nameOf(recording.userId);
    if (answer === 'asked') {
      const isLate = recording.since !== null;
      return html`<div class="bar question" part="bar" role="alert"><div class="words">
          <strong>${isLate ? msg(str`${name} records this call. Do you agree to be in it?`) : msg(str`${name} wants to record this call. Do you agree?`)}</strong>
          <p>${msg('Voices, cameras and shared screens become one file of this conversation. Whoever sees the conversation can play it, now and later.')}
            ${recording.refusal === 'leave-out' ? msg('If you refuse, the call is recorded without your voice and your pictures.') : isLate ? msg('Nothing of you is in it yet. If you refuse, the recording ends for everybody.') : msg('Nothing is recorded yet. If you refuse, the call is not recorded.')}</p></div>
        <div class="ways"><button class="button primary" type="button" @click=${() => { this.ask((one) => one.answer(true)); }}>${msg('Allow')}</button><button class="button" type="button" @click=${() => { this.ask((one) => one.answer(false)); }}>${msg('Refuse')}</button></div></div>`;
    }
    const waiting = recording.answers.filter((one) => one.answer === 'asked').map(({ userId }) => this.nameOf(userId));
    if (recording.state === 'recording' || waiting.length === 0 || !this.isMine(call, recording)) return nothing;
    return html`<div class="bar" part="bar" role="status"><p>${recording.state === 'asking' ? msg(str`Nothing is recorded until ${formatList(language, waiting)} agree.`) : msg(str`The recording waits until ${formatList(language, waiting)} agree.`)}</p>
      <button class="button" type="button" @click=${() => { this.ask((one) => one.stop()); }}>${recording.state === 'asking' ? msg('Do not record') : msg('Stop recording')}</button></div>`;
  }

  #ended() {
    const outcome = this.recordings && this.watch(this.recordings.outcome);
    if (!outcome || outcome.id === this.closed) return nothing;
    const close = () => this.#close(() => { this.closed = outcome.id; }), isFull = outcome.reason === 'quota-exceeded', isCut = outcome.reason === 'too-large'; // by nobody's wish
    switch (outcome.state) {
      case 'finishing': return this.#last && this.#last.since === null ? nothing : html`<div class="bar" part="bar" role=${isCut || isFull ? 'alert' : 'status'}><span class="working" aria-hidden="true"></span><p>${isCut ? msg('The recording has ended early: it was as large as one may be here. It is being prepared.') : msg('The recording has ended and is being prepared.')}${isFull ? ` ${noRoom()}` : nothing}</p></div>`;
      case 'ready': return html`<div class="bar" part="bar" role="status">${icon(check, 'small')}<p>${isCut ? msg('The recording ended early: it was as large as one may be here. What there is of it is saved with this conversation.') : msg('The recording is saved with this conversation.')}${isFull ? ` ${noRoom()}` : nothing}</p>
        <button class="button" type="button" @click=${() => void this.#play()}>${icon(play, 'small')}${msg('Play')}</button>${close()}</div>`;
      case 'failed': return html`<div class="bar" part="bar" role="status"><p>${outcome.reason === 'unmade' ? msg('No film could be made of the recording. What there is of it stands with the recordings of this call.') : this.#last?.since === null ? msg('The call was not recorded: not everybody agreed, or nobody answered in time.') : msg('The recording came to nothing: nothing of it has arrived.')}</p>${close()}</div>`;
      default: return nothing;
    }
  }

  /** What this device has recorded and cannot give away. */
  #sending() {
    const { recordings } = this, recorder = recordings && this.watch(recordings.recorder), failure = recordings && this.watch(recordings.failure), problem = recorder?.problem && this.watch(recorder.problem), isHeld = recorder?.isHeld && this.watch(recorder.isHeld);
    const isLarge = failure?.code === 'too-large', isSaid = failure !== undefined && this.watch(recordings!.outcome)?.reason === failure.code;
    if (failure && failure !== this.read && !isSaid) return html`<div class="bar" part="bar" role="alert">${icon(icons.warning, 'small')}<p>${isLarge ? msg('The recording has ended early: it was as large as one may be here. What has arrived is kept.') : html`${msg('The recording has ended early: the server takes no more of it. What has arrived is kept.')} <bdi>${explain(failure)}</bdi>`}</p>${this.#close(() => { this.read = failure; })}</div>`;
    if (isHeld) return html`<div class="bar" part="bar" role="alert">${icon(icons.warning, 'small')}<p>${msg('Nothing is recorded at the moment: too much waits for the server. Keep this page open; it goes on once that has arrived.')}</p></div>`;
    if (!problem) return nothing;
    return html`<div class="bar" part="bar" role="alert">${icon(icons.warning, 'small')}<p>${msg('The recording does not reach the server. Keep this page open: what is recorded is kept here and sent again.')} <bdi>${explain(problem)}</bdi></p></div>`;
  }

  #close(run: () => void) { return html`<button class="icon" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${run}>${icon(x, 'small')}</button>`; }

  async #play(): Promise<void> {
    const { session } = this;
    if (session) await loadPlayer().then(({ openRecordings }) => openRecordings(this.renderRoot as ShadowRoot, session.id), () => undefined); // pressed again once there is a network
  }
}

/**
 * @summary That the call is recorded, for all in it while it is: since when, by whom, who has agreed; and the way to stop it or to take one's consent back.
 * @tag call-recording-mark
 * @csspart mark - the mark
 */
export class CallRecordingMark extends OfRecording {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, recordingMarkStyles];
  static override properties: PropertyDeclarations = { ...OfRecording.properties, now: { attribute: false }, isOpen: { attribute: false } };

  private now = Date.now();
  private isOpen = false;
  #wasOn = false;
  #clock: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tick(false);
  }

  protected override render() {
    const recording = this.session && this.watch(this.session.call).recording;
    if (!recording) return html`<span class="hidden-visually" role="status">${this.#wasOn ? msg('The call is not recorded any more.') : ''}</span>`;
    this.#wasOn ||= recording.since !== null;
    const words = { recording: msg('Recording'), paused: msg('Recording paused'), asking: msg('Asking to record') }[recording.state], name = this.nameOf(recording.userId), isOn = recording.state === 'recording';
    return html`<button class="mark ${recording.state}" part="mark" type="button" popovertarget="about" aria-haspopup="dialog" aria-expanded=${this.isOpen ? 'true' : 'false'} title=${msg(str`${words}, begun by ${name}`)}>
        <span class="dot" aria-hidden="true"></span><span class="cut">${words}</span>${recording.since ? html`<span class="time">${clock(this.language, recording.since, this.now)}</span>` : nothing}<span class="hidden-visually">${msg(str`begun by ${name}`)}</span></button>
      <span class="hidden-visually" role="status">${isOn ? msg(str`This call is being recorded. ${name} has begun it.`) : recording.state === 'paused' ? msg('The recording is paused.') : ''}</span>
      <div id="about" popover role="dialog" aria-label=${msg('About the recording')} @toggle=${this.#onToggle}>${this.isOpen ? this.#about(recording, name) : nothing}</div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#tick(this.isConnected && !!this.session?.call.get().recording?.since);
  }

  #about(recording: Recording, name: string) {
    const { language } = this, call = this.session!.call.get(), me = this.me(call), of = (answer: string) => recording.answers.filter((one) => one.answer === answer).map(({ userId }) => this.nameOf(userId));
    const [agreed, asked, refused] = [of('agreed'), of('asked'), of('refused')], isAgreed = recording.answers.some(({ userId, answer }) => userId === me?.userId && answer === 'agreed');
    const act = (run: (one: CallRecordings) => Promise<unknown>) => () => { this.#popover?.hidePopover(); this.ask(run); };
    return html`<p><strong>${msg(str`${name} records this call.`)}</strong> ${recording.isOnServer ? msg('The media server records it.') : msg('The browser of whoever began it records it, and sends it to the server as it goes.')}</p>
      <p>${msg('It becomes a file of this conversation, for whoever sees the conversation.')}</p>
      <ul>${agreed.length ? html`<li>${msg(str`Agreed: ${formatList(language, agreed)}`)}</li>` : nothing}${asked.length ? html`<li>${msg(str`Not answered yet: ${formatList(language, asked)}`)}</li>` : nothing}${refused.length ? html`<li>${msg(str`Left out: ${formatList(language, refused)}`)}</li>` : nothing}</ul>
      <div class="ways">${this.mayStop(call, recording) ? html`<button class="button primary" type="button" @click=${act((one) => one.stop())}>${msg('Stop recording')}</button>` : nothing}
        ${!this.isMine(call, recording) && isAgreed ? html`<button class="button" type="button" @click=${act((one) => one.answer(false))}>${msg('Take my consent back')}</button>` : nothing}
        ${refused.length && me && !isAgreed ? html`<button class="button" type="button" @click=${act((one) => one.answer(true))}>${msg('Allow it after all')}</button>` : nothing}</div>`;
  }

  get #popover() { return this.renderRoot.querySelector<HTMLElement>('#about'); }

  readonly #onToggle = (event: Event): void => {
    this.isOpen = (event as ToggleEvent).newState === 'open';
    if (!this.isOpen) return;
    const { bottom, right, left } = this.renderRoot.querySelector('.mark')!.getBoundingClientRect(), popover = this.#popover!;
    void this.updateComplete.then(() => {
      const isRtl = getComputedStyle(this).direction === 'rtl', wide = popover.offsetWidth;
      popover.style.top = `${bottom + 6}px`;
      popover.style.left = `${Math.max(8, Math.min(innerWidth - wide - 8, isRtl ? left : right - wide))}px`;
      popover.querySelector('button')?.focus();
    });
  };

  #tick(isOn: boolean): void {
    if (isOn) this.#clock ??= setInterval(() => { this.now = Date.now(); }, 1000);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }
}

define('call-recording', CallRecording);
define('call-recording-mark', CallRecordingMark);

declare global {
  interface HTMLElementTagNameMap {
    'call-recording': CallRecording;
    'call-recording-mark': CallRecordingMark;
  }
}
