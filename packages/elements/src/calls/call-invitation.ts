// More people for a call: asked in, or to take it over. Loaded with the menus of a call.
import type { CallSession, CorridorError, Person } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { msg } from '../base/localisation.ts';
import '../people/people-picker.ts';
import { explain } from './call-refusals.ts';
import { callStyles } from './call.styles.ts';

/**
 * Asks people into a call, or hands it on: at once, or after speaking with who takes it. A part of <call-controls>.
 * @tag call-invitation
 * @fires corridor-done - they are called
 */
export class CallInvitation extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host { display: grid; gap: 8px; padding: 8px; }
    .ways { display: grid; gap: 6px; }
    .button { background: oklch(1 0 0 / 0.1); }
    .problem { color: var(--c-danger); font-size: var(--c-font-size-small); overflow-wrap: anywhere; }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false }, isTransfer: { attribute: false }, chosen: { attribute: false }, refusal: { attribute: false }, isBusy: { attribute: false } };

  session: CallSession | undefined;
  isTransfer = false;
  private chosen: readonly Person[] = [];
  private refusal = '';
  private isBusy = false;

  override focus(): void { void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('people-picker')?.focus()); }

  protected override render() {
    const { session, isTransfer, chosen } = this;
    if (!session) return nothing;
    const there = this.watch(session.call).participants.filter(({ leftAt }) => leftAt === null).map(({ userId }) => userId), label = isTransfer ? msg('Who takes the call') : msg('Add people'), isOff = this.isBusy || !chosen.length || (isTransfer && chosen.length > 1);
    const button = (words: string, act: () => Promise<unknown>, look = '') => html`<button class="button ${look}" type="button" ?disabled=${isOff} @click=${() => void this.#ask(act)}>${words}</button>`;
    return html`<people-picker label=${label} .without=${there} @corridor-people=${({ detail }: CustomEvent<{ people: readonly Person[] }>) => { this.chosen = detail.people; }}></people-picker>
      ${isTransfer && chosen.length > 1 ? html`<p class="problem" role="alert">${msg('Choose one person.')}</p>` : nothing}
      ${this.refusal ? html`<p class="problem" role="alert"><bdi>${this.refusal}</bdi></p>` : nothing}
      <div class="ways">${isTransfer ? html`${button(msg('Transfer now'), () => session.hosts.transfer(chosen[0]!.id), 'primary')}${button(msg('Speak with them first'), () => this.#consult(session))}`
        : button(msg('Call them'), () => session.invite(chosen.map(({ id }) => id)), 'primary')}</div>`;
  }

  async #consult(session: CallSession): Promise<void> {
    const { id } = await this.corridor!.chat.openDirect(this.chosen[0]!.id);
    await session.consult(id, { kind: session.call.get().kind });
  }

  async #ask(act: () => Promise<unknown>): Promise<void> {
    this.refusal = '';
    this.isBusy = true;
    try {
      await act();
      this.emit('corridor-done', {});
    } catch (error) { this.refusal = explain(error as CorridorError); } finally { this.isBusy = false; }
  }
}

define('call-invitation', CallInvitation);

declare global {
  interface HTMLElementTagNameMap {
    'call-invitation': CallInvitation;
  }
}
