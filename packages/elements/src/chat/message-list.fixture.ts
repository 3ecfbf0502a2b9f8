import { createMemoryServer, type MemoryServer, type MemoryUser } from '@corridor/sdk/testing';
import { createCorridor, type Corridor, type ErrorCode, type MyChannel, type OperationName } from '@corridor/sdk';
import { html } from 'lit';
import { fixture, waitFor } from '../testing/index.ts';
import '../base/corridor-provider.ts';
import './message-list.ts';
import type { MessageList } from './message-list.ts';
import type { MessageRow } from './message-row.ts';

const people = [{ id: 'ada', name: 'Ada Nilsen' }, { id: 'ben', name: 'Ben Haug' }, { id: 'chloe', name: 'Chloe Renard' }];

/** A group of Ada, Ben and Chloe on a server of its own, as Ada sees it. */
export class Conversing {
  readonly server: MemoryServer = createMemoryServer({ people });
  transport = this.server.transport('ada');
  channel!: MyChannel;
  ada!: Corridor;
  list!: MessageList;

  async start(count = 0): Promise<void> {
    this.channel = await this.server.request('ada', 'chat.createChannel', { kind: 'group', name: 'purchasing', members: ['ben', 'chloe'] });
    if (count > 0) this.server.fill(this.channel.id, count);
    await this.hasRead(count);
    this.ada = createCorridor({ transport: this.transport, storage: 'memory' });
  }

  async hasRead(seq: number): Promise<void> {
    await this.server.request('ada', 'chat.markRead', { channelId: this.channel.id, seq });
  }

  /** Before the list is shown. */
  loginAs(user: MemoryUser): void {
    this.transport = this.server.transport(user);
    this.ada = createCorridor({ transport: this.transport, storage: 'memory' });
  }

  refuseNext(code: ErrorCode, name: OperationName): void {
    this.transport.refuseNext(code, name);
  }

  say(user: string, text: string) {
    return this.server.request(user, 'chat.send', { channelId: this.channel.id, text });
  }

  /** Puts the list on the page. */
  async mount(): Promise<MessageList> {
    await this.ada.connect();
    const provider = await fixture(html`<corridor-provider .corridor=${this.ada}>
      <message-list channel-id=${this.channel.id} style="height: 400px; width: 380px"></message-list></corridor-provider>`);
    this.list = provider.querySelector('message-list')!;
    await this.list.updateComplete;
    return this.list;
  }

  /** The same, and waits until it shows rows, or says why there are none. */
  async show(): Promise<MessageList> {
    await this.mount();
    await waitFor(() => this.root.querySelector('.row, .state'), 'rows, or a state');
    await this.rest();
    return this.list;
  }

  get root(): ShadowRoot {
    return this.list.shadowRoot!;
  }
  get scroller(): HTMLElement {
    return this.root.querySelector<HTMLElement>('.scroller')!;
  }
  get rows(): MessageRow[] {
    return [...this.root.querySelectorAll<MessageRow>('.row')];
  }
  get texts(): (string | null | undefined)[] {
    return this.rows.map((row) => row.shadowRoot!.querySelector('.text')?.textContent);
  }
  get below(): number {
    return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
  }
  row(seq: number): MessageRow | undefined {
    return this.rows.find(({ message }) => message.seq === seq);
  }
  /** Distance of a row's top from the list's, in pixels. */
  topOf(row: Element): number {
    return row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }
  /** The first row whose beginning is in view. */
  get firstInView(): MessageRow {
    return this.rows.find((row) => this.topOf(row) >= 0)!;
  }

  /** Nothing has rendered, scrolled or loaded for three frames. */
  async rest(): Promise<void> {
    for (let quiet = 0, last = ''; quiet < 3; ) {
      await this.list.updateComplete;
      // A frame that was really laid out: observers have been told.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const now = JSON.stringify([this.scroller.scrollTop, this.scroller.scrollHeight, this.rows[0]?.message.seq, this.rows.length, this.scroller.ariaBusy]);
      quiet = now === last ? quiet + 1 : 0;
      last = now;
    }
  }
}
