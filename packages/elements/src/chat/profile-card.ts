import type { Corridor, CorridorError, Member, MyChannel, PresenceState } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatShort, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import '../people/user-avatar.ts';
import { presenceLabel } from '../presence/presence-dot.ts';
import { profileCardStyles } from './profile-card.styles.ts';

/**
 * @summary Who somebody is: picture, name, how to be reached, and their role in a channel; with the way to write to them.
 * @tag profile-card
 * @fires corridor-open - "Message" was chosen: `detail.channelId` of the direct conversation
 * @csspart card - all of it
 * @csspart name - the person's name
 */
export class ProfileCard extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, profileCardStyles];
  static override properties: PropertyDeclarations = {
    userId: { attribute: 'user-id' },
    channelId: { attribute: 'channel-id' },
    isDialog: { attribute: false },
    isRemoving: { attribute: false },
    hasCopied: { attribute: false },
    failure: { attribute: false },
  };

  /** Who. */
  userId = '';
  /** Whose members' roles count, and may be changed; without it there is no role. */
  channelId = '';

  private isDialog = false;
  private isRemoving = false;
  private hasCopied = false;
  private failure: string | undefined;
  #closed: () => void = () => {};

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens it as a dialog beside an element; resolves when it is closed. */
  async show(anchor: Element): Promise<void> {
    this.isDialog = true;
    await this.updateComplete;
    const dialog = this.#dialog;
    openDialog(dialog);
    if (!dialog) return;
    place(dialog, anchor);
    return new Promise((resolve) => (this.#closed = resolve));
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('userId') && !changed.has('channelId')) return;
    this.isRemoving = this.hasCopied = false;
    this.failure = undefined;
  }

  protected override render() {
    const { corridor, userId } = this;
    if (!corridor) return this.renderWithoutCorridor();
    if (!userId) return nothing;
    const card = this.#card(corridor);
    if (!this.isDialog) return html`<article class="card" part="card" aria-labelledby="name">${card}</article>`;
    return html`<dialog class="card" part="card" aria-labelledby="name" @close=${() => this.#closed()}>${card}
      <button class="icon close" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x, 'small')}</button></dialog>`;
  }

  #card(corridor: Corridor): TemplateResult {
    const { userId, channelId } = this, me = this.watch(corridor.me)?.id, isMe = userId === me;
    const { name, isPlaceholder } = this.watch(corridor.people.person(userId));
    const conversation = channelId ? corridor.chat.conversation(channelId) : undefined;
    const channel = conversation && this.watch(conversation.channel);
    const member = conversation && this.watch(conversation.members).find((one) => one.userId === userId);
    return html`<div class="who"><user-avatar user-id=${userId} with-presence></user-avatar>
        <div class="names"><strong id="name" part="name" dir="auto">${isMe ? msg(str`${name} (you)`) : name}</strong>
          <span class="meta">${this.#reach(this.watch(corridor.presence.of(userId)), isPlaceholder)}</span></div></div>
      ${member && channel && channel.kind !== 'direct' ? html`<div class="role meta">${roleIn(member.role, channel.name ?? channel.record?.title)}</div>` : nothing}
      <div class="ways">${isMe ? nothing : html`<button class="button primary" type="button" @click=${this.#write}>${icon(icons.message, 'small')}${msg('Message')}</button>`}
        <button class="button" type="button" @click=${this.#copy}>${icon(this.hasCopied ? moreIcons.check : moreIcons.copy, 'small')}${this.hasCopied ? msg('Copied') : msg('Copy mention')}</button>
        ${!isMe && member && channel && this.#mayRemove(corridor, channel, member) ? this.#removal(channel) : nothing}</div>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}`;
  }

  #reach({ status, text, lastActiveAt }: PresenceState, isPlaceholder: boolean): string {
    if (isPlaceholder) return msg('Has not been here yet');
    const seen = status === 'offline' && lastActiveAt ? msg(str`last seen ${formatShort(this.language, lastActiveAt)}`) : '';
    return [presenceLabel(status), text, seen].filter(Boolean).join(' · ');
  }

  #mayRemove(corridor: Corridor, { kind, membership }: MyChannel, { role }: Member): boolean {
    const permissions = this.watch(corridor.me)?.permissions ?? [], isManager = permissions.includes('chat.manage_channels') || permissions.includes('chat.moderate_channels');
    if (kind === 'direct' || kind === 'thread') return false;
    return isManager || membership?.role === 'owner' || (membership?.role === 'admin' && role !== 'owner');
  }

  #removal(channel: MyChannel): TemplateResult {
    const ask = (isRemoving: boolean) => async () => {
      this.isRemoving = isRemoving;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>(isRemoving ? '.danger' : '.remove')?.focus();
    };
    if (!this.isRemoving) return html`<button class="button remove" type="button" @click=${ask(true)}>${icon(moreIcons.leave, 'small')}${msg('Remove from channel')}</button>`;
    return html`<button class="button danger" type="button" @click=${() => this.#remove(channel.id)}>${msg('Remove')}</button>
      <button class="button" type="button" @click=${ask(false)}>${msg('Cancel')}</button>`;
  }

  #fail(error: unknown): void {
    this.failure = explain(error as CorridorError);
  }

  async #remove(channelId: string): Promise<void> {
    this.failure = undefined;
    try {
      await this.corridor?.chat.removeMember(channelId, this.userId);
      this.isRemoving = false;
      this.#dialog?.close();
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #write = async (): Promise<void> => {
    this.failure = undefined;
    try {
      const channel = await this.corridor?.chat.openDirect(this.userId);
      if (!channel) return;
      this.emit('corridor-open', { channelId: channel.id });
      this.corridor?.chat.close(channel.id); // it is opened again by what shows it
      this.#dialog?.close();
    } catch (error) {
      this.#fail(error);
    }
  };

  /** As a text names somebody when it is stored. */
  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(`<@${encodeURIComponent(this.userId)}>`);
      this.hasCopied = true;
    } catch {
      this.failure = msg('This page may not copy.');
    }
  };
}

function roleIn(role: Member['role'], channel: string | undefined): string {
  if (!channel) return role === 'owner' ? msg('Owner of this conversation') : role === 'admin' ? msg('Admin of this conversation') : msg('Member of this conversation');
  return role === 'owner' ? msg(str`Owner of ${channel}`) : role === 'admin' ? msg(str`Admin of ${channel}`) : msg(str`Member of ${channel}`);
}

const gap = 8;

/** Below the element, or above where there is more room; on a phone it stays at the bottom. */
function place(dialog: HTMLDialogElement, anchor: Element): void {
  if (matchMedia('(max-width: 480px)').matches) return;
  const at = anchor.getBoundingClientRect(), { width, height } = dialog.getBoundingClientRect();
  const start = dialog.matches(':dir(rtl)') ? at.right - width : at.left;
  dialog.classList.add('beside');
  dialog.style.left = `${Math.max(gap, Math.min(start, innerWidth - width - gap))}px`;
  dialog.style.top = `${Math.max(gap, at.bottom + gap + height < innerHeight ? at.bottom + gap / 2 : at.top - height - gap / 2)}px`;
}

define('profile-card', ProfileCard);

declare global {
  interface HTMLElementTagNameMap {
    'profile-card': ProfileCard;
  }
}
