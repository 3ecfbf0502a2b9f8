import { expect } from 'chai';
import { Conversing } from '../chat/message-list.fixture.ts';
import { expectAccessible, waitFor } from '../testing/index.ts';
import type { MessageFiles } from './message-files.ts';
import { paper, picture } from './uploads.fixture.ts';

describe('<message-files>', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  /** A message of Ben's with these files, or of Ada's own. */
  async function carry(files: readonly File[], text = '', user = 'ben'): Promise<{ messageId: string; fileIds: string[] }> {
    const fileIds: string[] = [];
    for (const file of files) fileIds.push(await chat.server.putFile(user, file, file.type.startsWith('image') ? { width: 1600, height: 1200 } : { pages: 4 }));
    const { id: messageId } = await chat.server.request(user, 'chat.send', { channelId: chat.channel.id, text, fileIds });
    return { messageId, fileIds };
  }
  const element = () => waitFor(() => chat.rows.at(-1)?.shadowRoot?.querySelector<MessageFiles>('message-files'), 'the files');
  const shown = async <E extends Element = HTMLElement>(selector: string) => { const files = await element(); return waitFor(() => files.shadowRoot?.querySelector<E>(selector), selector); };
  const all = async (selector: string) => [...(await element()).shadowRoot!.querySelectorAll<HTMLElement>(selector)];

  it('shows a picture in its proportions, from an address that needs no token', async () => {
    await carry([await picture('gate-3.png', 1600, 1200)]);
    await chat.show();
    const image = await shown<HTMLImageElement>('img');
    expect([image.getAttribute('width'), image.getAttribute('height')]).to.eql(['347', '260']);
    expect(image.alt).to.equal('gate-3.png');
    await expectAccessible(chat.list);
  });

  it('shows several pictures side by side, and other files as cards below them', async () => {
    await carry([await picture('one.png', 640, 480), await picture('two.png', 640, 480), paper('Frame contract.pdf')]);
    await chat.show();
    await waitFor(async () => (await all('img')).length === 2);
    expect((await all('.file .name')).map((one) => one.title)).to.eql(['Frame contract.pdf']);
    expect((await shown('.file .meta')).textContent).to.contain('PDF document');
  });

  it('opens a file among those of its message, by one event that the page may take', async () => {
    const { fileIds } = await carry([paper('a.pdf'), paper('b.pdf')]);
    const list = await chat.show();
    await shown('.file .name');
    const opened = new Promise<unknown>((resolve) => list.addEventListener('corridor-open-file', (event) => { event.preventDefault(); resolve(event.detail); }, { once: true }));
    (await all('.file .name'))[1]!.click();
    expect(await opened).to.eql({ fileId: fileIds[1], fileIds });
  });

  it('says that a file is kept from everybody, and offers no way to it', async () => {
    await carry([new File(['x'], 'eicar.pdf', { type: 'application/pdf' }), paper('fine.pdf')]);
    await chat.show();
    expect((await shown('.file.quarantined')).textContent).to.contain('Blocked');
    expect((await all('.file.quarantined button')).length).to.equal(0);
    expect((await all('.file.ready button')).length).to.equal(2);
  });

  it('shows at once that a file has another name, or is gone', async () => {
    const { fileIds: [fileId] } = await carry([paper('offer.pdf')]);
    await chat.show();
    await shown('.name[title="offer.pdf"]');
    await chat.server.request('ben', 'files.update', { fileId: fileId!, name: 'offer 2.pdf' });
    await shown('.name[title="offer 2.pdf"]');
    await chat.server.request('ben', 'files.delete', { fileId: fileId! });
    expect((await shown('.gone')).textContent).to.equal('File deleted');
  });

  it('says so where a file cannot be saved just now', async () => {
    await carry([paper('offer.pdf')]);
    await chat.show();
    const save = await shown('.file button.icon');
    chat.refuseNext('unavailable', 'files.urls');
    save.click();
    expect((await shown('[role=alert]')).textContent).to.equal('You are offline.');
  });

  it('stays while the words above it are changed, and where they are taken away', async () => {
    const { messageId } = await carry([paper('offer.pdf')], 'The ofer', 'ada');
    await chat.show();
    await shown('.name');
    const files = await element(), row = chat.rows.at(-1)!;
    const edit = async (text: string) => {
      row.focus();
      await waitFor(() => row.isActive && row.canEdit);
      await row.setMode('editing');
      const field = row.shadowRoot!.querySelector<HTMLTextAreaElement>('.editor textarea')!;
      expect(await element()).to.equal(files);
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      row.shadowRoot!.querySelector<HTMLElement>('.editor .primary')!.click();
      await waitFor(() => !row.shadowRoot!.querySelector('.editor'));
    };
    await edit('The offer');
    await waitFor(() => row.shadowRoot!.querySelector('.text')?.textContent.includes('The offer'));
    await edit('');
    await waitFor(() => !row.shadowRoot!.querySelector('.text'));
    const { items } = await chat.server.request('ben', 'chat.history', { channelId: chat.channel.id });
    expect(items.filter(({ id }) => id === messageId).map(({ text, card }) => [text, card?.type])).to.eql([['', 'files']]);
    expect(await element()).to.equal(files);
  });

  it('goes with its message, and comes back with it', async () => {
    const { messageId } = await carry([paper('offer.pdf')], '', 'ada');
    await chat.show();
    await shown('.name');
    await chat.ada.chat.delete(messageId);
    await waitFor(() => !chat.rows.at(-1)!.shadowRoot!.querySelector('message-files'));
    await chat.ada.chat.undelete(messageId);
    await shown('.name[title="offer.pdf"]');
  });

  it('shows what is still on its way, and gives it back into the field', async () => {
    await chat.show();
    chat.transport.uploadShare = 0.5;
    const upload = await chat.ada.files.upload(paper('offer.pdf', 200_000), { place: chat.channel.id, name: 'offer.pdf' });
    chat.ada.chat.send(chat.channel.id, { text: 'The offer', fileIds: [upload.fileId] }).catch(() => undefined);
    const back = await shown('.back');
    expect((await element()).shadowRoot!.querySelector('upload-list')).to.not.equal(null);
    await expectAccessible(chat.list);
    back.click();
    await waitFor(() => chat.rows.length === 0);
    expect(chat.ada.files.uploads.get().map(({ fileId, messageId }) => [fileId, messageId])).to.eql([[upload.fileId, undefined]]);
  });
});
