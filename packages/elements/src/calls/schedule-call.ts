import { createId, type CorridorError, type Person, type ScheduledCall } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as more from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatClock, msg, plural, str } from '../base/localisation.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import '../people/people-picker.ts';

/** Where a call is to be: a conversation, with the record that it is of where nobody has written in it yet. */
export interface Where { readonly channelId: string; readonly record?: { readonly type: string; readonly id: string } | undefined }

const lengths = [15, 30, 45, 60, 90, 120], usualReminders = [10, 0], offered = [0, 5, 10, 30, 60, 1440];
const inField = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
/** The next full hour but one. */
const soon = (): Date => { const at = new Date(); at.setHours(at.getHours() + 2, 0, 0, 0); return at; };

/**
 * @summary A dialog that schedules a call, or changes one: about what, when, how long, with whom, and when people are reminded.
 * @tag schedule-call
 */
export class ScheduleCall extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, css`
    .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr)); gap: 0 12px; }
    .check { display: flex; align-items: start; gap: 8px; min-block-size: 32px; padding-block: 4px; cursor: pointer; }
    .check input { flex: none; margin-block-start: calc((1lh - 13px) / 2); accent-color: var(--c-accent); }
    fieldset { margin: 0 0 16px; padding: 0; border: 0; min-inline-size: 0; }
    legend { padding: 0; font-size: var(--c-font-size-small); font-weight: 600; }
    .reminders { display: flex; flex-wrap: wrap; gap: 0 16px; }
    people-picker { margin-block-end: 16px; }
  `];
  static override properties: PropertyDeclarations = { where: { attribute: false }, changed: { attribute: false }, people: { attribute: false }, offered: { attribute: false }, isOpen: { attribute: false }, isBusy: { attribute: false }, failure: { attribute: false } };

  private where: Where | undefined;
  /** The one that is changed. */
  private changed: ScheduledCall | undefined;
  private people: readonly Person[] = [];
  private offered: readonly Person[] = [];
  private isOpen = false;
  private isBusy = false;
  private failure = '';
  #id = '';
  #answer: ScheduledCall | undefined;
  #closed: (scheduled: ScheduledCall | undefined) => void = () => undefined;

  get #dialog() { return this.renderRoot.querySelector('dialog'); }

  /** Opens the dialog for a conversation; resolves when it is closed, to the call that was scheduled. */
  async schedule(where: Where): Promise<ScheduledCall | undefined> {
    this.where = where;
    this.changed = undefined;
    this.#id = createId(); // asked again it is the same one
    await this.updateComplete;
    await this.#offer(where.channelId);
    return this.#show();
  }

  async change(scheduled: ScheduledCall): Promise<ScheduledCall | undefined> {
    this.changed = scheduled;
    this.where = { channelId: scheduled.channelId };
    await this.updateComplete;
    await this.#offer(scheduled.channelId);
    const me = this.corridor?.me.get()?.id;
    this.people = scheduled.people.filter(({ userId }) => userId !== me).map(({ userId }) => this.corridor!.people.person(userId).get());
    return this.#show();
  }

  /** Those of the conversation; all of them where they are few. */
  async #offer(channelId: string): Promise<void> {
    const { corridor } = this, me = corridor?.me.get()?.id;
    const { items } = await corridor!.chat.members(channelId).catch(() => ({ items: [] }));
    this.offered = items.filter(({ userId }) => userId !== me).map(({ userId }) => corridor!.people.person(userId).get());
    this.people = this.offered.length <= 20 ? this.offered : [];
  }

  async #show(): Promise<ScheduledCall | undefined> {
    this.failure = '';
    this.#answer = undefined;
    this.isOpen = true;
    await this.updateComplete;
    openDialog(this.#dialog, 'form');
    this.renderRoot.querySelector<HTMLElement>('[name=title]')?.focus();
    return new Promise((resolve) => (this.#closed = resolve));
  }

  protected override render() {
    if (!this.corridor || !this.isOpen) return nothing;
    const { changed } = this, startsAt = changed ? new Date(changed.startsAt) : soon(), minutes = changed?.minutes ?? 30, kind = changed?.kind ?? 'video', reminders = changed?.reminders ?? usualReminders, zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`<dialog aria-labelledby="title" @close=${() => { this.isOpen = false; this.#closed(this.#answer); }}>
      <div class="dialog-bar"><h2 id="title">${changed ? msg('Change the call') : msg('Schedule a call')}</h2><button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(more.x)}</button></div>
      <form class="dialog-body" id="form" @submit=${this.#onSubmit}>
        <label class="field"><span class="label">${msg('About what')}</span><input name="title" maxlength="200" dir="auto" autocomplete="off" .value=${changed?.title ?? ''} /></label>
        <div class="row"><label class="field"><span class="label">${msg('When')}</span><input name="at" type="datetime-local" required min=${inField(new Date())} .value=${inField(startsAt)} /><span class="meta">${msg(str`By the clock of ${zone.replaceAll('_', ' ')}`)}</span></label>
          <label class="field"><span class="label">${msg('How long')}</span><select name="minutes">${[...new Set([...lengths, minutes])].sort((a, b) => a - b).map((count) => html`<option value=${count} ?selected=${count === minutes}>${plural(this.language, count, { one: str`${count} minute`, other: str`${count} minutes` })}</option>`)}</select></label>
          <label class="field"><span class="label">${msg('With or without video')}</span><select name="kind"><option value="video" ?selected=${kind === 'video'}>${msg('Video')}</option><option value="audio" ?selected=${kind === 'audio'}>${msg('Audio')}</option></select></label></div>
        <people-picker label=${msg('Whom to invite')} .offered=${this.offered} .chosen=${this.people} @corridor-people=${({ detail }: CustomEvent<{ people: readonly Person[] }>) => { this.people = detail.people; }}></people-picker>
        <fieldset><legend>${msg('Remind those who are invited')}</legend><div class="reminders">${[...new Set([...offered, ...reminders])].sort((a, b) => a - b).map((count) => html`<label class="check"><input type="checkbox" name="reminder" value=${count} ?checked=${reminders.includes(count)} />${this.#before(count)}</label>`)}</div></fieldset>
        <label class="check"><input type="checkbox" name="rings" ?checked=${changed?.rings ?? false} />${msg('Ring those who are not there when it starts')}</label>
      </form>
      <div class="dialog-actions">${this.failure ? html`<span class="problem" role="alert"><bdi>${this.failure}</bdi></span>` : nothing}
        <button class="button" type="button" @click=${() => this.#dialog?.close()}>${msg('Cancel')}</button><button class="button primary" type="submit" form="form" ?disabled=${this.isBusy}>${changed ? msg('Save') : msg('Schedule')}</button></div></dialog>`;
  }

  #before(count: number): string {
    if (count === 0) return msg('When it starts');
    if (count % 1440 === 0) { const days = count / 1440; return plural(this.language, days, { one: str`${days} day before`, other: str`${days} days before` }); }
    if (count % 60 === 0) { const hours = count / 60; return plural(this.language, hours, { one: str`${hours} hour before`, other: str`${hours} hours before` }); }
    return plural(this.language, count, { one: str`${count} minute before`, other: str`${count} minutes before` });
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#send(new FormData(event.target as HTMLFormElement));
  };

  async #send(form: FormData): Promise<void> {
    const { corridor, changed, where } = this, word = (name: string) => form.get(name) as string;
    const plan = {
      title: word('title').trim(), startsAt: new Date(word('at')).toISOString(), minutes: Number(word('minutes')), kind: word('kind') as 'audio' | 'video', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      reminders: form.getAll('reminder').map(Number), rings: form.get('rings') !== null, userIds: this.people.map(({ id }) => id),
    };
    this.failure = '';
    this.isBusy = true;
    try {
      this.#answer = changed ? await corridor!.calls.reschedule({ scheduledId: changed.id, ...plan }) : await corridor!.calls.schedule({ id: this.#id, channelId: where!.channelId, ...(where!.record && { record: where!.record }), ...plan });
      this.#dialog?.close();
    } catch (error) {
      const { code } = error as CorridorError;
      this.failure = code === 'invalid-input' ? msg(str`Choose a time after ${formatClock(this.language, new Date().toISOString())}, within a year.`) : explain(error as CorridorError);
    } finally { this.isBusy = false; }
  }
}

define('schedule-call', ScheduleCall);

declare global {
  interface HTMLElementTagNameMap {
    'schedule-call': ScheduleCall;
  }
}
