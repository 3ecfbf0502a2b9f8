import { expect } from 'chai';
import { html } from 'lit';
import { fixture } from '../testing/index.ts';
import { formatDay, formatList, formatShort, languageOf, plural } from './localisation.ts';

describe('localisation', () => {
  const now = new Date(2026, 10, 21, 12, 0).getTime();
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

  it('takes the language that the page says around an element, through shadow roots', async () => {
    const section = await fixture<HTMLElement>(html`<section lang="de"><p></p></section>`);
    const root = section.querySelector('p')!.attachShadow({ mode: 'open' });
    const inner = document.createElement('span');
    root.append(inner);
    expect(languageOf(inner)).to.equal('de');
  });

  it('passes over what is no language', async () => {
    const section = await fixture<HTMLElement>(html`<section lang="fr"><p lang="not a language"></p></section>`);
    expect(languageOf(section.querySelector('p')!)).to.equal('fr');
  });

  it('counts as the language does', () => {
    expect(plural('en', 1, { one: 'one', other: 'more' })).to.equal('one');
    expect(plural('fr', 0, { one: 'one', other: 'more' })).to.equal('one');
    expect(plural('ar', 2, { one: 'one', two: 'two', other: 'more' })).to.equal('two');
    expect(plural('en', 5, { one: 'one', other: 'more' })).to.equal('more');
  });

  it('says when in as little room as there is', () => {
    expect(formatShort('de', at(2026, 10, 21, 9, 5), now)).to.equal('09:05');
    expect(formatShort('en', at(2026, 10, 21, 9, 5), now)).to.match(/^9:05.AM$/);
    expect(formatShort('en', at(2026, 10, 20, 23, 59), now)).to.equal('Yesterday');
    expect(formatShort('en', at(2026, 10, 17, 9, 0), now)).to.equal('Tue');
    expect(formatShort('en', at(2026, 10, 2, 9, 0), now)).to.equal('Nov 2');
    expect(formatShort('en', at(2025, 10, 2, 9, 0), now)).to.equal('Nov 2, 2025');
  });

  it('names days', () => {
    expect(formatDay('en', at(2026, 10, 21, 0, 1), now)).to.equal('Today');
    expect(formatDay('de', at(2026, 10, 20, 0, 1), now)).to.equal('Gestern');
    expect(formatDay('en', at(2026, 10, 13, 9, 0), now)).to.equal('Friday, November 13');
  });

  it('lists names', () => {
    expect(formatList('de', ['Ada', 'Ben', 'Mari'])).to.equal('Ada, Ben und Mari');
  });
});
