import { type Corridor, type CorridorError, type HostRecord, recordKey } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { chatWidgetStyles } from './chat-widget.styles.ts';
import type { ConversationList } from './conversation-list.ts';
import './conversation-view.ts';
import type { ConversationView } from './conversation-view.ts';
import { hostRecord } from './host-record.ts';
import { notify } from './notify.ts';
import { OpenRecord } from './open-record.ts';
import { followViewport, sheetQuery } from './sheet.ts';
import { loadPlace, savePlace, type WidgetPlace } from './widget-place.ts';

/** What a record's page needs when somebody goes back to the other conversations. */
const loadList = () => import('./conversation-list.ts');

/**
 * @summary A guest in the corner of a host's page: a launcher with what is unread, and behind it the recent conversations and the page's own one.
 * @tag chat-widget
 * @slot status - beside the title of the record's conversation, such as the record's state
 * @fires corridor-toggle - opened or minimised: `detail.isOpen`
 * @csspart launcher - the round button
 * @csspart badge - the number on it
 * @csspart panel - what it opens
 * @cssproperty --corridor-widget-inset-end - distance from the window's end, 20px
 * @cssproperty --corridor-widget-inset-bottom - distance from the window's bottom, 20px
 * @cssproperty --corridor-z-index - above the page
 */
