import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import '../chat/conversation-details.ts';
import type { ConversationDetails } from '../chat/conversation-details.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './channel-export.ts';
import type { ChannelExport } from './channel-export.ts';

describe('<channel-export>', () => {
  let at: Office;
  let element: ChannelExport;
  let saved: { name: string; blob: Blob }[];
  const realUrl = URL.createObjectURL.bind(URL), realClick = HTMLAnchorElement.prototype.click, realFetch = globalThis.fetch;

  beforeEach(async () => {
    at = await office();
    saved = [];
    let blob: Blob;
    URL.createObjectURL = (given) => realUrl((blob = given as Blob));
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) { saved.push({ name: this.download, blob }); };
  });
  afterEach(() => {
    URL.createObjectURL = realUrl;
    HTMLAnchorElement.prototype.click = realClick;
    globalThis.fetch = realFetch;
  });

  async function show(channelId: string): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><channel-export channel-id=${channelId} style="width: 288px"></channel-export></corridor-provider>`);
    element = provider.querySelector('channel-export')!;
    await waitFor(() => button('Save as a file'));
  }
  const button = (name: string) => [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === name);
  const status = () => element.shadowRoot?.querySelector('[role=status]')?.textContent;
  const alert = () => element.shadowRoot?.querySelector('[role=alert]')?.textContent;

  it('saves a conversation as a file of its name, and says so', async () => {
    const { id } = await at.group('a/b: <c>');
    await at.say('ben', id, 'The steel is here.');
    await show(id);
    await expectAccessible(element);
    button('Save as a file')!.focus();
    button('Save as a file')!.click();
    await waitFor(() => saved.length);
    expect(saved[0]!.name).to.match(/^(a-b- -c-|conversation)\.html$/);
    expect(await saved[0]!.blob.text()).to.contain('The steel is here.');
    await waitFor(() => status()?.startsWith('The file is saved'));
    await waitFor(() => element.shadowRoot?.activeElement === button('Save as a file'));
  });

  it('shows how much has come; cancelled, it saves nothing', async () => {
    const { id } = await at.group();
    await show(id);
    let isCancelled = false;
    at.ada.fetch = async () => new Response(new ReadableStream({ start: (stream) => { stream.enqueue(new Uint8Array(2048)); }, cancel: () => { isCancelled = true; } }));
    button('Save as a file')!.focus();
    button('Save as a file')!.click();
    await waitFor(() => status() === 'Exporting… 2 KB');
    await waitFor(() => element.shadowRoot?.activeElement === button('Cancel'));
    button('Cancel')!.click();
    await waitFor(() => button('Save as a file'));
    await waitFor(() => isCancelled);
    expect([saved, status(), alert()]).to.eql([[], '', undefined]);
  });

  it('says what was refused, and that a file broke off', async () => {
    const { id } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'theirs', members: ['ada'] });
    await show(id);
    button('Save as a file')!.click();
    await waitFor(() => alert()?.startsWith('Owners and admins of this channel export it'));
    at.ada.fetch = async () => new Response(new ReadableStream({ start: (stream) => { stream.enqueue(new Uint8Array(10)); stream.error(new TypeError('network')); } }));
    button('Save as a file')!.click();
    await waitFor(() => alert() === 'You are offline.');
    expect(saved).to.eql([]);
  });

  it('stands in the details for those who may', async () => {
    const { id: own } = await at.group(), { id: theirs } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'theirs', members: ['ada'] });
    for (const [channelId, isThere] of [[own, true], [theirs, false]] as const) {
      await at.say('ben', channelId, 'hello');
      await at.ada.chat.open(channelId);
      const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-details channel-id=${channelId}></conversation-details></corridor-provider>`);
      const details: ConversationDetails = provider.querySelector('conversation-details')!;
      await waitFor(() => details.shadowRoot?.querySelector('li'));
      expect([...details.shadowRoot!.querySelectorAll('summary')].some((one) => one.textContent === 'Export')).to.equal(isThere);
    }
  });
});
