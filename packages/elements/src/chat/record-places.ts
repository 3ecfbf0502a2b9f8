import type { Corridor, HostRecord, RecordPlace } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { recordTitle } from './conversation-title.ts';
import './conversation-view.ts';
import type { ConversationView } from './conversation-view.ts';
import { hostRecord } from './host-record.ts';
import { OpenRecord } from './open-record.ts';
import { PlaceConversations, type Said } from './record-places.conversations.ts';
import { recordPlacesStyles } from './record-places.styles.ts';
import { placeKey, spotOf, type Target, Targets } from './record-places.targets.ts';
import { followViewport, sheetQuery } from './sheet.ts';

const gap = 8;

/**
 * @summary Pins at the places of a record that the host's page shows, each with the conversation about that place behind it.
 * @tag record-places
 * @slot - the part of the page with the places, unless this stands beside them
 * @fires corridor-place - a place was opened: `detail.place`
 * @fires corridor-detached - conversations whose places the page shows no more: `detail.places`
 * @csspart pin - a place's button
 * @csspart panel - the conversation at a place
 * @csspart detached - the list of places that are gone
 * @cssproperty --corridor-z-index-places - above the page's own content, 800
 */
export class RecordPlaces extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, recordPlacesStyles];
  static override properties: PropertyDeclarations = {
    recordType: { attribute: 'record-type' },
    recordId: { attribute: 'record-id' },
    recordTitle: { attribute: 'record-title' },
    recordUrl: { attribute: 'record-url' },
    recordAudiences: { attribute: 'record-audiences' },
    root: { attribute: false },
    isThere: { attribute: false },
    opened: { attribute: false },
    audience: { attribute: false },
    near: { attribute: false },
    current: { attribute: false },
  };

  /** Kind of the record that the page shows. */
  recordType = '';
  /** Which record. */
  recordId = '';
  /** What people call it. */
  recordTitle = '';
  /** Where to find it in the host. */
  recordUrl = '';
  /** For whom each place has conversations, the first one shown first, as in `<chat-widget>`. */
  recordAudiences = '';
  /** Where the places are: what stands inside this element, else its parent. */
  root?: ParentNode & Node;
  /** Whether the record still has a place, for tables that draw only the rows in view. Without it a place is gone once nothing shows it. */
  isThere?: (place: RecordPlace) => boolean;

  /** The place whose conversation is open. */
  private opened: { place: RecordPlace; key: string; title: string } | undefined;
  private audience = '';
  /** The place that somebody points at or works in. */
  private near = '';
  /** The pin that Tab comes to. */
  private current = '';

  readonly #record = new OpenRecord(this);
  readonly #said = new PlaceConversations(() => this.requestUpdate());
  readonly #targets = new Targets(() => this.requestUpdate(), () => this.#place());
  #told = '';
  #wantsFocus = false;
  #unfollow: (() => void) | undefined;

  /** Opens the conversation at a place. */
  show(place: RecordPlace, title?: string): void {
    const key = placeKey(place);
    this.opened = { place, key, title: title ?? this.#titleOf(key, place) };
    this.#wantsFocus = true;
    this.emit('corridor-place', { place });
  }

  /** Closes it. */
  hide(): void {
    const pin = this.#pins.find(({ dataset }) => dataset['key'] === this.opened?.key);
    const isInside = this.matches(':focus-within');
    this.opened = undefined;
    if (isInside) void this.updateComplete.then(() => pin?.focus());
  }

  get #pins() {
    return [...(this.renderRoot?.querySelectorAll<HTMLElement>('.pin') ?? [])];
  }
  get #panel() {
    return this.renderRoot?.querySelector<HTMLDialogElement>('dialog');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerover', this.#onNear);
    document.addEventListener('focusin', this.#onNear);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerover', this.#onNear);
    document.removeEventListener('focusin', this.#onNear);
    this.#targets.stop();
    this.#said.want(undefined, '', '');
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.isConnected) return;
    if (changed.has('recordId') || changed.has('recordType')) this.opened = undefined;
    this.#said.want(this.corridor, this.recordType, this.recordId);
    this.#record.want(this.corridor, this.#openRecord);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.isConnected) return;
    const root = this.root ?? (this.childElementCount ? this : (this.parentNode ?? undefined));
    if (root) this.#targets.watch(root);
    this.#showPanel();
    this.#place();
    this.#tellDetached();
    if (this.#wantsFocus && this.#record.channelId) void this.#focusPanel();
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return html`<slot></slot>${this.renderWithoutCorridor()}`;
    const targets = this.#targets.all, detached = this.#detached;
    const current = targets.some(({ key }) => key === this.current) ? this.current : (targets.find(({ key }) => this.#said.known?.has(key)) ?? targets[0])?.key;
    return html`<slot></slot>
      ${targets.length
        ? html`<div class="layer" role="toolbar" aria-label=${msg('Conversations on this page')} @keydown=${this.#onKeydown}>
            ${repeat(targets, ({ element }) => element, (target) => this.#renderPin(target, current))}
          </div>`
        : nothing}
      ${detached.length
        ? html`<section class="detached" part="detached" aria-label=${msg('Conversations about what is gone')}>
            <h2 class="meta">${msg('No longer on this page')}</h2>
            <ul>${detached.map(([key, said]) => this.#renderDetached(key, said))}</ul>
          </section>`
        : nothing}
      <dialog class="panel" part="panel" tabindex="-1" aria-label=${this.opened?.title ?? nothing} @keydown=${this.#onPanelKeydown} @cancel=${this.#onCancel}>${this.opened ? this.#renderPanel(corridor) : nothing}</dialog>`;
  }

  #renderPin({ key, place, title }: Target, current: string | undefined) {
    const said = this.#said.known?.get(key);
    return html`<button class="pin ${said ? '' : 'empty'} ${said?.unread ? 'unread' : ''} ${key === this.near || key === this.opened?.key ? 'near' : ''}" part="pin" type="button" data-key=${key}
      tabindex=${key === current ? 0 : -1} aria-haspopup="dialog" aria-expanded=${key === this.opened?.key ? 'true' : 'false'} aria-label=${this.#labelOf(title, said)} title=${title}
      @focus=${() => (this.current = key)} @click=${() => (key === this.opened?.key ? this.hide() : this.show(place, title))}>
      ${said ? html`${icon(icons.message, 'small')}<span>${said.total > 99 ? '99+' : formatNumber(this.language, said.total)}</span>` : icon(moreIcons.plus, 'small')}
    </button>`;
  }

  #renderDetached(key: string, said: Said) {
    const place = said.channels[0]?.record?.place ?? {}, title = this.#titleOf(key, place);
    return html`<li><button class="entry" type="button" @click=${() => this.show(place, title)}>
      ${icon(icons.message, 'small')}<span class="cut" dir="auto">${title}</span><span class="meta">${this.#countOf(said)}</span>${said.unread ? html`<span class="badge" aria-hidden="true">${formatNumber(this.language, said.unread)}</span>` : nothing}
    </button></li>`;
  }

  #renderPanel(corridor: Corridor) {
    const { channelId, refusal } = this.#record;
    const close = html`<button class="icon" slot="actions" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${() => this.hide()}>${icon(moreIcons.x)}</button>`;
    const problem = this.watch(corridor.problem), why = refusal ?? (problem?.isRetryable ? undefined : problem);
    if (why && !channelId) return html`<div class="bar"><h2 class="cut">${this.opened?.title}</h2>${close}</div><div class="state" role="alert"><strong>${msg('The conversation could not be opened.')}</strong><span>${explain(why)}</span></div>`;
    return html`<conversation-view class="view" channel-id=${channelId} record-audiences=${this.recordAudiences} @corridor-audience=${({ detail }: CustomEvent<{ audience: string }>) => (this.audience = detail.audience)}>${close}</conversation-view>`;
  }

  #countOf({ total, unread }: Said): string {
    const [messages, waiting] = [formatNumber(this.language, total), formatNumber(this.language, unread)];
    const all = plural(this.language, total, { one: str`${messages} message`, other: str`${messages} messages` });
    return unread ? [all, plural(this.language, unread, { one: str`${waiting} unread`, other: str`${waiting} unread` })].join(', ') : all;
  }

  #labelOf(title: string, said: Said | undefined): string {
    return said ? msg(str`${title}: ${this.#countOf(said)}`) : msg(str`${title}: start a conversation`);
  }

  get #openRecord(): HostRecord | undefined {
    const { opened } = this, record = opened && hostRecord(this.recordType, this.recordId, this.recordTitle, this.recordUrl, this.audience || this.recordAudiences.split(/[,:]/, 1)[0]?.trim());
    if (!record) return undefined;
    const { name } = recordTitle(record.title ?? record.id);
    return { ...record, place: opened.place, title: `${name} · ${opened.title}`.slice(0, 200).toWellFormed() };
  }

  /** In the page's words where it shows the place, else as it was called when somebody first wrote there. */
  #titleOf(key: string, place: RecordPlace): string {
    const shown = this.#targets.all.find((target) => target.key === key)?.title, written = this.#said.known?.get(key)?.channels[0]?.record?.title;
    return shown ?? (written && recordTitle(written).detail) ?? Object.values(place).join(', ');
  }

  get #detached(): [string, Said][] {
    const shown = new Set(this.#targets.all.map(({ key }) => key));
    return [...(this.#said.known ?? [])].filter(([key, { channels }]) => !shown.has(key) && !this.isThere?.(channels[0]?.record?.place ?? {}));
  }

  #tellDetached(): void {
    if (!this.#said.known) return;
    const detached = this.#detached, now = detached.map(([key]) => key).sort().join('\n');
    if (now === this.#told) return;
    this.#told = now;
    this.emit('corridor-detached', { places: detached.map(([, { channels }]) => channels[0]?.record?.place ?? {}) });
  }

  /** Puts pins and panel where their places are now: all is measured first, then moved. */
  #place(): void {
    const layer = this.renderRoot.querySelector('.layer'), panel = this.#panel;
    if (!layer) return;
    const origin = layer.getBoundingClientRect(), spots = this.#targets.all.map(({ element }) => spotOf(element));
    const anchor = this.#targets.all.find(({ key }) => key === this.opened?.key)?.element.getBoundingClientRect();
    const size = panel?.open && !panel.matches(':modal') ? panel.getBoundingClientRect() : undefined;
    this.#pins.forEach((pin, at) => {
      const spot = spots[at];
      if (!spot) return;
      pin.style.translate = `calc(${Math.round(spot.x - origin.x)}px - 50%) calc(${Math.round(spot.y - origin.y)}px - 50%)`;
      pin.classList.toggle('away', !spot.isSeen);
    });
    if (!panel || !size) return;
    const box = anchor ?? new DOMRect(innerWidth - size.width, gap, 0, 0);
    const isRtl = getComputedStyle(this).direction === 'rtl', below = box.bottom + gap, above = box.top - gap - size.height;
    const x = isRtl ? box.left : box.right - size.width, y = below + size.height <= innerHeight || above < 0 ? below : above;
    panel.style.left = `${Math.max(gap, Math.min(x, innerWidth - size.width - gap))}px`;
    panel.style.top = `${Math.max(gap, Math.min(y, innerHeight - size.height - gap))}px`;
  }

  #showPanel(): void {
    const panel = this.#panel;
    if (!panel) return;
    if (!this.opened) {
      if (panel.open) panel.close();
      this.#unfollow?.();
      this.#unfollow = undefined;
    } else if (!panel.open) {
      if (matchMedia(sheetQuery).matches) panel.showModal();
      else panel.setAttribute('open', ''); // show() would take the focus from whoever is typing
      this.#unfollow ??= followViewport(panel);
    }
  }

  async #focusPanel(): Promise<void> {
    const view = this.renderRoot.querySelector<ConversationView>('.view');
    await view?.updateComplete;
    if (!this.#wantsFocus || !this.opened) return;
    view?.focus();
    if (this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === view) this.#wantsFocus = false;
    else this.#panel?.focus();
  }

  /** A place is near while somebody points at it or works in it; on the way to its pin it stays so. */
  readonly #onNear = (event: Event): void => {
    const path = event.composedPath();
    if (path.includes(this.renderRoot)) return;
    this.near = this.#targets.at(path)?.key ?? '';
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const pins = this.#pins, at = pins.indexOf(event.composedPath()[0] as HTMLElement);
    const isBack = event.key === 'ArrowUp' || event.key === (getComputedStyle(this).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft');
    const isOn = event.key === 'ArrowDown' || (!isBack && /^Arrow(Left|Right)$/.test(event.key));
    const to = isOn ? at + 1 : isBack ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? pins.length - 1 : -1;
    const pin = pins[to];
    if (!pin || at < 0) return;
    event.preventDefault();
    this.#targets.all[to]?.element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#place();
    pin.focus({ preventScroll: true });
  };

  readonly #onPanelKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    this.hide();
  };

  readonly #onCancel = (event: Event): void => {
    event.preventDefault();
    this.hide();
  };
}

define('record-places', RecordPlaces);

declare global {
  interface HTMLElementTagNameMap {
    'record-places': RecordPlaces;
  }
  interface HTMLElementEventMap {
    'corridor-place': CustomEvent<{ place: RecordPlace }>;
    'corridor-detached': CustomEvent<{ places: RecordPlace[] }>;
  }
}
