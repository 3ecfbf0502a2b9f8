import { type CallSession, type Corridor, CorridorError, type MeetingDoor, type MeetingRoom as Room } from '@corridor/sdk';
import { isPresent } from '@corridor/sdk/calls';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.meetings.ts';
import * as more from '../base/icon-shapes.more.ts';
import { link } from '../base/icon-shapes.writing.ts';
import { icon, icons } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { formStyles } from './form.styles.ts';
import './meeting-preview.ts';
import type { PreviewShown } from './meeting-preview.ts';
import { GuestDoor } from './meeting-room.guest.ts';
import { meetingRoomStyles } from './meeting-room.styles.ts';
import { type Ending, endingOf, endingWords, peopleWords, type Reason, reasonOf, refusalWords } from './meeting-room.words.ts';

const loadCall = () => import('../calls/call-panel.ts');
const loadSettings = () => import('./meeting-settings.ts');
const loadPeople = () => import('../calls/call-people.ts');

/** Whoever stands before a door sees so often who is in. */
const lookEveryMs = 15_000;

/**
 * @summary A meeting room: oneself and one's devices before coming in, the lobby, the call and its people, and what is said where nobody comes in.
 * @tag meeting-room
 * @fires corridor-meeting-joined - I am in the call of the room: `detail.code`, `detail.callId`
 * @fires corridor-meeting-left - the call is over for me: `detail.code` and `detail.ending`, which is `left`, `ended`, `removed`, `not-admitted` or `lost`
 * @csspart door - what stands before the room
 */
