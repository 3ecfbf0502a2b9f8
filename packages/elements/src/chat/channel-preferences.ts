import type { Corridor, Membership, MyChannel } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import { msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';

type Preferences = Partial<Pick<Membership, 'isPinned' | 'notify' | 'section'>>;

const styles = css`
  :host {
    display: block;
  }
  .field {
    margin-block-end: 12px;
  }
  .choice {
    margin-block-end: 8px;
  }
  .problem {
    font-size: var(--c-font-size-small);
    color: var(--c-danger);
  }
`;

/**
 * @summary How I want a conversation of mine: at the top, under a heading of my own, quiet.
 * @tag channel-preferences
 */
export class ChannelPreferences extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, fieldStyles, styles];
  static override properties: PropertyDeclarations = { channelId: { attribute: 'channel-id' }, failure: { attribute: false } };

  /** Which conversation. */
  channelId = '';
  private failure: string | undefined;

  protected override render() {
    const { corridor, channelId } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const channel = channelId ? this.watch(corridor.chat.conversation(channelId).channel) : undefined;
    if (!channel?.membership) return nothing;
    const { isPinned, notify, section } = channel.membership;
    const choices: [Membership['notify'], string][] = [['all', msg('Every message')], ['mentions', msg('When I am mentioned')], ['nothing', msg('Nothing')]];
    return html`<label class="choice"><input type="checkbox" name="pinned" .checked=${isPinned} @change=${this.#onPinned} /><span>${msg('Keep at the top')}</span></label>
      <label class="field"><span class="label">${msg('Tell me about')}</span>
        <select name="notify" @change=${this.#onNotify}>${choices.map(([value, label]) => html`<option value=${value} ?selected=${value === notify}>${label}</option>`)}</select></label>
      <label class="field"><span class="label">${msg('Sort it under')}</span>
        <input type="text" name="section" list="sections" maxlength="100" autocomplete="off" placeholder=${this.#kindOf(channel)} .value=${section ?? ''} @change=${this.#onSection} /></label>
      <datalist id="sections">${this.#sections(corridor).map((name) => html`<option value=${name}></option>`)}</datalist>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}`;
  }

  #kindOf({ kind }: MyChannel): string {
    return kind === 'record' ? msg('Records') : kind === 'direct' ? msg('Direct messages') : msg('Channels');
  }

  /** Headings that I use already. */
  #sections(corridor: Corridor): string[] {
    return [...new Set(this.watch(corridor.chat.channels).flatMap(({ membership }) => membership?.section ?? []))].sort();
  }

  #set(preferences: Preferences): void {
    this.failure = undefined;
    this.corridor?.chat.setPreferences({ channelId: this.channelId, ...preferences }).catch((error: unknown) => {
      this.failure = explain(error as Parameters<typeof explain>[0]);
    });
  }

  readonly #onPinned = (event: Event): void => this.#set({ isPinned: (event.target as HTMLInputElement).checked });
  readonly #onNotify = (event: Event): void => this.#set({ notify: (event.target as HTMLSelectElement).value as Membership['notify'] });
  readonly #onSection = (event: Event): void => this.#set({ section: (event.target as HTMLInputElement).value.trim() || null });
}

define('channel-preferences', ChannelPreferences);

declare global {
  interface HTMLElementTagNameMap {
    'channel-preferences': ChannelPreferences;
  }
}
