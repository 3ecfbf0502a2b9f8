import type { CallSession } from '@corridor/sdk';
import { isHosting, isWaiting, refusedMedia } from '@corridor/sdk/calls';
import { adoptStyles, type CSSResult, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { ReadableAtom } from 'nanostores';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { ellipsis, smilePlus, users } from '../base/icon-shapes.both.ts';
import { icon, icons } from '../base/icons.ts';
import { isTyping } from '../base/keys.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { callControlsStyles } from './call-controls.styles.ts';
import { callStyles } from './call.styles.ts';
import { sent } from './call-words.ts';

const loadMenus = () => import('./call-controls.menus.ts'), loadNotices = () => import('./call-controls.notices.ts');

/** What the element around the controls is asked to do. */
export type CallView = 'grid' | 'speaker' | 'picture-in-picture' | 'full-screen' | 'chat' | 'people';
export type CallMenu = 'devices' | 'more' | 'reactions';
type Menu = CallMenu;

const kinds = { m: 'microphone', v: 'camera', s: 'screen' } as const;

/**
 * @summary What one does in a call: microphone, camera, screen, hand, devices, people, leaving. Keys: M, V, S, H.
 * @tag call-controls
 * @slot tools - more round buttons
 * @slot more - more entries of the menu
 * @fires corridor-call-view - another view was chosen: `detail.view`
 * @csspart bar - the round buttons
 */
export class CallControls extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, callControlsStyles];
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    layout: {},
    has: { attribute: false },
    isChatOpen: { type: Boolean, attribute: 'chat-open' },
    unread: { type: Number },
    isPeopleOpen: { type: Boolean, attribute: 'people-open' },
    page: { attribute: false },
    menu: { attribute: false },
    closed: { attribute: false },
    menus: { attribute: false },
    notices: { attribute: false },
  };

  /** The call. */
  session: CallSession | undefined;
  /** What the menu offers to change. */
  layout: 'grid' | 'speaker' = 'grid';
  /** What the element around can do. */
  has: { readonly chat?: boolean; readonly people?: boolean; readonly picture?: boolean; readonly fullScreen?: boolean } = {};
  isChatOpen = false;
  /** Messages that nobody has read beside the call. */
  unread = 0;

  isPeopleOpen = false;

  /** What the menu shows in the place of its entries. */
  page: 'invite' | 'transfer' | 'keys' | undefined;
  private menu: Menu | undefined;
  /** Problems that were read and put away. */
  closed: ReadonlySet<string> = new Set();
  private menus: Awaited<ReturnType<typeof loadMenus>> | undefined;
  private notices: Awaited<ReturnType<typeof loadNotices>> | undefined;

  #levels: (() => void) | undefined;

  get hasOpenMenu(): boolean { return this.menu !== undefined; }
  get canShare(): boolean { return typeof navigator.mediaDevices?.getDisplayMedia === 'function'; }

  /** For the menus: a store's value while rendering. */
  look<T>(store: ReadableAtom<T>): T { return this.watch(store); }

  show(view: CallView): void { this.emit('corridor-call-view', { view }); }

  /** Does what a key stands for: m, v, s or h. */
  act(key: string): void {
    const { session } = this;
    if (!session) return;
    const media = sent(session.tracks.get()), me = session.call.get().participants.find(({ id }) => id === session.participantId);
    if ((me?.state === 'held' && key !== 'h') || this.refused(key)) return;
    if (key === 'm') void session.setMicrophone(!media.microphone);
    if (key === 'v') void session.setCamera(!media.camera);
    if (key === 'h') void session.setHand(!me?.handAt);
    if (key === 's' && this.canShare) void (media.screen ? session.stopSharing() : session.shareScreen());
  }

  /** Why I may not begin what a key stands for. */
  refused(key: string): ReturnType<typeof refusedMedia> {
    const kind = kinds[key as 'm'], { settings, participants } = this.session!.call.get(), me = participants.find(({ id }) => id === this.session!.participantId);
    return kind && me && !sent(this.session!.tracks.get())[kind] ? refusedMedia(settings, me, kind) : undefined;
  }

  /** To be called with keys pressed anywhere in the call. */
  readonly onKeydown = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || event.composedPath().some((target) => target instanceof HTMLSelectElement) || !'mvsh'.includes(key)) return;
    event.preventDefault();
    this.act(key);
  };

  openMenu(menu: Menu): void { this.#popover(menu)?.showPopover(); }

  closeMenus(): void {
    for (const menu of ['devices', 'more', 'reactions'] as const) if (this.#popover(menu)?.matches(':popover-open')) this.#popover(menu)!.hidePopover();
  }

  /** Another page of the open menu. */
  async turn(page: CallControls['page']): Promise<void> {
    this.page = page;
    await this.updateComplete;
    const popover = this.#popover('more');
    if (!popover) return;
    this.#place(popover, 'more');
    popover.querySelector<HTMLElement>('people-picker, .item, .button')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopMeter();
  }

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const { participants, settings } = this.watch(session.call), me = participants.find(({ id }) => id === session.participantId), problems = this.watch(session.problems), isHost = !!me && isHosting(me);
    const isHeld = me?.state === 'held', media = sent(this.watch(session.tracks));
    return html`<div class="notices" role="status">${this.notices?.noticesOf(this, session)}</div><caption-mark .session=${session}></caption-mark>
      <div class="bar" part="bar" role="group" aria-label=${msg('Call controls')} @keydown=${this.onKeydown}>
        ${this.#button('m', !media.microphone, media.microphone ? msg('Mute') : msg('Unmute'), media.microphone ? shapes.microphone : shapes.microphoneOff, { off: true, isDisabled: isHeld, hasProblem: !!problems.microphone })}
        ${this.#button('v', !media.camera, media.camera ? msg('Camera off') : msg('Camera on'), media.camera ? icons.camera : shapes.cameraOff, { off: true, isDisabled: isHeld, hasProblem: !!problems.camera })}
        ${this.canShare ? this.#button('s', !!media.screen, media.screen ? msg('Stop sharing') : msg('Share screen'), media.screen ? shapes.stopSharing : shapes.shareScreen, { look: 'often', isDisabled: isHeld }) : nothing}
        ${this.#button('h', !!me?.handAt, me?.handAt ? msg('Lower hand') : msg('Raise hand'), shapes.hand, { look: 'wide' })}
        ${settings.mayReact || isHost ? this.#opener('reactions', msg('React'), smilePlus, 'often') : nothing}
        <slot name="tools"></slot>
        ${this.#opener('devices', msg('Devices and volume'), shapes.devices, 'often')}
        ${this.#opener('more', msg('More'), ellipsis)}
        ${this.has.chat ? this.#side('chat', this.isChatOpen, msg('Chat'), icons.message, this.unread, (count) => msg(str`Chat, ${count} unread`)) : nothing}
        ${this.has.people ? this.#side('people', this.isPeopleOpen, msg('People'), users, isHost || me?.rights?.includes('admit') ? participants.filter(isWaiting).length : 0, (count) => msg(str`People, ${count} waiting`)) : nothing}
        <button class="control end" type="button" aria-label=${msg('Leave the call')} title=${msg('Leave the call')} @click=${() => void session.leave()}>${icon(icons.phone)}</button>
      </div>
      <div id="reactions" class="menu reactions" popover role="dialog" aria-label=${msg('React')} @beforetoggle=${this.#onToggle} @toggle=${this.#onToggle}>${this.menu === 'reactions' ? this.menus?.reactionsMenu(this, session) : nothing}</div>
      <div id="devices" class="menu devices" popover role="dialog" aria-label=${msg('Devices and volume')} @beforetoggle=${this.#onToggle} @toggle=${this.#onToggle}>${this.menu === 'devices' ? this.menus?.devicesMenu(this, session) : nothing}</div>
      <div id="more" class="menu" popover role="dialog" aria-label=${msg('More')} @beforetoggle=${this.#onToggle} @toggle=${this.#onToggle} @keydown=${this.#onMenuKeydown}>${this.menu === 'more' ? this.menus?.moreMenu(this, session) : nothing}</div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.notices && (Object.keys(this.session?.problems.get() ?? {}).length || this.renderRoot.querySelector('[aria-disabled=true]'))) loadNotices().then((notices) => { this.notices ??= this.#dress(notices); }, () => undefined);
    if (!changed.has('menu')) return;
    this.#stopMeter();
    const { session } = this;
    if (this.menu === 'devices' && session) this.#levels = session.levels.subscribe((levels) => {
      this.renderRoot.querySelector<HTMLElement>('.meter div')?.style.setProperty('--level', String(Math.min(1, levels[session.participantId] ?? 0)));
    });
  }

  #button(key: string, isOn: boolean, label: string, shape: typeof ellipsis, { off = false, look = '', isDisabled = false, hasProblem = false } = {}) {
    const refused = this.refused(key), title = refused && this.notices?.whyNot(refused, key);
    return html`<button class="control ${look} ${isOn ? (off ? 'off' : 'active') : ''}" type="button" aria-pressed=${isOn !== off ? 'true' : 'false'} aria-label=${label} aria-keyshortcuts=${key.toUpperCase()} title=${title ?? `${label} (${key.toUpperCase()})`} ?disabled=${isDisabled} aria-disabled=${refused ? 'true' : nothing} @click=${() => { this.act(key); }}>${icon(shape)}
      ${hasProblem ? html`<span class="problem">${icon(icons.warning)}</span>` : nothing}</button>`;
  }

  #side(view: 'chat' | 'people', isOpen: boolean, label: string, shape: typeof ellipsis, count: number, counted: (count: string) => string) {
    return html`<button class="control often ${isOpen ? 'active' : ''}" type="button" aria-pressed=${isOpen ? 'true' : 'false'} aria-label=${count ? counted(formatNumber(this.language, count)) : label} title=${label} @click=${() => { this.show(view); }}>${icon(shape)}
      ${count && !isOpen ? html`<span class="badge" aria-hidden="true">${count > 99 ? '99+' : formatNumber(this.language, count)}</span>` : nothing}</button>`;
  }

  #opener(menu: Menu, label: string, shape: typeof ellipsis, look = '') {
    return html`<button class="control ${look}" type="button" popovertarget=${menu} aria-haspopup="dialog" aria-expanded=${this.menu === menu ? 'true' : 'false'} aria-label=${label} title=${label}>${icon(shape)}</button>`;
  }

  #popover(menu: Menu) { return this.renderRoot.querySelector<HTMLElement>(`#${menu}`); }

  /** Above its button, inside of the window. */
  #place(popover: HTMLElement, menu: Menu): void {
    const opener = [`[popovertarget=${menu}]`, '[popovertarget=more]'].map((selector) => this.renderRoot.querySelector<HTMLElement>(selector)!).find(({ offsetWidth }) => offsetWidth) ?? this;
    const { left, width, top } = opener.getBoundingClientRect(), { offsetWidth, offsetHeight } = popover;
    popover.style.left = `${Math.max(8, Math.min(innerWidth - offsetWidth - 8, left + width / 2 - offsetWidth / 2))}px`;
    popover.style.bottom = `${Math.max(8, Math.min(innerHeight - offsetHeight - 8, innerHeight - top + 10))}px`; // what grows grows upwards
  }

  #stopMeter(): void {
    this.#levels?.();
    this.#levels = undefined;
  }

  /** Before: what is in it. After: where it is, which its size decides. */
  readonly #onToggle = (event: Event): void => {
    const { type, newState } = event as ToggleEvent, popover = event.currentTarget as HTMLElement, menu = popover.id as Menu;
    if (newState !== 'open') {
      if (this.menu === menu) this.menu = undefined;
    } else if (type === 'toggle') void this.#show(popover, menu);
    else {
      Object.assign(this, { menu, page: undefined });
      popover.style.visibility = 'hidden';
    }
  };

  /** What menus hold, also before one is opened. */
  async load(): Promise<void> {
    const menus = await loadMenus();
    this.menus ??= this.#dress(menus);
  }

  #dress<T extends { readonly styles: CSSResult }>(part: T): T {
    adoptStyles(this.renderRoot as ShadowRoot, [...CallControls.elementStyles, ...[this.menus, this.notices, part].flatMap((one) => one?.styles ?? [])]);
    return part;
  }

  async #show(popover: HTMLElement, menu: Menu): Promise<void> {
    await this.load().catch(() => { popover.hidePopover(); }); // without a network: another press tries again
    await this.updateComplete;
    this.#place(popover, menu);
    popover.style.visibility = '';
    [...popover.querySelectorAll<HTMLElement>('select, input, .emoji, .item')].find(({ offsetHeight }) => offsetHeight)?.focus();
  }

  readonly #onMenuKeydown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.page) return;
    event.preventDefault();
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('#more .item')].filter(({ offsetHeight }) => offsetHeight), at = items.findIndex((item) => item.matches(':focus'));
    items[(at + step + items.length) % items.length]?.focus();
  };
}

define('call-controls', CallControls);

declare global {
  interface HTMLElementTagNameMap {
    'call-controls': CallControls;
  }
  interface HTMLElementEventMap {
    'corridor-call-view': CustomEvent<{ view: CallView }>;
  }
}
