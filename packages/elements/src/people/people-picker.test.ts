import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './people-picker.ts';
import type { PeoplePicker } from './people-picker.ts';

describe('<people-picker>', () => {
  let at: Office;
  let picker: PeoplePicker;
  let told: string[][];

  beforeEach(async () => {
    at = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><people-picker label="Type a name" style="width: 300px"></people-picker></corridor-provider>`);
    picker = provider.querySelector('people-picker')!;
    told = [];
    picker.addEventListener('corridor-people', (event) => told.push(event.detail.people.map(({ id }) => id)));
    await waitFor(() => field());
  });
  const field = () => picker.shadowRoot!.querySelector('input')!;
  const options = () => [...picker.shadowRoot!.querySelectorAll<HTMLElement>('[role=option]')];
  const press = (key: string) => field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  function type(text: string): void {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  it('chooses people by name, with keys or pointer, and never the same one or oneself twice', async () => {
    type('e');
    await waitFor(() => options().length === 2);
    await expectAccessible(picker);
    press('ArrowDown');
    await waitFor(() => options()[1]?.getAttribute('aria-selected') === 'true');
    expect(field().getAttribute('aria-activedescendant')).to.equal('person-1');
    press('ArrowUp');
    press('Enter');
    await waitFor(() => told.length === 1);
    type('e');
    await waitFor(() => options().length === 1);
    options()[0]!.click();
    expect(told.at(-1)).to.have.members(['ben', 'chloe']);
    type('nilsen');
    await waitFor(() => picker.shadowRoot?.querySelector('.none[role=status]')?.textContent === 'Nobody found for “nilsen”.');
  });

  it('drops the last one with Backspace in the empty field, any other by its button', async () => {
    picker.chosen = (await at.ada.people.list({})).items.filter(({ id }) => id !== 'ada');
    await picker.updateComplete;
    press('Backspace');
    expect(told).to.eql([['ben']]);
    await picker.updateComplete;
    picker.shadowRoot!.querySelector<HTMLElement>('[aria-label="Remove Ben Haug"]')!.click();
    expect(told.at(-1)).to.eql([]);
  });

  it('says what went wrong', async () => {
    at.line.refuseNext('rate-limited', 'people.list');
    type('b');
    await waitFor(() => picker.shadowRoot?.querySelector('[role=alert]')?.textContent?.trim());
  });

  it('gives up a search with Escape before anybody else hears of it', async () => {
    type('b');
    await waitFor(() => options().length > 0);
    const heard: string[] = [];
    picker.addEventListener('keydown', ({ key }) => heard.push(key));
    press('Escape');
    await waitFor(() => options().length === 0);
    press('Escape');
    expect(heard).to.eql(['Escape']);
  });
});
