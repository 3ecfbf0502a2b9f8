import { createCorridor } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './file-browser.ts';
import type { FileBrowser } from './file-browser.ts';
import { named, pdfOf, pictureOf } from './files.fixture.ts';

describe('<file-browser>', () => {
  let at: Office;
  let browser: FileBrowser;
  beforeEach(async () => { at = await office(); });

  const put = (name: string, by = 'ada', type = 'text/plain', words = name) => at.server.putFile(by, named(new Blob([words], { type }), name));
  async function show(more: Partial<FileBrowser> = {}, width = 900): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><file-browser style=${`height: 480px; width: ${width}px`}></file-browser></corridor-provider>`);
    browser = Object.assign(provider.querySelector('file-browser')!, more);
    await waitFor(() => find('.grid, .state'));
  }
  const find = <E extends Element = HTMLElement>(selector: string) => browser.shadowRoot?.querySelector<E>(selector);
  const rows = () => [...(browser.shadowRoot?.querySelectorAll<HTMLElement>('[data-id]') ?? [])];
  const names = () => rows().map((row) => row.querySelector('.words')?.textContent);
  const row = (name: string) => rows().find((one) => one.querySelector('.words')?.textContent === name)!;
  const chosen = () => rows().filter((one) => one.getAttribute('aria-selected') === 'true').map((one) => one.querySelector('.words')?.textContent);
  const act = async (label: string) => (await waitFor(() => find(`.chosen [aria-label="${label}"]`) ?? [...(browser.shadowRoot?.querySelectorAll<HTMLElement>('.chosen button') ?? [])].find(({ textContent }) => textContent?.trim() === label))).click();
  const press = (key: string, more: KeyboardEventInit = {}) => (browser.shadowRoot!.activeElement ?? rows()[0]!).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }));

  it('lists what I see, newest first, and is true while things change', async () => {
    await put('one.txt');
    await put('two.txt');
    await show();
    await waitFor(() => names().join() === 'two.txt,one.txt');
    await expectAccessible(browser);
    const third = await put('three.txt');
    await waitFor(() => names().join() === 'three.txt,two.txt,one.txt');
    await at.server.request('ada', 'files.delete', { fileId: third });
    await waitFor(() => names().join() === 'two.txt,one.txt');
  });

  it('does not bring back what was moved away, however late the answer about it comes', async () => {
    const fileId = await put('plan.txt');
    await put('other.txt');
    await show({ scope: 'mine' });
    await waitFor(() => names().length === 2);
    const { file, list } = at.ada.files;
    let answer = () => {};
    const late = new Promise<void>((resolve) => (answer = resolve)), listed: number[] = [];
    at.ada.files.file = async (input) => { const found = await file.call(at.ada.files, input); await late; return found; };
    at.ada.files.list = async (input) => { const page = await list.call(at.ada.files, input); listed.push(page.items.length); return page; };
    const { id: folderId } = await at.server.request('ada', 'files.createFolder', { name: 'Plans' });
    await waitFor(() => names().includes('Plans'));
    await at.server.request('ada', 'files.update', { fileId, folderId });
    await put('third.txt'); // has the list asked for anew
    await waitFor(() => names().join() === 'Plans,third.txt,other.txt');
    const before = listed.length;
    answer();
    await waitFor(() => listed.length > before);
    expect(names().join()).to.equal('Plans,third.txt,other.txt');
  });

  it('chooses with pointer and keys as a file manager does, and opens with Enter', async () => {
    for (const name of ['c.txt', 'b.txt', 'a.txt']) await put(name);
    await show();
    await waitFor(() => names().length === 3);
    row('a.txt').click();
    await waitFor(() => chosen().join() === 'a.txt');
    row('c.txt').dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, ctrlKey: true }));
    await waitFor(() => chosen().join() === 'a.txt,c.txt');
    await expectAccessible(browser);
    row('a.txt').focus();
    press('ArrowDown');
    await waitFor(() => chosen().join() === 'b.txt' && browser.shadowRoot!.activeElement === row('b.txt'));
    press('ArrowDown', { shiftKey: true });
    await waitFor(() => chosen().join() === 'b.txt,c.txt');
    press('a', { ctrlKey: true });
    await waitFor(() => chosen().length === 3);
    press('Escape');
    await waitFor(() => !chosen().length);
    const opened: object[] = [];
    browser.addEventListener('corridor-open-file', (event) => { event.preventDefault(); opened.push(event.detail); });
    press('Enter');
    expect(opened).to.eql([{ fileId: rows()[2]!.dataset['id'], fileIds: rows().map(({ dataset }) => dataset['id']) }]);
  });

  it('has a place for fingers to choose at each row, where a tap opens', async () => {
    for (const name of ['b.txt', 'a.txt']) await put(name);
    await show();
    await waitFor(() => names().length === 2);
    const pick = (name: string) => row(name).querySelector<HTMLElement>('.pick')!;
    pick('a.txt').click();
    pick('b.txt').click();
    await waitFor(() => chosen().length === 2);
    expect(pick('a.txt').ariaPressed).to.equal('true');
    pick('a.txt').click();
    await waitFor(() => chosen().join() === 'b.txt');
  });

  it('leaves a row where it is when it is chosen, so that the second press of two meets it', async () => {
    await put('a.txt');
    for (const width of [900, 320]) {
      await show({}, width);
      const { top } = (await waitFor(() => rows()[0]!)).getBoundingClientRect();
      rows()[0]!.click();
      await waitFor(() => chosen().length);
      expect(rows()[0]!.getBoundingClientRect().top).to.equal(top);
    }
  });

  it('narrows by words and kind, orders, and says when nothing is left', async () => {
    await put('Plan 10.txt');
    await put('Plan 9.txt');
    await at.server.putFile('ada', named(await pictureOf(), 'Hall.png'));
    await show();
    await waitFor(() => names().length === 3);
    const select = (label: string, value: string) => { const field = find<HTMLSelectElement>(`select[aria-label="${label}"]`)!; field.value = value; field.dispatchEvent(new Event('change')); };
    select('Kind', 'text');
    await waitFor(() => names().join() === 'Plan 9.txt,Plan 10.txt');
    select('Kind', '');
    select('Order', 'name');
    await waitFor(() => names().join() === 'Hall.png,Plan 9.txt,Plan 10.txt');
    const field = find<HTMLInputElement>('.find')!;
    field.value = 'nowhere';
    field.dispatchEvent(new Event('input'));
    await waitFor(() => find('.state')?.textContent?.includes('Nothing found for “nowhere”.'));
    find('.state button')!.click();
    await waitFor(() => names().length === 3);
  });

  it('narrows to files of a person and with a tag, which it offers as far as they are there', async () => {
    const [plan] = [await put('plan.txt'), await put('loose.txt')];
    for (const name of ['offer.txt', 'price.txt']) await at.server.request('ben', 'files.share', { fileId: await put(name, 'ben'), visibility: 'organisation' });
    await at.server.request('ada', 'files.update', { fileId: plan, tags: ['hall 3', '2026'] });
    await show();
    await waitFor(() => names().length === 4);
    const part = (by: string) => find(`file-narrow[by=${by}]`)!.shadowRoot!, offered = (by: string) => [...part(by).querySelectorAll<HTMLElement>('[role=option]')];
    const words = (by: string) => offered(by).map((one) => [one.querySelector('.cut')?.textContent, one.querySelector('.meta')?.textContent].join(' ')).join();
    part('person').querySelector<HTMLElement>('.opener')!.click();
    await waitFor(() => words('person') === 'Ada Nilsen 2,Ben Haug 2');
    await expectAccessible(browser);
    const field = part('person').querySelector('input')!;
    expect(part('person').activeElement).to.equal(field);
    field.value = 'haug';
    field.dispatchEvent(new Event('input'));
    await waitFor(() => words('person') === 'Ben Haug 2');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => names().join() === 'price.txt,offer.txt');
    expect(part('person').querySelector('.opener')!.getAttribute('aria-label')).to.equal('Owner: Ben Haug');
    part('person').querySelector<HTMLElement>('[aria-label="Remove Ben Haug"]')!.click();
    await waitFor(() => names().length === 4);
    part('tag').querySelector<HTMLElement>('.opener')!.click();
    await waitFor(() => words('tag') === '2026 1,hall 3 1');
    part('tag').querySelector('input')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => !part('tag').querySelector('.pop') && part('tag').activeElement?.matches('.opener'));
    part('tag').querySelector<HTMLElement>('.opener')!.click();
    (await waitFor(() => offered('tag')[1])).click();
    await waitFor(() => names().join() === 'plan.txt');
    await expectAccessible(browser);
  });

  it('says that the choices could not be loaded, and offers nothing beyond the edge of its box', async () => {
    await put('one.txt');
    await show({}, 320);
    expect(find('.narrowing')!.checkVisibility()).to.equal(false);
    find('.filter')!.click();
    await waitFor(() => find('.narrowing select')!.checkVisibility());
    const part = find('file-narrow[by=tag]')!.shadowRoot!;
    at.line.refuseNext('unavailable', 'files.facets');
    part.querySelector<HTMLElement>('.opener')!.click();
    await waitFor(() => part.querySelector('[role=alert]'));
    const pop = part.querySelector('.pop')!.getBoundingClientRect(), around = browser.getBoundingClientRect();
    expect(pop.right).to.be.at.most(around.right);
    expect(pop.left).to.be.at.least(around.left);
    part.querySelector<HTMLElement>('.opener')!.click();
    part.querySelector<HTMLElement>('.opener')!.click();
    await waitFor(() => part.querySelector('.none')?.textContent === 'No file here has a tag.');
  });

  it('narrows what was deleted, too', async () => {
    for (const name of ['a.txt', 'b.txt']) await at.server.request('ada', 'files.delete', { fileId: await put(name) });
    await show({ scope: 'deleted' });
    await waitFor(() => names().length === 2);
    const field = find<HTMLInputElement>('.find')!;
    field.value = 'b';
    field.dispatchEvent(new Event('input'));
    await waitFor(() => names().join() === 'b.txt');
  });

  it('deletes, takes it back, and restores from what was deleted', async () => {
    await put('keep.txt');
    await put('old.txt');
    await show({ scope: 'mine' });
    await waitFor(() => names().length === 2);
    row('old.txt').click();
    await act('Delete');
    await waitFor(() => names().join() === 'keep.txt');
    const note = await waitFor(() => find('quiet-note')?.shadowRoot);
    await waitFor(() => note.textContent?.includes('1 item deleted'));
    note.querySelector<HTMLElement>('.action')!.click();
    await waitFor(() => names().length === 2);
    row('old.txt').click();
    await act('Delete');
    await waitFor(() => names().length === 1);
    browser.scope = 'deleted';
    await waitFor(() => names().join() === 'old.txt');
    row('old.txt').click();
    await act('Restore');
    await waitFor(() => find('.state')?.textContent?.includes('Nothing was deleted'));
  });

  it('makes folders, renames in place, and moves into them by dialog and by dragging', async () => {
    await put('a.txt');
    await put('b.txt');
    await show({ scope: 'mine' });
    (await waitFor(() => find('[aria-label="New folder"]'))).click();
    const field = await waitFor(() => find<HTMLInputElement>('.naming'));
    field.value = 'Drawings';
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
    await waitFor(() => names()[0] === 'Drawings');
    row('a.txt').click();
    await act('Move');
    const dialog = await waitFor(() => find('file-move')?.shadowRoot?.querySelector('dialog[open]'));
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent?.includes('Drawings'))!.click();
    await waitFor(() => names().join() === 'Drawings,b.txt');
    const data = new DataTransfer(), drag = (type: string) => new DragEvent(type, { bubbles: true, composed: true, cancelable: true, dataTransfer: data });
    row('b.txt').dispatchEvent(drag('dragstart'));
    row('Drawings').dispatchEvent(drag('dragover'));
    row('Drawings').dispatchEvent(drag('drop'));
    await waitFor(() => names().join() === 'Drawings');
    row('Drawings').dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }));
    await waitFor(() => names().sort().join() === 'a.txt,b.txt');
    expect(find('.path [aria-current]')?.textContent).to.equal('Drawings');
    await expectAccessible(browser);
    find('.path .link')!.click();
    await waitFor(() => names().join() === 'Drawings');
  });

  it('keeps favourites at hand', async () => {
    await put('often.txt');
    await put('never.txt');
    await show();
    await waitFor(() => names().length === 2);
    row('often.txt').click();
    await act('Add to favourites');
    await waitFor(() => row('often.txt').querySelector('.star'));
    browser.scope = 'favourites';
    await waitFor(() => names().join() === 'often.txt');
  });

  it('shows the files of a conversation, and sends what is added there', async () => {
    const { id } = await at.group(), fileId = await put('offer.txt', 'ben');
    await at.server.request('ben', 'chat.send', { channelId: id, text: '', fileIds: [fileId] });
    await put('private.txt', 'ben');
    await show({ channelId: id });
    await waitFor(() => names().join() === 'offer.txt');
    const data = new DataTransfer();
    data.items.add(named(new Blob(['mine'], { type: 'text/plain' }), 'mine.txt'));
    find('.scroll')!.dispatchEvent(new DragEvent('drop', { bubbles: true, composed: true, cancelable: true, dataTransfer: data }));
    await waitFor(() => names().includes('mine.txt'));
    expect((await at.ada.chat.history(id)).length).to.equal(2);
  });

  it('sends more than a message carries as several', async () => {
    const { id } = await at.group(), data = new DataTransfer();
    await waitFor(() => at.ada.chat.channels.get().length);
    await show({ channelId: id });
    for (let count = 0; count < 23; count++) data.items.add(named(new Blob([`${count}`], { type: 'text/plain' }), `${count}.txt`));
    find('.scroll')!.dispatchEvent(new DragEvent('drop', { bubbles: true, composed: true, cancelable: true, dataTransfer: data }));
    const carried = async () => (await at.server.request('ben', 'chat.history', { channelId: id })).items.map(({ card }) => (card?.type === 'files' ? card.files.length : 0));
    await waitFor(async () => (await carried()).join() === '20,3');
  });

  it('makes one folder of two presses', async () => {
    await show({ scope: 'mine' });
    const button = await waitFor(() => find('[aria-label="New folder"]'));
    button.click();
    button.click();
    await waitFor(() => find('.naming'));
    expect((await at.server.request('ada', 'files.folders', {})).items.length).to.equal(1);
  });

  it('shows the files of a record', async () => {
    const { id } = await at.server.request('ben', 'chat.openRecord', { type: 'order', id: 'PO-1' }), fileId = await put('order.txt', 'ben');
    await at.server.request('ben', 'chat.send', { channelId: id, record: { type: 'order', id: 'PO-1' }, text: '', fileIds: [fileId] });
    await show({ recordType: 'order', recordId: 'PO-1' });
    await waitFor(() => names().join() === 'order.txt');
  });

  it('waits for a connection, and asks again after it was lost', async () => {
    const { id } = await at.server.request('ben', 'chat.openRecord', { type: 'order', id: 'PO-2' }), fileId = await put('first.txt', 'ben');
    await at.server.request('ben', 'chat.send', { channelId: id, record: { type: 'order', id: 'PO-2' }, text: '', fileIds: [fileId] });
    const late = createCorridor({ transport: at.server.transport('chloe'), storage: 'memory' });
    const provider = await fixture(html`<corridor-provider .corridor=${late}><file-browser record-type="order" record-id="PO-2" style="height: 480px"></file-browser></corridor-provider>`);
    browser = provider.querySelector('file-browser')!;
    await waitFor(() => names().join() === 'first.txt');
    late.close();
  });

  it('has a few rows of ten thousand, and more as one goes on', async () => {
    for (let count = 0; count < 250; count++) await put(`File ${count}.txt`);
    await show();
    await waitFor(() => names().length > 5);
    expect(rows().length).to.be.lessThan(40);
    rows()[0]!.focus();
    press('End');
    await waitFor(() => find('.grid')?.getAttribute('aria-rowcount') === '-1');
    for (let times = 0; times < 4; times++) { press('End'); await new Promise(requestAnimationFrame); }
    await waitFor(async () => { press('End'); await new Promise(requestAnimationFrame); return names().includes('File 0.txt'); });
    expect(rows().length).to.be.lessThan(40);
  });

  it('has room for everything in a narrow box, as a list and as pictures', async () => {
    await at.server.putFile('ada', named(await pictureOf(), 'A very long name of a picture of hall 3 before the floor was laid.png'));
    await show({ layout: 'grid' }, 320);
    await waitFor(() => find('.tile img'));
    expect(find('.room')!.scrollWidth).to.be.at.most(320);
    await expectAccessible(browser);
  });

  it('shows a page by its kind in a row, where it would be blank, and as a sheet among pictures', async () => {
    await at.server.putFile('ada', named(pdfOf('Offer'), 'Offer.pdf'));
    await at.server.putFile('ada', named(await pictureOf(), 'Hall.png'));
    const { list, urls } = at.ada.files, paper = 'data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';
    at.ada.files.list = async (input) => { const page = await list.call(at.ada.files, input); return { ...page, items: page.items.map((file) => ({ ...file, renditions: ['thumbnail'] })) }; };
    at.ada.files.urls = async (input) => { const known = await urls.call(at.ada.files, input); return { items: input.items.map((item) => known.items.find(({ fileId }) => fileId === item.fileId) ?? { ...item, version: 1, url: paper, expiresAt: '2999-01-01T00:00:00.000Z' }) }; };
    await show();
    await waitFor(() => row('Hall.png')?.querySelector('img'));
    expect(row('Offer.pdf').querySelector('img')).to.equal(null);
    expect(row('Offer.pdf').querySelector('.name > .svg')).not.to.equal(null);
    browser.layout = 'grid';
    await waitFor(() => row('Offer.pdf')?.querySelector('img.page'));
    expect(row('Hall.png').querySelector('img')!.className).to.equal('');
  });

  it('has the place that is shown in sight in a narrow box', async () => {
    await show({}, 320);
    for (const scope of ['deleted', 'all'] as const) {
      browser.scope = scope;
      await waitFor(() => { const on = find('.scopes [aria-pressed=true]')!.getBoundingClientRect(), { left, right } = find('.scopes')!.getBoundingClientRect(); return browser.scope === scope && find('.path h2')!.textContent === (scope === 'all' ? 'All files' : 'Deleted') && on.left >= left - 1 && on.right <= right + 1; });
    }
  });

  it('says that the files could not be loaded, and tries again', async () => {
    await put('one.txt');
    at.line.refuseNext('unavailable', 'files.list');
    await show();
    (await waitFor(() => find('.state[role=alert] button'))).click();
    await waitFor(() => names().join() === 'one.txt');
  });
});
