import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import { tone } from '../voice/voice.fixture.ts';
import type { FileImage } from './file-image.ts';
import './file-viewer.ts';
import { listenForFiles } from './file-viewer.open.ts';
import type { FileViewer } from './file-viewer.ts';
import { code, named, pdfOf, pictureOf, table } from './files.fixture.ts';

describe('<file-viewer>', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });

  const put = (blob: Blob, name: string, by = 'ada') => at.server.putFile(by, named(blob, name));
  async function show(fileId: string, fileIds: string[] = [fileId]): Promise<FileViewer> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><file-viewer file-id=${fileId} .fileIds=${fileIds} style="width: 800px; height: 600px"></file-viewer></corridor-provider>`);
    return provider.querySelector('file-viewer')!;
  }
  const find = <E extends Element = HTMLElement>(viewer: FileViewer, selector: string) => viewer.shadowRoot?.querySelector<E>(selector);
  const inside = <E extends Element = HTMLElement>(viewer: FileViewer, tag: string, selector: string) => find(viewer, tag)?.shadowRoot?.querySelector<E>(selector);
  const press = (target: Element, key: string) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

  it('shows a picture as large as there is room, and closer by keys and buttons', async () => {
    const viewer = await show(await put(await pictureOf(1600, 1000), 'Hall 3.png'));
    const image = await waitFor(() => inside<HTMLImageElement>(viewer, 'file-image', 'img:not(.waiting)'));
    const stage = inside(viewer, 'file-image', '.stage')!, fits = () => image.getBoundingClientRect().width <= stage.getBoundingClientRect().width + 1;
    await waitFor(() => fits() && image.getBoundingClientRect().width > 700);
    expect(image.alt).to.equal('Hall 3.png');
    press(stage, '+');
    await waitFor(() => !fits());
    press(stage, '0');
    await waitFor(fits);
    const { width, height } = image.getBoundingClientRect();
    press(stage, 'r');
    await waitFor(() => image.getBoundingClientRect().height > image.getBoundingClientRect().width);
    expect(height).to.be.lessThan(width);
    expect(find<FileImage>(viewer, 'file-image')!.zoom).to.equal(1);
    await expectAccessible(viewer);
  });

  it('takes the keys of a picture wherever the focus is, and says how large it is drawn', async () => {
    const viewer = await show(await put(await pictureOf(1600, 1000), 'Hall 3.png'));
    await waitFor(() => inside<HTMLImageElement>(viewer, 'file-image', 'img:not(.waiting)'));
    const image = find<FileImage>(viewer, 'file-image')!, percent = () => inside(viewer, 'file-image', '.zoom')?.textContent;
    await waitFor(() => percent() === '50%');
    press(find(viewer, '.frame')!, '+');
    expect(image.zoom).to.equal(1.4);
    press(find(viewer, '.frame')!, '0');
    viewer.style.width = '400px';
    await waitFor(() => percent() === '25%');
  });

  it('draws the pages of a PDF that come near, with words to select, and goes to a page', async () => {
    const pages = Array.from({ length: 40 }, (_, index) => `Delivery note ${index + 1}`);
    const viewer = await show(await put(pdfOf(...pages), 'Notes.pdf'));
    await waitFor(() => inside(viewer, 'file-pdf', '[data-number="1"] .words')?.textContent === 'Delivery note 1', 'the first page', 20_000);
    const root = find(viewer, 'file-pdf')!.shadowRoot!, drawn = () => [...root.querySelectorAll<HTMLElement>('.page:has(canvas)')].map(({ dataset }) => Number(dataset['number']));
    expect(root.querySelectorAll('.page').length).to.equal(40);
    expect(drawn().length).to.be.lessThan(8);
    await expectAccessible(viewer);
    const field = root.querySelector<HTMLInputElement>('.number')!;
    field.value = '30';
    field.dispatchEvent(new Event('change'));
    await waitFor(() => root.querySelector('[data-number="30"] .words')?.textContent === 'Delivery note 30');
    await waitFor(() => !drawn().includes(1));
  });

  it('finds words in a PDF and leads from one to the next', async () => {
    const viewer = await show(await put(pdfOf('Invoice', 'Packing list', 'Another invoice'), 'Papers.pdf'));
    const field = await waitFor(() => inside<HTMLInputElement>(viewer, 'file-pdf', '.find'), 'the field', 20_000), root = field.getRootNode() as ShadowRoot;
    field.value = 'INVOICE';
    field.dispatchEvent(new Event('input'));
    await waitFor(() => root.querySelector('[role=search] [role=status]')?.textContent === '1 of 2');
    press(field, 'Enter');
    await waitFor(() => root.querySelector('[role=search] [role=status]')?.textContent === '2 of 2');
    await waitFor(() => root.querySelector('[data-number="3"] .words')?.textContent);
    await waitFor(() => [...(CSS.highlights.get('corridor-found-here') ?? [])].map(String).join() === 'invoice');
    field.value = 'nowhere';
    field.dispatchEvent(new Event('input'));
    await waitFor(() => root.querySelector('[role=search] [role=status]')?.textContent === 'Not found');
  });

  it('shows code in colours with its lines counted, and values as a table', async () => {
    const script = await put(new Blob([code], { type: 'text/typescript' }), 'pallets.ts'), values = await put(new Blob([table], { type: 'text/csv' }), 'prices.csv');
    const viewer = await show(script, [script, values]);
    await waitFor(() => inside(viewer, 'file-text', '.comment'));
    expect([...find(viewer, 'file-text')!.shadowRoot!.querySelectorAll('.word')].slice(0, 3).map(({ textContent }) => textContent)).to.eql(['import', 'from', 'export']);
    expect(inside(viewer, 'file-text', '.lines')?.textContent).to.equal(code);
    await expectAccessible(viewer);
    press(find(viewer, '.frame')!, 'ArrowRight');
    await waitFor(() => inside(viewer, 'file-text', 'td')?.textContent === 'Profile 40 × 40; cut');
    expect([...find(viewer, 'file-text')!.shadowRoot!.querySelectorAll('td:first-child')].map(({ textContent }) => textContent)).to.eql(['Profile 40 × 40; cut', 'Profile "heavy"', 'Corner']);
    expect(find(viewer, '[role=status].hidden-visually')?.textContent).to.equal('prices.csv, Text, 2 of 2');
    await expectAccessible(viewer);
  });

  it('plays sound, and offers what browsers cannot show for download', async () => {
    const sound = await put(tone(1), 'call.wav'), archive = await put(new Blob(['PK'], { type: 'application/zip' }), 'drawings.zip');
    const viewer = await show(sound, [sound, archive]);
    await waitFor(() => find<HTMLAudioElement>(viewer, 'audio')?.duration === 1);
    find(viewer, '[aria-label="Next file"]')!.click();
    await waitFor(() => find(viewer, '.state h3')?.textContent === 'drawings.zip');
    expect(find(viewer, '.state')?.textContent).to.contain('There is no preview of this file.');
    expect(find(viewer, '.state .primary')?.textContent).to.contain('Download');
    await expectAccessible(viewer);
  });

  it('says what is known of a file', async () => {
    const fileId = await at.server.putFile('ada', named(await pictureOf(), 'Hall.png'), { width: 640, height: 420, author: 'Mari' });
    const viewer = await show(fileId);
    (await waitFor(() => find(viewer, '[aria-label="About this file"]'))).click();
    const facts = await waitFor(() => find(viewer, 'dl'));
    expect(facts.textContent).to.contain('640 × 420').and.to.contain('Mari').and.to.contain('Ada Nilsen');
  });

  it('says that a file was deleted, and shows what takes its place', async () => {
    const fileId = await put(new Blob(['one'], { type: 'text/plain' }), 'note.txt'), viewer = await show(fileId);
    await waitFor(() => inside(viewer, 'file-text', '.lines')?.textContent === 'one\n');
    await at.server.request('ada', 'files.delete', { fileId });
    await waitFor(() => find(viewer, '.state')?.textContent?.includes('deleted'));
  });

  it('says that it is offline, and tries again', async () => {
    const fileId = await put(new Blob(['one'], { type: 'text/plain' }), 'note.txt');
    at.line.refuseNext('unavailable', 'files.file');
    const viewer = await show(fileId);
    (await waitFor(() => find(viewer, '[role=alert] button'))).click();
    await waitFor(() => inside(viewer, 'file-text', '.lines'));
  });

  it('opens over the page from anywhere, keeps the focus, and gives it back', async () => {
    listenForFiles();
    const channel = await at.group(), fileId = await put(new Blob(['one'], { type: 'text/plain' }), 'note.txt', 'ben');
    await at.server.request('ben', 'chat.send', { channelId: channel.id, text: '', fileIds: [fileId] });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><file-viewer file-id=${fileId}></file-viewer></corridor-provider>`), from = provider.querySelector('file-viewer')!;
    const button = await waitFor(() => find<HTMLButtonElement>(from, '[aria-label="About this file"]'));
    button.focus();
    button.dispatchEvent(new CustomEvent('corridor-open-file', { detail: { fileId, fileIds: [fileId] }, bubbles: true, composed: true, cancelable: true }));
    const opened = await waitFor(() => from.shadowRoot!.querySelector('file-viewer')), dialog = await waitFor(() => opened.shadowRoot?.querySelector<HTMLDialogElement>('dialog:modal'));
    await waitFor(() => opened.shadowRoot?.querySelector('file-text'));
    expect(dialog.getAttribute('aria-label')).to.equal('note.txt');
    expect(dialog.contains(opened.shadowRoot!.activeElement)).to.equal(true);
    opened.shadowRoot!.querySelector<HTMLElement>('.close')!.click();
    await waitFor(() => !opened.isConnected);
    expect(from.shadowRoot!.activeElement).to.equal(button);
  });

  it('leaves a file to a page that opens it its own way', async () => {
    listenForFiles();
    const viewer = await show(await put(new Blob(['one'], { type: 'text/plain' }), 'note.txt'));
    viewer.addEventListener('corridor-open-file', (event) => event.preventDefault(), { once: true });
    viewer.dispatchEvent(new CustomEvent('corridor-open-file', { detail: { fileId: viewer.fileId }, bubbles: true, composed: true, cancelable: true }));
    await new Promise(requestAnimationFrame);
    expect(viewer.shadowRoot!.querySelector('file-viewer')).to.equal(null);
  });
});
