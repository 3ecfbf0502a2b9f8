import { ContextConsumer, ContextProvider } from '@lit/context';
import type { Corridor, Preferences } from '@corridor/sdk';
import { type CSSResultGroup, html, LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ReadableAtom } from 'nanostores';
import { controls } from './controls.styles.ts';
import { corridorContext, type Provided, type ResolveRecord } from './corridor-context.ts';
import { guarded, keepInside } from './keys.ts';
import { interpreter, languageOf, msg, speakAs, wordsOf } from './localisation.ts';
import { KeptFocus } from './kept-focus.ts';
import { OwnClient } from './own-client.ts';
import { complain } from './problem.ts';
import { Stores } from './stores.ts';
import { tokens } from './tokens.styles.ts';

const loadPreferences = () => import('./preferences.ts');

/** What `font-family` computes to where nobody has set it. */
const undressed = /^("?times( new roman)?"?|serif|-webkit-standard)$/i;

/**
 * What every element of Corridor has: a client, from the `<corridor-provider>` around it or of its own, and the common look.
 * `corridor` is set before the first render that follows, and taken away a moment after the element has left the page.
 */
export abstract class CorridorElement extends LitElement {
  static override styles: CSSResultGroup = [tokens, controls];
  static override properties: PropertyDeclarations = {
    theme: { reflect: true },
    density: { reflect: true },
    server: {},
    tokenUrl: { attribute: 'token-url' },
    token: { attribute: false },
    recordAction: { attribute: 'record-action' },
    corridor: { attribute: false },
    problem: { attribute: false },
  };

  /** `light`, `dark`, `auto` (the system's choice) or `host` (the page's `color-scheme`, the default). */
  theme?: 'light' | 'dark' | 'auto' | 'host';
  /** `comfortable` (the default) or `compact`. */
  density?: 'comfortable' | 'compact';
  /** Address of the Corridor server, for an element without a provider around it. */
  server?: string;
  /** The host's token endpoint: GET with the page's cookies, answers `{ "token": "…" }`. */
  tokenUrl?: string;
  /** Instead of `token-url`: a function that resolves to a token. */
  token?: () => Promise<string>;

  /** Asked what a link in a message shows, before the server is: for records that the page knows. */
  resolveRecord?: ResolveRecord;

  /** What making a record of a message is called on this page, such as `Create ticket`; the page answers `corridor-create-record`, or else the host. */
  recordAction?: string;

  /** The client, once there is one. */
  protected corridor: Corridor | undefined;
  /** Why there is none, for whoever builds the page. */
  protected problem: string | undefined;
  /** The language around the element, as of its last update. */
  protected language!: string;

  readonly #stores = new Stores(this);
  readonly #own = new OwnClient(this);
  readonly #around = new ContextConsumer(this, { context: corridorContext, subscribe: true, callback: () => this.requestUpdate() });
  #handedDown: ContextProvider<typeof corridorContext> | undefined;
  #isOutermost = false;
  #preferences: Preferences | undefined;

  constructor() {
    super();
    new KeptFocus(this);
  }

  /** The store's value; the element renders again when it changes. To be called while rendering. */
  protected watch<T>(store: ReadableAtom<T>): T {
    return this.#stores.watch(store);
  }

  /** A cancelable event named `corridor-…` that leaves the shadow roots; false when a listener has cancelled it. */
  protected emit<T>(name: `corridor-${string}`, detail: T): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  override connectedCallback(): void {
    this.#around.value = undefined as never;
    super.connectedCallback();
    let root = this.getRootNode();
    while (root instanceof ShadowRoot && !(root.host instanceof CorridorElement)) root = root.host.getRootNode(); // rows, for one, are none
    const isInside = root instanceof ShadowRoot;
    this.#isOutermost = !isInside;
    if (!isInside) this.#dress();
    for (const type of guarded) {
      if (isInside) this.removeEventListener(type, keepInside);
      else this.addEventListener(type, keepInside);
    }
  }

  /** Nothing shows itself in English first, to change a moment later. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    this.language = languageOf(this);
    const words = this.hasUpdated ? undefined : wordsOf(this.language);
    return words ? words.then(() => super.scheduleUpdate()) : super.scheduleUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    setTimeout(() => {
      if (!this.isConnected) this.corridor = undefined;
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.watch(interpreter);
    speakAs(this, this.language);
    if (!this.isConnected) return;
    // Whoever provides may have become able to since this was put on the page.
    if (!this.#around.value) this.#around.hostConnected();
    const { corridor, problem } = this.#around.value ?? this.#ownOrWhyNot();
    this.corridor = corridor;
    this.problem = problem;
    if (this.#isOutermost) this.#prefer(corridor && this.watch(corridor.me)?.preferences);
  }

  /** What stands in an element's place while there is no client: nothing, or why there will be none. */
  protected renderWithoutCorridor(): TemplateResult {
    if (!this.problem) return html``;
    return html`<div class="state" role="alert"><strong>${msg('Conversations are not available here.')}</strong><span>${this.problem}</span></div>`;
  }

  /** What the person has chosen holds for this element and all that is in it. */
  #prefer(preferences: Preferences | undefined): void {
    if (preferences === this.#preferences || (!this.#preferences && !Object.keys(preferences ?? {}).length)) return;
    this.#preferences = preferences;
    void loadPreferences().then(({ applyPreferences }) => applyPreferences(this, preferences ?? {}), () => {});
  }

  /** A page that says nothing about its font shows the browser's serifs: nobody means those. */
  #dress(): void {
    const style = getComputedStyle(this);
    if (undressed.test(style.fontFamily) && !style.getPropertyValue('--corridor-font')) this.style.setProperty('--corridor-font', 'system-ui, sans-serif');
  }

  #ownOrWhyNot(): Provided {
    if (this.server !== undefined && (this.tokenUrl || this.token)) {
      const provided: Provided = { corridor: this.#own.at({ server: this.server, tokenUrl: this.tokenUrl, token: this.token }), page: this };
      if (!this.#handedDown) this.#handedDown = new ContextProvider(this, { context: corridorContext, initialValue: provided });
      else if (this.#handedDown.value.corridor !== provided.corridor) this.#handedDown.setValue(provided);
      return provided;
    }
    const late = this.closest(':not(:defined)');
    if (late?.localName.endsWith('corridor-provider')) {
      void customElements.whenDefined(late.localName).then(() => {
        if (this.isConnected) this.#around.hostConnected();
      });
      return {};
    }
    const problem = `<${this.localName}> needs a <corridor-provider> around it, or the attributes server and token-url.`;
    // A page may still be setting properties.
    setTimeout(() => {
      if (this.isConnected && this.problem === problem) complain(problem);
    });
    return { problem };
  }
}
