import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './file-upload.ts';
import type { FileUpload } from './file-upload.ts';
import { paper, picture } from './uploads.fixture.ts';

describe('<file-upload>', () => {
  let at: Office, element: FileUpload;
  const uploaded: string[] = [];

  beforeEach(async () => {
    at = await office();
    uploaded.length = 0;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><file-upload @corridor-file-uploaded=${({ detail }: CustomEvent<{ file: { name: string } }>) => uploaded.push(detail.file.name)}></file-upload></corridor-provider>`);
    element = provider.querySelector('file-upload')!;
    await waitFor(() => find('.area'));
  });

  const find = <E extends Element = HTMLElement>(selector: string) => element.shadowRoot!.querySelector<E>(selector);
  const items = () => [...find('upload-list')?.shadowRoot?.querySelectorAll('li') ?? []];
  const drop = (type: string, ...files: File[]) => { const dataTransfer = new DataTransfer(); for (const file of files) dataTransfer.items.add(file); find('.area')!.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true })); };

  it('takes what is dropped, says how far all of it is, and tells of each that is there', async () => {
    at.line.uploadShare = 0.5;
    drop('dragover', paper());
    await waitFor(() => find('.area.over'));
    drop('drop', paper('a.pdf', 1000), paper('b.pdf', 3000));
    await waitFor(() => find('.total .meta')?.textContent === '2 kB of 4 kB');
    expect([find('.area.over'), find('[role=status]')!.textContent]).to.eql([null, '0 of 2 files uploaded']);
    await expectAccessible(element);
    at.line.uploadShare = 1;
    await waitFor(() => uploaded.length === 2 && find('[role=status]')!.textContent === '2 of 2 files uploaded');
    expect(uploaded.toSorted()).to.eql(['a.pdf', 'b.pdf']);
    [...element.shadowRoot!.querySelectorAll('button')].find(({ textContent }) => textContent === 'Clear finished')!.click();
    await waitFor(() => !items().length);
    expect((await at.server.request('ada', 'files.list', { scope: 'mine' })).items.length).to.equal(2);
    await expectAccessible(element);
  });

  it('makes large pictures smaller where it was told to, upright and in their own format; others stay as they are', async () => {
    element.largestEdge = 400;
    await element.add([await picture('large.jpg', 1600, 800), paper('a.pdf', 1000)]);
    await waitFor(() => uploaded.length === 2);
    const { items: files } = await at.server.request('ada', 'files.list', { scope: 'mine' }), large = files.find(({ name }) => name === 'large.jpg')!;
    const { items: [address] } = await at.ada.files.urls({ items: [{ fileId: large.id, as: 'original' }] });
    const seen = await createImageBitmap(await (await fetch(address!.url)).blob());
    expect([large.mediaType, seen.width, seen.height, files.find(({ name }) => name === 'a.pdf')!.bytes]).to.eql(['image/jpeg', 400, 200, 1000]);
  });
});
