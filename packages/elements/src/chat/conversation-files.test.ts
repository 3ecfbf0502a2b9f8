import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { paper, picture } from '../files/uploads.fixture.ts';
import { expectAccessible, fixture, office, type Office, waitFor } from '../testing/index.ts';
import type { ConversationFiles } from './conversation-files.ts';
import './conversation-view.ts';
import type { ConversationView } from './conversation-view.ts';

describe('<conversation-files>', () => {
  let here: Office, channelId: string, view: ConversationView;
  beforeEach(async () => {
    here = await office();
    ({ id: channelId } = await here.group());
  });

  const sound = () => new File(['RIFF'], 'voice.wav', { type: 'audio/wav' });
  async function send(files: readonly File[], where: object = {}, user = 'ben'): Promise<{ id: string; seq: number; fileIds: string[] }> {
    const fileIds: string[] = [];
    for (const file of files) fileIds.push(await here.server.putFile(user, file, file.type.startsWith('audio') ? { duration: 2, peaks: [0, 50, 100] } : {}, file.type.startsWith('audio') ? { purpose: 'voice' } : {}));
    return { ...(await here.server.request(user, 'chat.send', { channelId, text: files.length ? '' : 'Words', ...(files.length && { fileIds }), ...where })), fileIds };
  }
  /** Opened from the conversation's bar. */
  async function open(width = 380): Promise<ConversationFiles> {
    const around = await fixture(html`<corridor-provider .corridor=${here.ada}><conversation-view channel-id=${channelId} style="height: 560px; width: ${width}px"></conversation-view></corridor-provider>`);
    view = around.querySelector('conversation-view')!;
    (await waitFor(() => view.shadowRoot?.querySelector<HTMLElement>('.bar .files'), 'the way to the files')).click();
    return waitFor(() => view.shadowRoot!.querySelector('conversation-files'), 'the files');
  }
  const root = () => view.shadowRoot!.querySelector('conversation-files')!.shadowRoot!;
  const choose = async (name: string) => (await waitFor(() => [...root().querySelectorAll<HTMLElement>('button')].find((one) => one.textContent.trim() === name), name)).click();
  const names = () => [...root().querySelectorAll<HTMLElement>('.open')].map((one) => one.title);
  const shows = (wanted: readonly string[]) => waitFor(() => JSON.stringify(names()) === JSON.stringify(wanted), `${wanted.join(', ')} instead of ${names().join(', ')}`);
  const press = (key: string) => root().activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  const type = (words: string) => {
    const field = root().querySelector<HTMLInputElement>('.find')!;
    field.value = words;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };

  it('shows pictures, other files and voice messages, newest first, each kind by itself', async () => {
    await send([await picture('one.png'), paper('offer.pdf')]);
    await send([await picture('two.png')]);
    await send([sound()]);
    const files = await open();
    await shows(['two.png', 'one.png']);
    await waitFor(() => root().querySelectorAll('.tile img').length === 2, 'the pictures');
    expect(root().activeElement?.textContent).to.equal('Media');
    await expectAccessible(files);
    await choose('Files');
    await shows(['offer.pdf']);
    await expectAccessible(files);
    await choose('Voice');
    await waitFor(() => root().querySelector('voice-card')?.shadowRoot?.querySelector('voice-message')?.shadowRoot?.querySelector('button'), 'the voice');
    await expectAccessible(files);
  });

  it('narrows by words of the name and by kind, and says so where that finds nothing', async () => {
    await send([paper('Frame contract.pdf'), new File(['PK'], 'drawings.zip', { type: 'application/zip' })]);
    await open();
    await choose('Files');
    await shows(['Frame contract.pdf', 'drawings.zip']);
    type('CONTRACT');
    await shows(['Frame contract.pdf']);
    type('nowhere');
    await waitFor(() => root().querySelector('.state')?.textContent.includes('Nothing found for “nowhere”.'));
    await choose('Show all');
    await shows(['Frame contract.pdf', 'drawings.zip']);
    const kind = root().querySelector('select')!;
    kind.value = 'archive';
    kind.dispatchEvent(new Event('change'));
    await shows(['drawings.zip']);
  });

  it('opens a file among those beside it, by keys', async () => {
    await send([await picture('one.png')]);
    const { fileIds: [newest] } = await send([await picture('two.png')]);
    const files = await open();
    await shows(['two.png', 'one.png']);
    const tile = root().querySelector<HTMLElement>('.open[tabindex="0"]')!;
    expect(tile.title).to.equal('two.png');
    tile.focus();
    press('ArrowRight');
    await waitFor(() => (root().activeElement as HTMLElement).title === 'one.png' && (root().activeElement as HTMLElement).tabIndex === 0);
    press('Home');
    const opened = new Promise<{ fileId: string; fileIds?: readonly string[] }>((resolve) => files.addEventListener('corridor-open-file', (event) => { event.preventDefault(); resolve(event.detail); }, { once: true }));
    (root().activeElement as HTMLElement).click();
    const { fileId, fileIds } = await opened;
    expect([fileId, fileIds?.length]).to.eql([newest, 2]);
  });

  it('leads to the message that carries a file, and closes with Escape and its button', async () => {
    const { id } = await send([paper('offer.pdf')]);
    for (let count = 0; count < 30; count++) await send([]);
    await open();
    await choose('Files');
    (await waitFor(() => root().querySelector<HTMLElement>('.go'))).click();
    expect(view.shadowRoot!.querySelector('conversation-files')).to.equal(null);
    const list = () => view.shadowRoot!.querySelector('message-list')!.shadowRoot!;
    await waitFor(() => [...list().querySelectorAll('message-row')].find((row) => row.message.id === id && row.getBoundingClientRect().top < innerHeight), 'the message');
    expect(view.shadowRoot!.querySelector<HTMLElement>('message-list')!.inert).to.equal(false);
    view.shadowRoot!.querySelector<HTMLElement>('.bar .files')!.click();
    await waitFor(() => view.shadowRoot!.querySelector('conversation-files')?.shadowRoot?.activeElement, 'the files again');
    expect(view.shadowRoot!.querySelector<HTMLElement>('message-list')!.inert).to.equal(true);
    await choose('Files');
    (await waitFor(() => root().querySelector<HTMLElement>('.open'))).focus();
    press('Escape');
    await waitFor(() => !view.shadowRoot!.querySelector('conversation-files'));
  });

  it('tells where a file in a thread is, by the thread’s own place', async () => {
    const first = await send([]), thread = await here.server.request('ben', 'chat.openThread', { messageId: first.id });
    const { seq } = await send([paper('answer.pdf')], { channelId: thread.id, threadOf: first.id });
    await open();
    await choose('Files');
    const told = new Promise<unknown>((resolve) => view.addEventListener('corridor-open', (event) => resolve(event.detail), { once: true }));
    (await waitFor(() => root().querySelector<HTMLElement>('.go'))).click();
    expect(await told).to.eql({ channelId: thread.id, seq });
  });

  it('hears of what is sent, renamed and deleted while it is open', async () => {
    const { id, fileIds: [fileId] } = await send([paper('offer.pdf')]);
    await open();
    await choose('Files');
    await shows(['offer.pdf']);
    await send([paper('next.pdf')]);
    await shows(['next.pdf', 'offer.pdf']);
    await here.server.request('ben', 'files.update', { fileId: fileId!, name: 'offer 2.pdf' });
    await shows(['next.pdf', 'offer 2.pdf']);
    await here.server.request('ben', 'chat.delete', { messageId: id });
    await shows(['next.pdf']);
  });

  it('goes on page by page', async () => {
    for (let count = 0; count < 65; count++) await send([paper(`${count}.pdf`, 10)]);
    await open();
    await choose('Files');
    await waitFor(() => names().length >= 60);
    await waitFor(() => root().querySelector('.more'));
    root().querySelector('.more')!.scrollIntoView();
    await waitFor(() => names().length === 65 && new Set(names()).size === 65);
    expect(root().querySelector('.more')).to.equal(null);
  });

  it('says that there is nothing yet, with the way to the field, and why it cannot be said', async () => {
    await send([]);
    here.line.refuseNext('forbidden', 'chat.files');
    const files = await open();
    await waitFor(() => root().querySelector('[role=alert]'));
    await expectAccessible(files);
    await choose('Try again');
    await waitFor(() => root().querySelector('.state')?.textContent.includes('No pictures or videos yet.'));
    await expectAccessible(files);
    await choose('Write a message');
    await waitFor(() => !view.shadowRoot!.querySelector('conversation-files') && view.shadowRoot!.activeElement?.localName === 'message-composer');
  });

  it('shows that a file is kept from everybody, and opens nothing', async () => {
    await send([new File(['x'], 'eicar.pdf', { type: 'application/pdf' })]);
    const files = await open();
    await choose('Files');
    await shows(['eicar.pdf']);
    let opened = 0;
    files.addEventListener('corridor-open-file', () => opened++);
    root().querySelector<HTMLElement>('.open')!.click();
    expect([opened, root().querySelector('.row')?.textContent.includes('Blocked')]).to.eql([0, true]);
  });
});
