import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor } from '../testing/index.ts';
import { hueOf, initialsOf } from './user-avatar.ts';

const picture = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

describe('<user-avatar>', () => {
  it('shows initials, and a picture where there is one', async () => {
    const at = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><user-avatar user-id="ben" with-presence></user-avatar></corridor-provider>`);
    const face = () => provider.querySelector('user-avatar')?.shadowRoot?.querySelector('.face');
    await waitFor(() => face()?.textContent === 'BH');
    await expectAccessible(provider);
    const ben = at.server.client({ id: 'ben', name: 'Ben Haug', avatar: picture });
    await ben.connect();
    await waitFor(() => face()?.querySelector('img')?.src === picture);
    ben.close();
  });

  it('falls back to initials when the picture does not load', async () => {
    const at = await office();
    await at.server.request({ id: 'ben', avatar: 'data:image/png,broken' }, 'session.me', {});
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><user-avatar user-id="ben"></user-avatar></corridor-provider>`);
    const face = () => provider.querySelector('user-avatar')?.shadowRoot?.querySelector('.face');
    await waitFor(() => face()?.querySelector('img'));
    await waitFor(() => face()?.textContent === 'BH');
  });

  for (const [name, initials] of [['Ada Nilsen', 'AN'], ['mari@halden.example', 'M'], ['Åse Berg Lund', 'ÅL'], ['李小龙', '李'], ['🚚', ''], ['', '']] as const) {
    it(`makes "${initials}" of "${name}"`, () => {
      expect(initialsOf(name)).to.equal(initials);
    });
  }

  it('shows one letter where two have no room', async () => {
    const at = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><user-avatar user-id="ben"></user-avatar><user-avatar size="tiny" user-id="ben"></user-avatar></corridor-provider>`);
    const faces = () => [...provider.querySelectorAll('user-avatar')].map(({ shadowRoot }) => shadowRoot?.querySelector('.face')?.textContent);
    await waitFor(() => faces().join() === 'BH,B');
  });

  it('gives a person one colour, and people different ones', () => {
    expect(hueOf('ada')).to.equal(hueOf('ada'));
    expect(new Set(['ada', 'ben', 'chloe', 'mari', 'jonas'].map(hueOf)).size).to.be.greaterThan(3);
  });
});
