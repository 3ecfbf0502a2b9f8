import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { paper, picture } from '../files/uploads.fixture.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './conversation-view.ts';
import type { ConversationView } from './conversation-view.ts';

describe('files of a message', () => {
  let at: Office, channelId: string, view: ConversationView;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    channelId = (await at.group()).id;
    await waitFor(() => at.ada.chat.channels.get().length);
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-view channel-id=${channelId} style="display: block; block-size: 560px"></conversation-view></corridor-provider>`);
    view = provider.querySelector('conversation-view')!;
    await waitFor(() => field()?.matches(':read-write'));
    field().focus();
    await waitFor(() => button('Attach files'));
  });

  const composer = () => view.shadowRoot!.querySelector('message-composer')!.shadowRoot!;
  const field = () => view.shadowRoot?.querySelector('message-composer')?.shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
  const button = (label: string, root: ShadowRoot = composer()) => [...root.querySelectorAll<HTMLButtonElement>('button')].find((one) => one.ariaLabel === label || one.textContent?.trim() === label);
  const strip = () => composer().querySelector('upload-list')?.shadowRoot;
  const items = () => [...strip()?.querySelectorAll('li') ?? []];
  const words = () => items().map((item) => item.querySelector('.meta')!.textContent?.trim());
  const row = () => [...view.shadowRoot!.querySelector('message-list')!.shadowRoot!.querySelectorAll('message-row')].at(-1)?.shadowRoot;
  const card = () => row()?.querySelector('message-files')?.shadowRoot;
  const told = async () => (await at.server.request('ben', 'chat.history', { channelId })).items;
  const carrying = (...files: File[]) => { const data = new DataTransfer(); for (const file of files) data.items.add(file); return data; };
  const drag = (type: string, data: DataTransfer) => { const event = new DragEvent(type, { dataTransfer: data, bubbles: true, composed: true, cancelable: true }); field().dispatchEvent(event); return event; };
  const paste = (data: DataTransfer) => { const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }); field().dispatchEvent(event); return event; };
  function choose(...files: File[]): void {
    const input = composer().querySelector<HTMLInputElement>('input.files')!;
    input.files = carrying(...files).files;
    input.dispatchEvent(new Event('change'));
  }
  async function write(text: string): Promise<void> {
    field().focus();
    document.execCommand('insertText', false, text);
    await view.shadowRoot!.querySelector('message-composer')!.updateComplete;
  }
  const enter = () => field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));

  it('what was chosen goes up while the text is still written, and out with it', async () => {
    choose(await picture(), paper());
    await waitFor(() => items().length === 2 && words().every((said) => said && !/of|Waiting|checked/.test(said)));
    expect(strip()!.querySelector('canvas'), 'a picture shows itself').to.not.equal(null);
    await expectAccessible(view);
    await write('The gate');
    enter();
    await waitFor(async () => (await told()).length === 1);
    const [message] = await told();
    expect([message!.text, message!.card?.type === 'files' && message!.card.files.map(({ name }) => name)]).to.eql(['The gate', ['gate.png', 'delivery-note.pdf']]);
    await waitFor(() => items().length === 0 && card()?.querySelector('img'));
    expect([card()!.querySelector('img')!.alt, card()!.querySelector('.file .name')!.textContent]).to.eql(['gate.png', 'delivery-note.pdf']);
    await expectAccessible(view);
  });

  it('a message without words is one with files', async () => {
    expect(button('Send')!.disabled).to.equal(true);
    paste(carrying(await picture()));
    await waitFor(() => !button('Send')!.disabled);
    button('Send')!.click();
    await waitFor(async () => (await told()).length === 1);
    expect((await told())[0]!.text).to.equal('');
  });

  it('sent at once it waits with its progress, and leaves by itself', async () => {
    at.line.uploadShare = 0.5;
    choose(paper());
    await waitFor(() => words()[0] === '25 kB of 50 kB');
    await write('The note');
    enter();
    const waiting = await waitFor(() => card()?.querySelector('upload-list')?.shadowRoot);
    await waitFor(() => waiting.querySelector('progress'));
    expect([items().length, field().value, await told()]).to.eql([0, '', []]);
    await expectAccessible(view);
    at.line.uploadShare = 1;
    await waitFor(async () => (await told())[0]?.text === 'The note');
  });

  it('cancelled while it waits it comes back into the field, with its files', async () => {
    at.line.uploadShare = 0.5;
    choose(paper());
    await waitFor(() => items().length);
    await write('The note');
    enter();
    (await waitFor(() => card() && button('Cancel and edit', card()!)))?.click();
    await waitFor(() => items().length === 1 && field().value === 'The note');
    expect(row()).to.equal(undefined);
    at.line.uploadShare = 1;
    await waitFor(() => words()[0] === '50 kB');
    expect(await told()).to.eql([]);
  });

  it('an upload can be paused, gone on with and removed', async () => {
    at.line.uploadShare = 0.5;
    choose(paper());
    await waitFor(() => words()[0] === '25 kB of 50 kB');
    button('Pause delivery-note.pdf', strip()!)!.click();
    await waitFor(() => words()[0] === 'Paused');
    button('Go on with delivery-note.pdf', strip()!)!.click();
    await waitFor(() => words()[0] === '25 kB of 50 kB');
    button('Remove delivery-note.pdf', strip()!)!.click();
    await waitFor(() => items().length === 0);
    expect(at.ada.files.uploads.get()).to.eql([]);
    expect(composer().activeElement).to.equal(field());
  });

  it('what is refused says why and is not sent with the rest', async () => {
    at.line.refuseNextUpload('unsupported-type');
    choose(new File(['x'], 'setup.exe'));
    await waitFor(() => words()[0] === 'Files of this kind are not accepted here.');
    expect(button('Send')!.disabled).to.equal(true);
    expect(button('Try setup.exe again', strip()!), 'it would be refused again').to.equal(undefined);
    choose(new File([new Uint8Array(101 * 2 ** 20)], 'film.mp4', { type: 'video/mp4' }));
    await waitFor(() => words()[1] === 'Too large: a file has at most 104.9 MB here.');
    await expectAccessible(view);
  });

  it('a picture that no browser draws shows its kind, and what there was no room for can be tried again', async () => {
    at.line.refuseNextUpload('quota-exceeded');
    choose(new File(['no picture'], 'IMG_1042.heic', { type: 'image/heic' }));
    await waitFor(() => strip()?.querySelector('.sign svg') && !strip()!.querySelector('canvas'));
    await waitFor(() => button('Try IMG_1042.heic again', strip()!));
  });

  it('a name reads in its own direction on a page of the other one', async () => {
    view.dir = 'rtl';
    choose(paper('Delivery note of Monday.pdf', 100));
    const [start, end] = (await waitFor(() => items()[0])).querySelectorAll('.words > span');
    expect(start!.getBoundingClientRect().left).to.be.lessThan(end!.getBoundingClientRect().left);
    await waitFor(() => words()[0] === '100 bytes');
    enter();
    const sent = await waitFor(() => card()?.querySelector('.file .words'));
    expect(sent.firstElementChild!.getBoundingClientRect().left).to.be.lessThan(sent.lastElementChild!.getBoundingClientRect().left);
  });

  it('takes what is dropped anywhere on the conversation, and says so while it is near', async () => {
    const data = carrying(paper());
    await waitFor(() => { expect(drag('dragover', data).defaultPrevented).to.equal(true); return view.shadowRoot!.querySelector('.drop'); });
    expect(drag('drop', data).defaultPrevented).to.equal(true);
    expect(view.shadowRoot!.querySelector('.drop')).to.equal(null);
    await waitFor(() => items().length === 1);
  });

  it('a paste of words with a picture of them is one of words', () => {
    const data = carrying(paper());
    data.setData('text/plain', 'A1\tB1');
    expect(paste(data).defaultPrevented).to.equal(false);
    expect(items()).to.eql([]);
  });

  it('a message carries at most twenty, and says how many were left out, dropped ones too', async () => {
    choose(...Array.from({ length: 21 }, (_, index) => paper(`${index}.pdf`, 100)));
    await waitFor(() => items().length === 20 && composer().querySelector('[role=alert]'));
    expect(composer().querySelector('[role=alert]')!.textContent).to.equal('A message carries at most 20 files; 1 was left out.');
    drag('drop', carrying(paper('a.pdf'), paper('b.pdf')));
    await waitFor(() => composer().querySelector('[role=alert]')?.textContent === 'A message carries at most 20 files; 2 were left out.');
    const summary = await waitFor(() => composer().querySelector('upload-summary')?.shadowRoot);
    await waitFor(() => summary.querySelector('.how')?.textContent === '20 files · 2 kB' && summary.querySelector('[role=status]')?.textContent === 'All files are uploaded.');
    await expectAccessible(view);
    button('Remove all', summary)!.click();
    await waitFor(() => summary.activeElement?.textContent === 'Keep');
    button('Remove', summary)!.click();
    await waitFor(() => !items().length && !composer().querySelector('[role=alert]') && composer().activeElement === field());
    await waitFor(async () => !(await at.ada.files.list({ scope: 'mine' })).items.length, 'nothing of what was not sent is left among her files');
  });

  it('makes pictures smaller where that is wished for, and as they were again', async () => {
    localStorage.removeItem('corridor-smaller-pictures');
    const canvas = new OffscreenCanvas(2600, 1800), context = canvas.getContext('2d')!, noise = context.createImageData(2600, 1800);
    for (let at = 0; at < noise.data.length; at += 65_536) crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
    context.putImageData(noise, 0, 0);
    const photo = new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.98 })], 'hall.jpg', { type: 'image/jpeg' });
    choose(photo);
    const summary = await waitFor(() => composer().querySelector('upload-summary')?.shadowRoot), box = await waitFor(() => summary.querySelector<HTMLInputElement>('input'));
    await waitFor(() => at.ada.files.uploads.get()[0]?.progress.get().state === 'done');
    expect(box.checked).to.equal(false);
    await expectAccessible(view);
    box.click();
    const bytes = () => at.ada.files.uploads.get().map(({ bytes: many }) => many);
    await waitFor(() => bytes().length === 1 && bytes()[0]! < photo.size / 2);
    expect(items()[0]!.title).to.equal('hall.jpg');
    box.click();
    await waitFor(() => bytes().join() === String(photo.size));
    box.click();
    await waitFor(() => bytes().length === 1 && bytes()[0]! < photo.size / 2);
    button('Remove hall.jpg', strip()!)!.click();
    choose(photo);
    await waitFor(() => bytes().length === 1 && bytes()[0]! < photo.size / 2, 'the choice holds for what comes');
    button('Send')!.click();
    await waitFor(async () => (await told()).length === 1);
    const { card: sent } = (await told())[0]!;
    expect(sent?.type === 'files' && sent.files[0]!.bytes < photo.size / 2).to.equal(true);
    localStorage.removeItem('corridor-smaller-pictures');
  });
});
