import type { RecordPlace } from '@corridor/sdk';
import { expect } from 'chai';
import { html, type TemplateResult } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, nextFrame, office, waitFor, type Office } from '../testing/index.ts';
import { parsePlace } from './place-attribute.ts';
import './record-places.ts';
import type { RecordPlaces } from './record-places.ts';

const order = { type: 'purchase-order', id: 'PO-1042' };
const cell = (line: number) => html`<div class="cell" data-corridor-place="line:${line};field:price" data-corridor-place-title="Line ${line}, price" style="height: 40px">${line}</div>`;

describe('<record-places>', () => {
  let at: Office;
  let element: RecordPlaces;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
  });

  async function say(user: string, place: RecordPlace, text = 'hello'): Promise<void> {
    const record = { ...order, place, title: `PO-1042 · Line ${place['line']}, price` };
    const { id: channelId } = await at.server.request(user, 'chat.openRecord', record);
    await at.server.request(user, 'chat.send', { channelId, text, record });
  }
  async function show(cells: TemplateResult): Promise<HTMLElement> {
    const provider = await fixture<HTMLElement>(html`<corridor-provider .corridor=${at.ada}><main style="width: 400px; direction: ltr">
      <record-places record-type=${order.type} record-id=${order.id} record-title="PO-1042 · Halden Steel"></record-places>${cells}</main></corridor-provider>`);
    element = provider.querySelector('record-places')!;
    return provider.querySelector('main')!;
  }
  const all = <E extends HTMLElement = HTMLElement>(selector: string) => [...element.renderRoot.querySelectorAll<E>(selector)];
  const pin = (label: string) => all('.pin').find((one) => one.getAttribute('aria-label')?.startsWith(label));
  const label = (line: number) => pin(`Line ${line}, price`)?.getAttribute('aria-label');
  const isSeen = (line: number) => { const one = pin(`Line ${line}, price`); return !!one && !one.classList.contains('away'); };
  /** The pin stands on the upper end corner of what shows its place. */
  const isAt = (line: number, target: Element) => {
    const [box, place] = [pin(`Line ${line}, price`)?.getBoundingClientRect(), target.getBoundingClientRect()];
    return !!box && Math.abs((box.left + box.right) / 2 - (place.right - 4)) < 2 && Math.abs((box.top + box.bottom) / 2 - (place.top + 4)) < 2;
  };
  const view = () => element.renderRoot.querySelector('conversation-view');
  const field = () => view()?.shadowRoot?.querySelector('message-composer')?.shadowRoot?.querySelector<HTMLTextAreaElement>('textarea:read-write');

  it('reads places as pairs, and takes what is none for none', () => {
    expect(parsePlace('line:3;field:price')).to.deep.equal({ line: '3', field: 'price' });
    expect(parsePlace(' line : 3 ; ')).to.deep.equal({ line: '3' });
    expect(parsePlace('at:12:30;name:a%3Bb')).to.deep.equal({ at: '12:30', name: 'a;b' });
    expect(parsePlace('rate:100%')).to.deep.equal({ rate: '100%' });
    for (const text of ['', ';', 'line', ':3', 'line:3;price']) expect(parsePlace(text), text).to.equal(undefined);
  });

  it('shows on each place what is said there, and what of it is unread, without changing the host\'s page', async () => {
    await say('ada', { line: '1', field: 'price' });
    await say('ben', { line: '1', field: 'price' });
    await say('ben', { line: '2', field: 'price' });
    const main = await show(html`${cell(1)}${cell(2)}${cell(3)}`), before = main.innerHTML;
    await waitFor(() => label(1) === 'Line 1, price: 2 messages, 1 unread');
    expect(label(2)).to.equal('Line 2, price: 1 message');
    expect(label(3)).to.equal('Line 3, price: start a conversation');
    expect(getComputedStyle(pin('Line 3')!).opacity).to.equal('0');
    expect(main.innerHTML).to.equal(before);
    const cells = [...main.querySelectorAll('.cell')];
    await waitFor(() => isAt(1, cells[0]!) && isAt(2, cells[1]!));
    await expectAccessible(main);
    await say('ben', { line: '3', field: 'price' });
    await waitFor(() => label(3) === 'Line 3, price: 1 message');
  });

  it('opens the conversation at a place, where a message can be written, and gives the focus back', async () => {
    await show(html`${cell(1)}${cell(2)}`);
    const places: unknown[] = [];
    element.addEventListener('corridor-place', ({ detail }) => places.push(detail.place));
    (await waitFor(() => pin('Line 2'))).click();
    await waitFor(() => view()?.shadowRoot?.querySelector('h2')?.textContent === 'PO-1042');
    expect(view()?.shadowRoot?.querySelector('.second')?.textContent).to.include('Line 2, price');
    await waitFor(() => field()?.matches(':focus'));
    expect((await at.server.request('ada', 'chat.places', { record: order, subset: true })).items).to.deep.equal([]);
    field()!.value = 'Too high';
    field()!.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => label(2) === 'Line 2, price: 1 message');
    const { items } = await at.server.request('ben', 'chat.places', { record: { ...order, place: { line: '2', field: 'price' } } });
    expect(items.map(({ record, lastMessage }) => [record?.title, lastMessage?.text])).to.deep.equal([['PO-1042 · Line 2, price', 'Too high']]);
    expect(places).to.deep.equal([{ line: '2', field: 'price' }]);
    field()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => !view() && pin('Line 2')?.matches(':focus'));
  });

  it('is one stop of Tab, with arrows from place to place', async () => {
    await say('ben', { line: '2', field: 'price' });
    await show(html`${cell(1)}${cell(2)}${cell(3)}`);
    await waitFor(() => label(2)?.includes('1 message'));
    expect(all('.pin[tabindex="0"]')).to.deep.equal([pin('Line 2')]);
    const press = (key: string) => (element.shadowRoot!.activeElement ?? element).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
    pin('Line 2')!.focus();
    press('ArrowDown');
    expect(pin('Line 3')!.matches(':focus')).to.equal(true);
    press('Home');
    expect(pin('Line 1')!.matches(':focus')).to.equal(true);
    await waitFor(() => pin('Line 1')?.getAttribute('tabindex') === '0' && all('.pin[tabindex="0"]').length === 1);
  });

  it('offers a conversation at the place somebody points at or works in', async () => {
    const main = await show(html`${cell(1)}<div data-corridor-place="field:terms"><input aria-label="Terms"></div>`);
    await waitFor(() => pin('field terms'));
    main.querySelector('input')!.focus();
    await waitFor(() => pin('field terms')!.classList.contains('near'));
    main.querySelector('.cell')!.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    await waitFor(() => pin('Line 1')!.classList.contains('near') && !pin('field terms')!.classList.contains('near'));
  });

  it('follows places through re-rendering, resizing and scrolling', async () => {
    await say('ben', { line: '1', field: 'price' });
    const main = await show(html`<div class="box" style="height: 120px; overflow: auto"><div class="rows"></div><div style="height: 600px"></div></div>`);
    const rows = main.querySelector('.rows')!, box = main.querySelector('.box')!;
    const draw = () => {
      rows.replaceChildren(...[1, 2].map((line) => {
        const row = document.createElement('div');
        row.dataset['corridorPlace'] = `line:${line};field:price`;
        row.dataset['corridorPlaceTitle'] = `Line ${line}, price`;
        row.style.height = '40px';
        return row;
      }));
      return rows.firstElementChild!;
    };
    for (let i = 0; i < 3; i++) {
      const row = draw();
      await waitFor(() => isAt(1, row) && isSeen(1) && label(1)?.includes('1 message'));
    }
    main.style.width = '250px';
    await waitFor(() => isAt(1, rows.firstElementChild!));
    box.scrollTop = 20;
    await waitFor(() => isAt(1, rows.firstElementChild!) && !isSeen(1) && isSeen(2));
    box.scrollTop = 0;
    await waitFor(() => isSeen(1));
    rows.children[0]!.remove();
    await waitFor(() => !pin('Line 1'));
  });

  it('follows rows that a virtual table uses for other lines, and takes what is out of view for there', async () => {
    for (const line of ['1', '50']) await say('ben', { line, field: 'price' });
    const main = await show(html`<div class="row" style="height: 40px" data-corridor-place="line:1;field:price" data-corridor-place-title="Line 1, price"></div>`);
    element.isThere = ({ line }) => Number(line) <= 100;
    const row = main.querySelector<HTMLElement>('.row')!;
    await waitFor(() => label(1)?.includes('1 message'));
    pin('Line 1')!.click();
    await waitFor(() => view()?.getAttribute('channel-id'));
    const channelId = view()!.channelId;
    row.dataset['corridorPlaceTitle'] = 'Line 50, price';
    row.dataset['corridorPlace'] = 'line:50;field:price';
    await waitFor(() => label(50)?.includes('1 message') && !pin('Line 1'));
    await nextFrame();
    expect(view()?.channelId).to.equal(channelId);
    expect(all('.detached')).to.deep.equal([]);
  });

  it('lists what was said at places that are gone, and says so', async () => {
    await say('ben', { line: '1', field: 'price' });
    await say('ben', { line: '7', field: 'price' });
    const told: unknown[] = [];
    const main = await show(html`${cell(1)}`);
    element.addEventListener('corridor-detached', ({ detail }) => told.push(detail.places));
    const entry = await waitFor(() => all('.entry')[0]);
    expect(entry.textContent).to.match(/Line 7, price\s*1 message/);
    expect(told).to.deep.equal([[{ line: '7', field: 'price' }]]);
    await expectAccessible(element);
    entry.click();
    await waitFor(() => view()?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('message-row'));
    element.hide();
    main.querySelector('.cell')!.remove();
    await waitFor(() => all('.entry').length === 2);
    main.append(Object.assign(document.createElement('p'), { textContent: 'Line 7' }));
    main.lastElementChild!.setAttribute('data-corridor-place', 'line:7;field:price');
    await waitFor(() => all('.entry').length === 1);
    expect(told.at(-1)).to.deep.equal([{ line: '1', field: 'price' }]);
  });
});