export class ChatWidget extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, chatWidgetStyles];
  static override properties: PropertyDeclarations = {
    recordType: { attribute: 'record-type' },
    recordId: { attribute: 'record-id' },
    recordTitle: { attribute: 'record-title' },
    recordUrl: { attribute: 'record-url' },
    recordAudiences: { attribute: 'record-audiences' },
    audience: { attribute: false },
    appUrl: { attribute: 'app-url' },
    open: { type: Boolean, reflect: true },
    view: { attribute: false },
    channelId: { attribute: false },
    hasList: { attribute: false },
  };

  /** Kind of the record that the host's page shows, such as `purchase-order`. With `record-id` the launcher opens the record's conversation. */
  recordType = '';
  /** Which record. Both may change while the page lives. */
  recordId = '';
  /** What people call it: "PO-1042 · Halden Steel AS". Its first 200 characters are kept. */
  recordTitle = '';
  /** Where to find it in the host: a path there, or an http or https address of at most 2,000 characters. */
  recordUrl = '';
  /** For whom the record has conversations, the first one shown first: `internal,external`, or with the host's words `internal,external:With supplier`. */
  recordAudiences = '';
  /** The host's full page of conversations; without it there is no way there. */
  appUrl = '';
  /** Whether the panel is open. */
  open = false;

  private view: WidgetPlace['view'] = 'list';
  private channelId = '';
  private audience = '';
  private hasList = false;
  get #panel() {
    return this.renderRoot?.querySelector<HTMLDialogElement>('dialog');
  }
  get #launcher() {
    return this.renderRoot?.querySelector<HTMLElement>('.launcher');
  }
  get #pane() {
    return this.renderRoot?.querySelector<ConversationView | ConversationList>('.pane');
  }

  readonly #record = new OpenRecord(this);
  /** The page's record, or the one of a page before as long as its conversation stays on show. */
  #recordOnShow: HostRecord | undefined;
  /** The record whose conversation this page has opened by itself: it does so once. */
  #shownRecord = '';
  #isRestored = false;
  /** The message that the page's address names. */
  #linked: string | undefined;
  #linkedSeq: string | undefined;
  #owner = '';
  #wantsFocus = false;
  #returnsFocus = false;
  #sheet: MediaQueryList | undefined;
  #unfollow: (() => void) | undefined;

  /** Opens the panel, at a conversation or where it was. */
  show(channelId?: string): void {
    if (channelId) {
      this.#go(channelId);
      this.#shownRecord = keyOf(this.#hostRecord);
    }
    this.open = true;
    this.#wantsFocus = true;
  }

  /** Minimises the panel to its launcher. */
  hide(): void {
    this.open = false;
  }

  override focus(options?: FocusOptions): void {
    (this.open ? this.#panel : this.#launcher)?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sheet = matchMedia(sheetQuery);
    this.#sheet.addEventListener('change', this.#onSheetChange);
    // The full page has all that the widget has.
    if (document.querySelector('chat-app')) this.hidden = true;
    else [, this.#linked, this.#linkedSeq] = /^#corridor\/([0-9a-f-]{36})\/(\d{1,15})$/.exec(location.hash) ?? [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sheet?.removeEventListener('change', this.#onSheetChange);
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!this.#isRestored) this.#restore();
    if (this.#linked && this.corridor && this.watch(this.corridor.connection) === 'online') this.#follow(this.#linked, Number(this.#linkedSeq));
    this.#keepToOwner();
    // A page that closes the panel while somebody writes elsewhere takes nobody's cursor away.
    if (changed.get('open') && !this.open) this.#returnsFocus = this.matches(':focus-within');
    const key = keyOf(this.#hostRecord);
    if (this.open && changed.get('open') === false && key && key !== this.#shownRecord) this.view = 'record';
    if (this.view === 'record') {
      this.#recordOnShow = this.#hostRecord ?? this.#recordOnShow;
      if (!this.#recordOnShow) this.view = 'list';
    }
    // Without it, that is tried again with whatever changes next, such as the connection.
    if (!this.hasList && this.view === 'list' && (this.open || !this.recordType)) void loadList().then(() => { this.hasList = true; }, () => {});
    const isOnShow = this.open && this.view === 'record';
    if (isOnShow) this.#shownRecord = key;
    this.#record.want(this.corridor, isOnShow ? this.#recordOnShow : undefined);
    if (isOnShow) this.channelId = this.#record.channelId;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (!this.isConnected) return;
    if (this.corridor) notify(this, this.corridor);
    this.#showPanel();
    savePlace(this.#placeKey, { owner: this.#owner, isOpen: this.open, view: this.view, channelId: this.channelId, record: this.#recordOnShow });
    if (changed.get('open') !== undefined) {
      this.emit('corridor-toggle', { isOpen: this.open });
      if (this.#returnsFocus) this.#launcher?.focus();
      this.#returnsFocus = false;
    }
    if (this.open && this.#wantsFocus) void this.#focusPane();
  }

  protected override render() {
    const { corridor } = this;
    const unread = corridor ? this.watch(corridor.chat.unread) : 0;
    return html`<button class="launcher" part="launcher" type="button" aria-label=${this.#launcherLabel(unread)} aria-expanded=${this.open} aria-controls="panel" @click=${this.#onLauncherClick}>
        ${icon(this.open ? icons.chevronDown : icons.message)}
        ${unread ? html`<span class="badge" part="badge" aria-hidden="true">${unread > 99 ? '99+' : formatNumber(this.language, unread)}</span>` : nothing}
      </button>
      <dialog id="panel" part="panel" tabindex="-1" aria-label=${msg('Conversations')} @keydown=${this.#onPanelKeydown} @cancel=${this.#onCancel}>
        ${this.open ? this.#renderPanel(corridor) : nothing}
      </dialog>`;
  }

  #renderPanel(corridor: Corridor | undefined) {
    if (!corridor) return html`${this.#renderBar(msg('Conversations'))}<div class="pane state">${this.renderWithoutCorridor()}</div>`;
    if (this.view === 'list') {
      return html`${this.#renderBar(msg('Conversations'), this.hasList)}
        ${this.hasList ? html`<conversation-list class="pane" limit="5" @corridor-open=${this.#onOpenConversation}></conversation-list>` : html`<div class="pane" aria-busy="true"></div>`}`;
    }
    const refusal = this.#record.refusal ?? this.#signedOut(corridor);
    if (refusal && this.view === 'record' && !this.channelId) {
      return html`${this.#renderBar(this.#recordOnShow?.title ?? this.#recordOnShow?.id ?? '')}
        <div class="pane state" role="alert">
          <strong>${msg('The conversation could not be opened.')}</strong><span>${explain(refusal)}</span>
          <button class="button" type="button" @click=${this.#onRetry}>${icon(icons.retry, 'small')}${msg('Try again')}</button>
        </div>`;
    }
    return html`<conversation-view class="pane" channel-id=${this.channelId} can-go-back record-audiences=${this.view === 'record' ? this.recordAudiences : ''} @corridor-back=${this.#onBack} @corridor-open=${this.#onOpenConversation} @corridor-audience=${this.#onAudience}>
      ${this.view === 'record' && this.#hostRecord ? html`<slot name="status" slot="status"></slot>` : nothing}
      <span class="actions" slot="actions">${this.#renderActions()}</span>
    </conversation-view>`;
  }

  #renderBar(title: string, withNew = false) {
    return html`<div class="bar">
      <h2 class="cut">${title}</h2>
      ${withNew
        ? html`<button class="icon" type="button" aria-label=${msg('New message')} title=${msg('New message')} @click=${this.#onNew}>${icon(icons.compose)}</button>`
        : nothing}
      ${this.#renderActions()}
    </div>`;
  }

  #renderActions() {
    return html`${this.appUrl
        ? html`<a class="icon" href=${this.appUrl} aria-label=${msg('Open full page')} title=${msg('Open full page')}>${icon(icons.expand)}</a>`
        : nothing}
      <button class="icon" type="button" aria-label=${msg('Minimise')} title=${msg('Minimise')} @click=${() => this.hide()}>${icon(icons.minus)}</button>`;
  }

  #signedOut(corridor: Corridor): CorridorError | undefined {
    const problem = this.watch(corridor.problem);
    return problem?.isRetryable ? undefined : problem;
  }

  #launcherLabel(unread: number): string {
    if (!unread) return msg('Conversations');
    const shown = formatNumber(this.language, unread);
    return plural(this.language, unread, { one: str`Conversations, ${shown} unread`, other: str`Conversations, ${shown} unread` });
  }

  get #hostRecord(): HostRecord | undefined {
    return hostRecord(this.recordType, this.recordId, this.recordTitle, this.recordUrl, this.audience || this.recordAudiences.split(/[,:]/, 1)[0]?.trim());
  }

  get #placeKey(): string {
    return `${this.server ?? ''}${this.id && `#${this.id}`}`;
  }

  #restore(): void {
    this.#isRestored = true;
    const place = loadPlace(this.#placeKey);
    if (!place) return;
    this.#owner = place.owner;
    this.view = place.view;
    this.channelId = place.channelId;
    this.#recordOnShow = place.record;
    // A sheet would hide the page that somebody has just gone to.
    if (place.isOpen && !this.#sheet?.matches) this.open = true;
  }

  /** Where one person was in this tab is nowhere for the next one. */
  #keepToOwner(): void {
    const me = this.corridor && this.watch(this.corridor.me);
    if (!me) return;
    const owner = `${me.tenant}/${me.id}`;
    if (this.#owner && this.#owner !== owner && this.view === 'conversation') {
      this.view = 'list';
      this.channelId = '';
    }
    this.#owner = owner;
  }

  #go(channelId: string): void {
    this.view = 'conversation';
    this.channelId = channelId;
    this.#wantsFocus = true;
  }

  #follow(channelId: string, seq: number): void {
    this.#linked = undefined;
    this.show(channelId);
    void this.updateComplete.then(() => (this.#pane as ConversationView).jumpTo(seq));
  }

  #showPanel(): void {
    const panel = this.#panel;
    if (!panel) return;
    const isSheet = this.open && !!this.#sheet?.matches;
    if (panel.open && (!this.open || panel.matches(':modal') !== isSheet)) panel.close();
    if (!this.open) {
      this.#unfollow?.();
      this.#unfollow = undefined;
    } else if (!panel.open) {
      if (isSheet) panel.showModal();
      else panel.setAttribute('open', ''); // show() would take the focus, on every page that goes on with an open panel
      this.#unfollow ??= followViewport(panel);
    }
  }

  async #focusPane(): Promise<void> {
    if (this.#sheet?.matches) {
      // The keyboard would cover half of what there is to read.
      this.#wantsFocus = false;
      return;
    }
    await this.#pane?.updateComplete;
    if (!this.open || !this.#wantsFocus) return;
    this.#pane?.focus();
    const isThere = this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === this.#pane;
    if (!isThere) this.#panel?.focus();
    if (isThere || (this.view === 'list' && this.hasList)) this.#wantsFocus = false;
  }

  #onSheetChange = (): void => this.requestUpdate();

  #onLauncherClick = (): void => {
    if (this.open) this.hide();
    else this.show();
  };

  #onPanelKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    this.hide();
  };

  #onCancel = (event: Event): void => {
    event.preventDefault();
    this.hide();
  };

  #onOpenConversation = (event: CustomEvent<{ channelId: string; seq?: number }>): void => {
    const { channelId, seq } = event.detail;
    this.#go(channelId);
    const chosen = this.corridor?.chat.channels.get().find(({ id }) => id === channelId)?.record;
    if (chosen && chosen.type === this.recordType && chosen.id === this.recordId) this.view = 'record';
    if (seq) void this.updateComplete.then(() => (this.#pane as ConversationView).jumpTo(seq));
  };

  #onBack = (): void => {
    this.view = 'list';
    this.channelId = '';
    this.#wantsFocus = true;
  };

  #onAudience = ({ detail }: CustomEvent<{ audience: string }>): void => {
    this.audience = detail.audience;
    this.#wantsFocus = true;
  };

  #onNew = (): void => {
    (this.#pane as ConversationList | null | undefined)?.startNew();
  };

  #onRetry = (): void => {
    this.corridor?.connect().catch(() => {});
    if (this.#recordOnShow) this.#record.retry(this.#recordOnShow);
  };
}

const keyOf = (record: HostRecord | undefined): string => (record ? recordKey(record) : '');

define('chat-widget', ChatWidget);

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidget;
  }
  interface HTMLElementEventMap {
    'corridor-toggle': CustomEvent<{ isOpen: boolean }>;
  }
}