export class MeetingRoom extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, formStyles, meetingRoomStyles];
  static override properties: PropertyDeclarations = {
    code: {}, roomId: { attribute: 'room-id' }, guest: { type: Boolean },
    session: { attribute: false }, preview: { attribute: false }, door: { attribute: false }, room: { attribute: false }, refusal: { attribute: false }, reason: { attribute: false },
    isAsking: { attribute: false }, hasCall: { attribute: false }, hasSettings: { attribute: false }, isCopied: { attribute: false },
  };

  /** Of the room. */
  code = '';
  /** Instead of the code, for those who have a place in the room. */
  roomId = '';
  /** Whoever comes has no account here: they say a name. */
  guest = false;
  /** The call to show, in the place of the one that is come into here. */
  session: CallSession | undefined;
  /** Devices before the call, looked at elsewhere. */
  preview: PreviewShown | undefined;
  private door: MeetingDoor | undefined;
  /** As those see it who have a place in it. */
  private room: Room | undefined;
  private refusal = '';
  private reason: Reason | undefined;
  private isAsking = false;
  private hasCall = false;
  private isCopied = false;
  /** The owner changes how the room is. */
  private hasSettings = false;
  #asked = '';
  #told: 'joined' | Ending | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #guests = new GuestDoor(() => this.server ?? '/');

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => { if (this.door && !this.session && !this.isAsking && document.visibilityState === 'visible') void this.#look(true); }, lookEveryMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const wanted = this.roomId || this.code;
    if (wanted && wanted !== this.#asked && (this.guest || this.corridor)) {
      this.#asked = wanted;
      this.door = this.room = this.reason = undefined;
      void this.#look();
    }
    const current = this.corridor && this.watch(this.corridor.calls.current);
    if (current && !this.session && this.door && this.watch(current.call).meetingId === this.door.id && this.watch(current.phase) !== 'over') this.session = current; // a page that was reloaded is back in its call
    if (this.session && !this.hasCall) void Promise.all([loadCall(), loadPeople()]).then(() => { this.hasCall = true; });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { session } = this, phase = session?.phase.get();
    if (!session || !phase || phase === 'waiting') return;
    const now = phase === 'over' ? endingOf(session.call.get(), session) : 'joined';
    if (now === this.#told) return;
    this.#told = now;
    const code = this.door?.code ?? this.code;
    if (now === 'joined') this.emit('corridor-meeting-joined', { code, callId: session.id });
    else this.emit('corridor-meeting-left', { code, ending: now });
  }

  protected override render() {
    const { session, door, reason } = this, phase = session && this.watch(session.phase);
    if (session && phase === 'waiting') return this.#lobby(session);
    if (session && phase === 'over') return this.#over(session);
    if (session) return this.hasCall ? this.#inside(session) : this.#state(shapes.door, msg('Connecting…'));
    if (!this.guest && !this.corridor) return this.renderWithoutCorridor();
    const again = html`<button class="button" type="button" ?disabled=${this.isAsking} @click=${() => void this.#look()}>${msg('Look again')}</button>`;
    if (!door) return this.refusal ? this.#state(shapes.doorClosed, msg('This room cannot be opened'), this.refusal, again) : this.#state(shapes.door, msg('Opening the room…'));
    if (reason === 'removed') return this.#state(shapes.doorClosed, msg('You cannot come in again'), this.refusal);
    if (door.status === 'closed' || reason === 'closed') return this.#state(shapes.doorClosed, msg('This room is closed'), msg('Its owner can open it again.'), again);
    if (this.guest && !door.allowsGuests) return this.#state(shapes.doorClosed, msg('This room is for people with an account'), msg('Its owner can allow guests.'));
    if (reason === 'full') return this.#state(more.users, msg('The room is full'), msg('Somebody has to leave before you can come in.'), again);
    if (reason === 'locked') return this.#state(more.lock, msg('The meeting is locked'), msg('Nobody new comes in now. Somebody in the meeting can ask you in.'), again);
    return this.#entrance(door);
  }

  #state(shape: typeof shapes.door, title: string, words = '', acts: unknown = nothing) {
    return html`<div class="door state-door" part="door" role="status">${icon(shape)}<h2>${title}</h2>${words ? html`<p><bdi>${words}</bdi></p>` : nothing}${acts === nothing ? nothing : html`<div class="acts">${acts}</div>`}</div>`;
  }

  #lobby(session: CallSession) {
    const isAnybodyThere = this.watch(session.call).status === 'active', isBeside = this.watch(session.next) === session; // of the call that this page is in
    const words = isAnybodyThere ? msg('The others know that you are here. Somebody will let you in.') : msg('Nobody is there yet who could let you in. You can wait here.');
    return this.#state(shapes.door, msg('You are in the lobby'), isBeside ? `${words} ${msg('Your call goes on until then. You leave it as soon as you are let in.')}` : words,
      html`<button class="button" type="button" @click=${() => void session.leave().finally(() => { this.session = undefined; })}>${msg('Leave the lobby')}</button>`);
  }

  #over(session: CallSession) {
    const ending = endingOf(this.watch(session.call), session), isOut = ending === 'removed' || ending === 'not-admitted';
    return this.#state(ending === 'lost' ? icons.offline : shapes.doorClosed, endingWords(ending), isOut ? msg('Somebody in the meeting can ask you in.') : '', isOut ? nothing : html`<button class="button primary" type="button" @click=${this.#onAgain}>${msg('Join again')}</button>`);
  }

  #inside(session: CallSession) {
    const call = this.watch(session.call), isAlone = call.participants.filter(isPresent).length < 2, name = this.room?.name ?? this.door?.name;
    return html`<div class="in">${name ? html`<div class="bar"><h2 class="cut"><bdi>${name}</bdi></h2>${this.#copyButton()}${this.#settingsButton()}</div>` : nothing}
      <div class="stage"><call-panel .session=${session}></call-panel><aside aria-label=${msg('People')}>
        ${isAlone ? html`<div class="alone" role="status"><strong>${msg('Nobody else is here yet')}</strong><span>${msg('Send the link to those who are to come.')}</span></div>` : nothing}${this.hasSettings ? html`<meeting-settings room-id=${this.room!.id}></meeting-settings>` : html`<call-people .session=${session}></call-people>`}</aside></div></div>`;
  }

  #settingsButton() { return this.room?.mine.level === 'owner' ? html`<button class="button" type="button" aria-expanded=${this.hasSettings ? 'true' : 'false'} @click=${() => void this.#settings()}>${icon(shapes.settings, 'small')}${msg('Room settings')}</button>` : nothing; }

  #copyButton() { return this.door ? html`<button class="button" type="button" @click=${() => void this.#copy()}>${icon(link, 'small')}${this.isCopied ? msg('Link copied') : msg('Copy link')}</button>` : nothing; }

  #entrance(door: MeetingDoor) {
    const isWrong = this.reason === 'password' && this.refusal !== '', me = this.corridor && this.watch(this.corridor.me);
    const words = [peopleWords(this.language, door.people), ...door.access === 'lobby' ? [msg('Somebody in the room lets you in.')] : [], ...door.status === 'locked' ? [msg('The meeting is locked: nobody new comes in now.')] : []];
    return html`<form class="door" part="door" @submit=${this.#onSubmit}>
      <div class="title"><h2><bdi>${door.name}</bdi></h2><p class="note" role="status">${words.join(' ')}</p></div>
      <meeting-preview .preview=${this.preview} .name=${me?.name ?? ''} .canCheck=${!!this.corridor}></meeting-preview>
      <div class="ask">${this.guest && !this.corridor ? html`<label>${msg('Your name')}<input name="name" required maxlength="100" autocomplete="name" /></label>` : nothing}
      ${door.needsPassword ? html`<label>${msg('Password of the room')}<input name="password" type="password" required maxlength="200" autocomplete="off" aria-invalid=${isWrong ? 'true' : 'false'} aria-describedby="why" /></label>` : nothing}
      ${this.refusal ? html`<p class="problem" id="why" role="alert"><bdi>${this.refusal}</bdi></p>` : nothing}
      <div class="acts"><button class="button primary" ?disabled=${this.isAsking}>${this.isAsking ? msg('Joining…') : door.access === 'lobby' ? msg('Ask to join') : msg('Join now')}</button>${this.#copyButton()}${this.#settingsButton()}</div>${this.hasSettings ? html`<meeting-settings room-id=${this.room!.id} @corridor-meeting-deleted=${() => { this.hasSettings = false; void this.#look(); }}></meeting-settings>` : nothing}</div></form>`;
  }

  /** `isQuiet`: only for what has changed. */
  async #look(isQuiet = false): Promise<void> {
    const { corridor, roomId } = this;
    if (!isQuiet) Object.assign(this, { refusal: '', reason: undefined, isAsking: true });
    try {
      if (this.guest && !corridor) {
        const [door, isBack] = await Promise.all([this.#guests.find(this.code), isQuiet ? false : this.#guests.comeBack(this.code)]);
        if (isBack) void (await this.#beGuest()).connect().catch(() => undefined); // said to who then wants to join
        this.door = door;
      }
      else {
        if (roomId) this.room = await corridor!.meetings.room({ roomId });
        this.door = await corridor!.meetings.find({ code: this.room?.code ?? this.code });
        if (!this.guest && !roomId && !isQuiet) this.room = await corridor!.meetings.room({ roomId: this.door.id }).catch(() => undefined); // no place in it so far
      }
    } catch (error) { if (!isQuiet) this.refusal = refusalWords(this.language, error as CorridorError); } finally { if (!isQuiet) this.isAsking = false; }
  }

  readonly #onAgain = (): void => {
    this.session = this.#told = undefined;
    void this.#look();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#join(new FormData(event.target as HTMLFormElement));
  };

  async #join(form: FormData): Promise<void> {
    const password = form.get('password') as string | null, preview = this.renderRoot.querySelector('meeting-preview')!, { options } = preview;
    Object.assign(this, { refusal: '', reason: undefined, isAsking: true });
    try {
      if (this.guest && !this.corridor) await this.#becomeGuest((form.get('name') as string).trim(), password);
      preview.release(); // one of some cameras is had by one at a time
      this.session = await this.corridor!.meetings.join(this.door!.code, { ...options, ...(password && { password }) });
    } catch (error) {
      this.reason = reasonOf(error as CorridorError);
      this.refusal = refusalWords(this.language, error as CorridorError);
      await this.updateComplete;
      if (this.reason === 'password') this.renderRoot.querySelector<HTMLInputElement>('[name=password]')?.select();
    } finally {
      this.isAsking = false;
    }
  }

  /** A client of their own, with the token that the server gives them for this room. */
  async #becomeGuest(name: string, password: string | null): Promise<void> {
    await this.#guests.come(this.door!.code, name, password);
    await (await this.#beGuest()).connect();
  }

  async #beGuest(): Promise<Corridor> {
    this.server ??= '/';
    this.token = this.#guests.token;
    while (!this.corridor) {
      if (!this.isConnected) throw new CorridorError('offline', 'The room has been taken off the page');
      await this.updateComplete;
    }
    return this.corridor;
  }

  async #settings(): Promise<void> {
    await loadSettings();
    this.hasSettings = !this.hasSettings;
    if (!this.hasSettings) void this.#look(true); // it may be another way now
  }

  async #copy(): Promise<void> {
    const address = new URL(`meet/${this.door!.code}`, new URL(this.server ?? '/', document.baseURI)).href;
    try {
      await navigator.clipboard.writeText(address);
      this.isCopied = true;
    } catch { this.refusal = msg(str`The link could not be copied: ${address}`); }
  }
}

define('meeting-room', MeetingRoom);

declare global {
  interface HTMLElementTagNameMap {
    'meeting-room': MeetingRoom;
  }
  interface HTMLElementEventMap {
    'corridor-meeting-joined': CustomEvent<{ code: string; callId: string }>;
    'corridor-meeting-left': CustomEvent<{ code: string; ending: Ending }>;
  }
}
