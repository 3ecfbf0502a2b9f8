import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor } from '../testing/index.ts';
import './presence-dot.ts';

describe('<presence-dot>', () => {
  it('follows a person, in shape and word', async () => {
    const at = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><presence-dot user-id="ben"></presence-dot></corridor-provider>`);
    const dot = () => provider.querySelector('presence-dot')?.shadowRoot?.querySelector('.dot');
    await waitFor(() => dot()?.ariaLabel === 'Offline');
    await expectAccessible(provider);
    const ben = at.server.client('ben');
    await ben.connect();
    await waitFor(() => dot()?.ariaLabel === 'Online');
    await ben.presence.set({ status: 'do-not-disturb', text: 'Month end' });
    await waitFor(() => dot()?.ariaLabel === 'Do not disturb');
    expect(dot()?.getAttribute('title')).to.equal('Do not disturb: Month end');
    expect(dot()?.classList.contains('do-not-disturb')).to.equal(true);
    ben.close();
    await waitFor(() => dot()?.ariaLabel === 'Offline');
  });
});
