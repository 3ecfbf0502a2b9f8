// A poll under its question. Loaded with the first one that is shown.
import type { CorridorError, Message, PollCard } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { formatFull, formatList, formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { styles } from './message-poll.styles.ts';
import { namesBy, plainText } from './message-text.ts';
import { votesBy } from './votes.ts';

const mostNames = 20;

/**
 * A poll: its options with how many voted for them, where one votes. Made by `<message-row>`.
 * @tag message-poll
 */
export class MessagePoll extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, styles];
  static override properties: PropertyDeclarations = {
    message: { attribute: false },
    isOffline: { attribute: false },
    canClose: { attribute: false },
    now: { attribute: false },
    chosen: { attribute: false },
    looked: { attribute: false },
    isClosing: { attribute: false },
    refusal: { attribute: false },
  };

  message!: Message;
  isOffline = false;
  /** I asked, or I moderate. */
  canClose = false;
  now = 0;

  /** What I have chosen, until the message says so. */
  private chosen: readonly number[] | undefined;
  /** The option under the pointer or the focus, whose voters are named. */
  private looked: number | undefined;
  private isClosing = false;
  private refusal = '';
  #isAsking = false;
  #answeredBy = 0;

  get #poll(): PollCard | undefined {
    return this.message.card?.type === 'poll' ? this.message.card : undefined;
  }

  protected override render() {
    const { corridor } = this, poll = this.#poll;
    if (!corridor || !poll) return nothing;
    if (this.#answeredBy && this.message.changedSeq >= this.#answeredBy) this.chosen = undefined;
    if (!this.chosen) this.#answeredBy = 0;
    const why = this.#whyNot(poll), mine = this.#mine(poll);
    this.toggleAttribute('fixed', why !== '');
    return html`<fieldset @keydown=${this.#onKeydown}>
        <legend class="hidden-visually">${plainText(this.message.text, namesBy(corridor, (store) => this.watch(store)))}</legend>
        ${poll.options.map((text, place) => this.#option(poll, text, place, mine, why !== ''))}
      </fieldset>
      <div class="end"><span class="meta">${[this.#total(poll), ...this.#marks(poll), why].filter(Boolean).join(' · ')}</span>
        ${mine.length > 0 && why === '' ? html`<button class="link" type="button" @click=${() => void this.#vote([])}>${msg('Take back my vote')}</button>` : nothing}
        ${this.canClose && !this.#isClosed(poll) && !this.isOffline ? this.#closing() : nothing}
        ${this.refusal ? html`<span class="problem" role="alert">${this.refusal}</span>` : nothing}</div>`;
  }

  #option(poll: PollCard, text: string, place: number, mine: readonly number[], isFixed: boolean) {
    const votes = poll.votes[place] ?? 0, share = poll.people > 0 ? votes / poll.people : 0, isMine = mine.includes(place);
    const count = formatNumber(this.language, votes), percent = new Intl.NumberFormat(this.language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
    const names = this.looked === place ? this.#names(poll.voters?.[place] ?? []) : '';
    return html`<div class="option ${isMine ? 'mine' : ''}" @pointerenter=${() => (this.looked = place)} @pointerleave=${this.#onLeave} @focusin=${() => (this.looked = place)} @focusout=${this.#onLeave}><label>
      <input type=${poll.isMultiple ? 'checkbox' : 'radio'} name="option" aria-disabled=${isFixed ? 'true' : 'false'} aria-describedby=${names ? 'names' : nothing} .checked=${isMine}
        @click=${(event: Event) => isFixed && event.preventDefault()} @change=${(event: Event) => this.#onChange(event, place, mine)} />
      <span class="said"><span class="words" dir="auto">${text}</span>
        <span class="count">${plural(this.language, votes, { one: str`${count} vote, ${percent}`, other: str`${count} votes, ${percent}` })}</span></span>
      <svg class="bar" aria-hidden="true"><rect width="${Math.round(share * 100)}%" height="100%" rx="3"></rect></svg>
    </label>${names ? html`<span class="names" id="names" dir="auto">${names}</span>` : nothing}</div>`;
  }

  #closing() {
    if (!this.isClosing) return html`<button class="link" type="button" @click=${() => void this.#ask(true)}>${msg('Close poll')}</button>`;
    return html`<span>${msg('Nobody can vote any more then.')}</span>
      <button class="link sure" type="button" @click=${() => void this.#close()}>${msg('Close poll')}</button>
      <button class="link" type="button" @click=${() => void this.#ask(false)}>${msg('Cancel')}</button>`;
  }

  #total({ people }: PollCard): string {
    const count = formatNumber(this.language, people);
    return people === 0 ? msg('Nobody has voted yet') : plural(this.language, people, { one: str`${count} person voted`, other: str`${count} people voted` });
  }

  #marks(poll: PollCard): string[] {
    const { isMultiple, isAnonymous, closesAt } = poll;
    return [isMultiple ? msg('Several answers') : '', isAnonymous ? msg('Anonymous') : '', closesAt && !this.#isClosed(poll) ? msg(str`Closes ${formatFull(this.language, closesAt)}`) : ''];
  }

  /** Why I cannot vote; empty where I can. */
  #whyNot(poll: PollCard): string {
    const channel = this.watch(this.corridor!.chat.conversation(this.message.channelId).channel);
    if (this.#isClosed(poll)) return msg('Closed');
    if (channel?.archivedAt || channel?.thread?.status === 'archived') return msg('Archived');
    if (this.isOffline) return msg('You are offline');
    return channel && !channel.membership && channel.kind !== 'record' && channel.kind !== 'thread' ? msg('Join to vote') : '';
  }

  #isClosed({ closedAt, closesAt }: PollCard): boolean {
    return closedAt !== undefined || (closesAt !== undefined && Date.parse(closesAt) <= (this.now || Date.now()));
  }

  #mine({ voters }: PollCard): readonly number[] {
    const corridor = this.corridor!, { id } = this.message, me = this.watch(corridor.me)?.id;
    if (this.chosen) return this.chosen;
    if (voters) return voters.flatMap((people, place) => (me !== undefined && people.includes(me) ? [place] : []));
    const votes = votesBy(corridor);
    votes.ask(id);
    return this.watch(votes.store).get(id) ?? [];
  }

  #names(userIds: readonly string[]): string {
    const names = userIds.slice(0, mostNames).map((id) => this.watch(this.corridor!.people.person(id)).name);
    if (userIds.length > mostNames) names.push(msg(str`${userIds.length - mostNames} more`));
    return formatList(this.language, names);
  }

  readonly #onLeave = (): void => {
    const focused = this.renderRoot.querySelector('.option:focus-within');
    this.looked = focused ? [...this.renderRoot.querySelectorAll('.option')].indexOf(focused) : undefined;
  };

  /** Arrows walk without voting, as all would see each step; the space bar votes. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
    const inputs = [...this.renderRoot.querySelectorAll('input')], isForward = event.key === 'ArrowDown' || event.key === (this.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight');
    inputs[(inputs.indexOf(event.target as HTMLInputElement) + (isForward ? 1 : -1) + inputs.length) % inputs.length]?.focus();
  };

  #onChange(event: Event, place: number, mine: readonly number[]): void {
    const { checked } = event.target as HTMLInputElement, others = this.#poll?.isMultiple ? mine.filter((one) => one !== place) : [];
    void this.#vote(checked ? [...others, place] : others);
  }

  /** What is chosen while an answer is awaited goes out after it, once. */
  async #vote(options: readonly number[]): Promise<void> {
    this.chosen = options;
    this.refusal = '';
    this.#answeredBy = 0;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (let sent: readonly number[] | undefined; sent !== this.chosen && this.chosen;) {
        sent = this.chosen;
        const { changedSeq } = await this.corridor!.chat.vote({ messageId: this.message.id, options: [...sent] });
        if (sent === this.chosen) this.#answeredBy = changedSeq;
      }
    } catch (error) {
      this.chosen = undefined;
      this.refusal = explain(error as CorridorError);
    } finally {
      this.#isAsking = false;
      this.requestUpdate();
    }
  }

  async #ask(isClosing: boolean): Promise<void> {
    this.isClosing = isClosing;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(isClosing ? '.sure' : '.end .link:last-of-type')?.focus();
  }

  async #close(): Promise<void> {
    this.refusal = '';
    this.isClosing = false;
    await this.corridor!.chat.closePoll({ messageId: this.message.id }).catch((error: unknown) => { this.refusal = explain(error as CorridorError); });
  }
}

define('message-poll', MessagePoll);

declare global {
  interface HTMLElementTagNameMap {
    'message-poll': MessagePoll;
  }
}
