import type { Corridor, CorridorError, MeetingRole, MeetingRoom, MeetingSettings as Settings, Person } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { formatFull, msg, str } from '../base/localisation.ts';
import { explainRefusal as explain } from '../calls/call-refusals.ts';
import '../people/people-picker.ts';
import { formStyles } from './form.styles.ts';
import { meetingSettingsStyles } from './meeting-settings.styles.ts';

type May = 'mayUnmute' | 'mayShare' | 'mayChat' | 'mayReact' | 'mayAnnotate' | 'mayRecord' | 'allowsGuests';
type Level = MeetingRole['level'];
const heights = [180, 360, 480, 720, 1080];

/**
 * @summary How a meeting room is, for its owners: its name, who comes in and how many, what people may, how large pictures are, who leads it and until when; a new link, closing and deleting it. Without `room-id` a new one.
 * @tag meeting-settings
 * @fires corridor-meeting-created - a room was made: `detail.roomId`, `detail.code`
 * @fires corridor-meeting-deleted - the room is gone: `detail.roomId`
 */
export class MeetingSettings extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, formStyles, meetingSettingsStyles];
  static override properties: PropertyDeclarations = {
    roomId: { attribute: 'room-id' },
    room: { attribute: false }, roles: { attribute: false }, chosen: { attribute: false }, access: { attribute: false }, isBusy: { attribute: false }, isDeleting: { attribute: false }, isCopied: { attribute: false }, failure: { attribute: false }, said: { attribute: false },
  };

  roomId = '';
  private room: MeetingRoom | undefined;
  private roles: readonly MeetingRole[] = [];
  private chosen: readonly Person[] = [];
  private access: MeetingRoom['access'] = 'open';
  private isBusy = false;
  private isDeleting = false;
  private isCopied = false;
  private failure = '';
  /** What was just done. */
  private said = '';
  #asked = '';

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.corridor || !this.roomId || this.roomId === this.#asked) return;
    this.#asked = this.roomId;
    this.room = undefined;
    void this.#ask(async (corridor) => { this.#take(await corridor.meetings.room({ roomId: this.roomId })); await this.#readRoles(corridor); }, '');
  }

  protected override render() {
    const { corridor, room } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const problem = this.failure ? html`<p class="problem" role="alert"><bdi>${this.failure}</bdi></p>` : nothing;
    if (this.roomId && !room) return html`<div class="state" role="status">${this.failure ? problem : msg('Looking…')}</div>`;
    if (room && room.mine.level !== 'owner') return html`<div class="state" role="status">${msg('Only owners of the room change how it is.')}</div>`;
    return html`${problem}<p class="note" role="status">${this.said}</p>
      <form @submit=${this.#onSubmit} @input=${() => { this.said = ''; }}>${this.#general(room)}${this.#rights(room)}
        <div class="acts"><button class="button primary" ?disabled=${this.isBusy}>${room ? msg('Save') : msg('Create the room')}</button></div></form>
      ${room ? html`${this.#link(room)}${this.#people(corridor)}${this.#end(room)}` : nothing}`;
  }

  #general(room: MeetingRoom | undefined) {
    const option = (value: MeetingRoom['access'], label: string) => html`<option value=${value} ?selected=${this.access === value}>${label}</option>`;
    return html`<label>${msg('Name of the room')}<input name="name" required maxlength="200" dir="auto" autocomplete="off" .value=${room?.name ?? ''} /></label>
      <label>${msg('Who comes in')}<select name="access" @change=${({ target }: Event) => { this.access = (target as HTMLSelectElement).value as MeetingRoom['access']; }}>
        ${option('open', msg('Whoever has the link'))}${option('password', msg('Whoever has the link and the password'))}${option('lobby', msg('Whom somebody in the room lets in'))}</select></label>
      ${this.access === 'password' ? html`<label>${room?.access === 'password' ? msg('New password') : msg('Password of the room')}<input name="password" type="password" minlength="4" maxlength="200" autocomplete="new-password" ?required=${room?.access !== 'password'} />${room?.access === 'password' ? html`<span class="note">${msg('Left empty it stays as it is.')}</span>` : nothing}</label>` : nothing}
      <div class="row"><label>${msg('How many people at most')}<input name="capacity" type="number" min="2" max="500" .value=${room?.capacity ? String(room.capacity) : ''} placeholder=${msg('No limit')} /></label>
        <label>${msg('Pictures no higher than')}<select name="mostHeight"><option value="">${msg('No limit')}</option>${heights.map((height) => html`<option value=${height} ?selected=${room?.settings.mostHeight === height}>${msg(str`${height} lines`)}</option>`)}</select></label></div>`;
  }

  #rights(room: MeetingRoom | undefined) {
    const may = (name: May, label: string) => html`<label class="check"><input type="checkbox" name=${name} ?checked=${room?.settings[name] ?? true} />${label}</label>`;
    return html`<fieldset><legend>${msg('What people may')}</legend><p class="note">${msg('Owners and moderators always may.')}</p>
      ${may('mayUnmute', msg('Unmute themselves'))}${may('mayShare', msg('Share their screens'))}${may('mayChat', msg('Write in the chat'))}${may('mayReact', msg('React with emoji'))}${may('mayAnnotate', msg('Draw on shared screens'))}
      ${may('allowsGuests', msg('Come in without an account, with a name'))}${may('mayRecord', msg('The meeting may be recorded by those who have the right'))}</fieldset>
      <label class="check"><input type="checkbox" name="isEncrypted" ?checked=${room?.settings.isEncrypted ?? false} />${msg('Encrypt calls from end to end: no server sees or hears them')}</label>`;
  }

  #link(room: MeetingRoom) {
    return html`<section><h3>${msg('Link')}</h3><p class="link-line"><code dir="ltr">${this.#address(room)}</code></p>
      <div class="acts"><button class="button" type="button" @click=${() => void this.#copy(room)}>${this.isCopied ? msg('Link copied') : msg('Copy link')}</button>
        <button class="button" type="button" ?disabled=${this.isBusy} @click=${() => void this.#ask(async ({ meetings }) => { this.#take(await meetings.update({ roomId: room.id, hasNewCode: true })); this.isCopied = false; }, msg('The link is another one now; the one before leads nowhere.'))}>${msg('Make a new link')}</button></div></section>`;
  }

  #people(corridor: Corridor) {
    const levels: Record<Level, string> = { owner: msg('Owner'), moderator: msg('Moderator'), presenter: msg('Presenter'), participant: msg('Participant'), viewer: msg('Looks on') };
    const select = (name: string, level: Level, onChange?: (level: Level) => void) => html`<select name=${name} aria-label=${msg('What they are')} @change=${({ target }: Event) => onChange?.((target as HTMLSelectElement).value as Level)}>${(Object.keys(levels) as Level[]).map((one) => html`<option value=${one} ?selected=${one === level}>${levels[one]}</option>`)}</select>`;
    return html`<section><h3>${msg('People with a role')}</h3><ul>${this.roles.map(({ userId, level, until }) => {
      const { name } = this.watch(corridor.people.person(userId));
      return html`<li><span class="name"><bdi>${name}</bdi>${until ? html`<span class="note">${msg(str`until ${formatFull(this.language, until)}`)}</span>` : nothing}</span>
        ${select(`level-${userId}`, level, (next) => void this.#grant(userId, next, until))}<button class="button" type="button" aria-label=${msg(str`Take the role of ${name}`)} ?disabled=${this.isBusy} @click=${() => void this.#ask(async ({ meetings }) => { await meetings.revoke({ roomId: this.roomId, userId }); await this.#readRoles(corridor); }, msg('The role was taken.'))}>${msg('Take')}</button></li>`;
    })}</ul>
      <form class="grant" @submit=${this.#onGrant}><people-picker label=${msg('Give somebody a role')} .without=${this.roles.map(({ userId }) => userId)} .chosen=${this.chosen} @corridor-people=${({ detail }: CustomEvent<{ people: readonly Person[] }>) => { this.chosen = detail.people; }}></people-picker>
        <div class="row"><label>${msg('Role')}${select('level', 'presenter')}</label><label>${msg('Until (or for good)')}<input type="datetime-local" name="until" /></label></div>
        <div class="acts"><button class="button" ?disabled=${this.isBusy || this.chosen.length === 0}>${msg('Give the role')}</button></div></form></section>`;
  }

  #end({ id: roomId, status, name }: MeetingRoom) {
    const isClosed = status === 'closed';
    return html`<section><h3>${msg('Close or delete')}</h3><div class="acts">
      <button class="button" type="button" ?disabled=${this.isBusy} @click=${() => void this.#ask(async ({ meetings }) => { this.#take(await meetings.update({ roomId, isClosed: !isClosed })); }, isClosed ? msg('The room is open.') : msg('The room is closed; nobody comes in.'))}>${isClosed ? msg('Open the room') : msg('Close the room')}</button>
      ${this.isDeleting ? html`<span role="alert">${msg(str`Delete ${name} with all that was written in it?`)}</span><button class="button danger" type="button" ?disabled=${this.isBusy} @click=${() => void this.#delete(roomId)}>${msg('Delete')}</button><button class="button" type="button" @click=${() => { this.isDeleting = false; }}>${msg('Keep it')}</button>`
        : html`<button class="button" type="button" @click=${() => { this.isDeleting = true; }}>${msg('Delete the room')}</button>`}</div></section>`;
  }

  #take(room: MeetingRoom): void {
    this.room = room;
    this.access = room.access;
  }

  async #readRoles({ meetings }: Corridor): Promise<void> { if (this.room?.mine.level === 'owner') this.roles = (await meetings.roles({ roomId: this.roomId })).items; }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement), word = (name: string) => form.get(name) as string, has = (name: May) => form.get(name) !== null;
    const settings: Settings = { mayUnmute: has('mayUnmute'), mayShare: has('mayShare'), mayChat: has('mayChat'), mayReact: has('mayReact'), mayAnnotate: has('mayAnnotate'), mayRecord: has('mayRecord'), allowsGuests: has('allowsGuests'), mostHeight: word('mostHeight') ? Number(word('mostHeight')) : null, isEncrypted: form.get('isEncrypted') !== null };
    const password = form.get('password') as string | null, wanted = { name: word('name').trim(), access: this.access, capacity: word('capacity') ? Number(word('capacity')) : null, settings, ...(password && { password }) };
    void this.#ask(async (corridor) => {
      if (this.room) { this.#take(await corridor.meetings.update({ roomId: this.room.id, ...wanted })); return; }
      const made = await corridor.meetings.create(wanted);
      this.#asked = this.roomId = made.id;
      this.#take(made);
      await this.#readRoles(corridor);
      this.emit('corridor-meeting-created', { roomId: made.id, code: made.code });
    }, msg('Saved.'));
  };

  readonly #onGrant = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement), until = form.get('until') as string;
    void this.#ask(async (corridor) => {
      for (const { id: userId } of this.chosen) await corridor.meetings.grant({ roomId: this.roomId, userId, level: form.get('level') as Level, until: until ? new Date(until).toISOString() : null });
      this.chosen = [];
      await this.#readRoles(corridor);
    }, msg('The role was given.'));
  };

  async #grant(userId: string, level: Level, until: string | null): Promise<void> {
    await this.#ask(async (corridor) => { await corridor.meetings.grant({ roomId: this.roomId, userId, level, until }); await this.#readRoles(corridor); }, msg('The role was given.'));
    this.requestUpdate(); // what was refused shows as it is
  }

  #delete(roomId: string): Promise<void> {
    return this.#ask(async ({ meetings }) => {
      await meetings.delete({ roomId });
      this.emit('corridor-meeting-deleted', { roomId });
      this.room = undefined;
      this.roomId = this.#asked = '';
    }, msg('The room was deleted.'));
  }

  #address({ path }: MeetingRoom): string { return new URL(path.slice(1), new URL(this.server ?? '/', document.baseURI)).href; }

  async #copy(room: MeetingRoom): Promise<void> {
    try { await navigator.clipboard.writeText(this.#address(room)); this.isCopied = true; } catch { this.failure = msg('The link could not be copied. Select it, and copy it by hand.'); }
  }

  async #ask(act: (corridor: Corridor) => Promise<void>, said: string): Promise<void> {
    Object.assign(this, { failure: '', said: '', isBusy: true });
    try {
      await act(this.corridor!);
      this.said = said;
    } catch (error) { this.failure = (error as CorridorError).code === 'not-found' ? msg('This room does not exist, or you have no place in it.') : explain(error as CorridorError); } finally { this.isBusy = false; }
  }
}

define('meeting-settings', MeetingSettings);

declare global {
  interface HTMLElementTagNameMap {
    'meeting-settings': MeetingSettings;
  }
  interface HTMLElementEventMap {
    'corridor-meeting-created': CustomEvent<{ roomId: string; code: string }>;
    'corridor-meeting-deleted': CustomEvent<{ roomId: string }>;
  }
}
