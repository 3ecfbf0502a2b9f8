import { ContextProvider } from '@lit/context';
import type { Corridor } from '@corridor/sdk';
import { css, html, LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import { corridorContext, type Provided, type ResolveRecord } from './corridor-context.ts';
import { define } from './define.ts';
import { OwnClient } from './own-client.ts';
import { complain } from './problem.ts';

type Demo = (user: string) => Corridor;
let demo: Promise<Demo> | undefined;

/**
 * @summary One client for all elements inside: one connection, one cache, one sign-in.
 * @tag corridor-provider
 * @slot - the page, or the part of it that holds Corridor's elements
 */
export class CorridorProvider extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `;
  static override properties: PropertyDeclarations = {
    server: {},
    tokenUrl: { attribute: 'token-url' },
    token: { attribute: false },
    demo: {},
    corridor: { attribute: false },
    resolveRecord: { attribute: false },
    recordAction: { attribute: 'record-action' },
    demoClient: { attribute: false },
  };

  /** Address of the Corridor server. */
  server?: string;
  /** The host's token endpoint: GET with the page's cookies, answers `{ "token": "…" }`. */
  tokenUrl?: string;
  /** Instead of `token-url`: a function that resolves to a token. */
  token?: () => Promise<string>;
  /** No server at all: a believable conversation in memory, seen as this user (`ada` when empty). All demo providers of a page share it. */
  demo?: string;
  /** Asked what a link in a message shows, before the server is: for records that the page knows. */
  resolveRecord?: ResolveRecord;
  /** What making a record of a message is called on this page, such as `Create ticket`; the page answers `corridor-create-record`, or else the host. */
  recordAction?: string;
  /** A client made by the page itself, which then also closes it. */
  corridor?: Corridor;

  private demoClient: Corridor | undefined;

  readonly #own = new OwnClient(this);
  readonly #provided = new ContextProvider<typeof corridorContext, this>(this, { context: corridorContext, initialValue: {} });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    setTimeout(() => {
      if (!this.isConnected) this.#endDemo();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.isConnected) return;
    if (changed.has('corridor')) this.corridor?.connect().catch(() => {});
    if (changed.has('demo') && changed.get('demo') !== undefined) this.#endDemo();
    const { corridor, problem } = this.#find();
    if (problem) complain(problem);
    const before = this.#provided.value;
    if (before.corridor !== corridor || before.problem !== problem) this.#provided.setValue({ page: this, ...(corridor && { corridor }), ...(problem && { problem }) });
  }

  protected override render() {
    return html`<slot></slot>`;
  }

  #find(): Provided {
    if (this.corridor) return { corridor: this.corridor };
    if (this.demo !== undefined) {
      void this.#startDemo(this.demo || 'ada');
      return this.demoClient ? { corridor: this.demoClient } : {};
    }
    const { server, tokenUrl, token } = this;
    if (server !== undefined && (tokenUrl || token)) return { corridor: this.#own.at({ server, tokenUrl, token }) };
    this.#own.release();
    return { problem: `<${this.localName}> needs the attributes server and token-url (or the property token), or demo.` };
  }

  async #startDemo(user: string): Promise<void> {
    if (this.demoClient) return;
    // Who comes first is the one that the others answer.
    demo ??= import('@corridor/sdk/testing').then(({ createDemoServer, demoPeople }) => {
      const person = demoPeople.find(({ id }) => id === user);
      const server = createDemoServer(person && { answerTo: person.id });
      return (user) => server.client(user);
    });
    const clientOf = await demo;
    if (!this.isConnected || this.demoClient || (this.demo || 'ada') !== user) return;
    this.demoClient = clientOf(user);
    await this.demoClient.connect();
  }

  #endDemo(): void {
    this.demoClient?.close();
    this.demoClient = undefined;
  }
}

define('corridor-provider', CorridorProvider);

declare global {
  interface HTMLElementTagNameMap {
    'corridor-provider': CorridorProvider;
  }
}
