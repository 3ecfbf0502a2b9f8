import { expect } from 'chai';
import { html } from 'lit';
import '../index.ts';
import { fixture, office, waitFor } from '../testing/index.ts';
import { define, defineElements } from './define.ts';

describe('define', () => {
  it('leaves a name that is taken as it is', () => {
    const before = customElements.get('presence-dot');
    define('presence-dot', class extends HTMLElement {});
    expect(customElements.get('presence-dot')).to.equal(before);
  });

  it('gives every element a second name on request, used inside too', async () => {
    defineElements({ prefix: 'acme' });
    const at = await office();
    await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] });
    const provider = await fixture(html`<acme-corridor-provider .corridor=${at.ada}><acme-chat-widget></acme-chat-widget></acme-corridor-provider>`);
    const widget = provider.querySelector('acme-chat-widget')!;
    const launcher = await waitFor(() => widget.shadowRoot?.querySelector<HTMLElement>('.launcher'));
    launcher.click();
    const list = await waitFor(() => widget.shadowRoot?.querySelector('acme-conversation-list'));
    const avatar = await waitFor(() => list.shadowRoot?.querySelector('acme-user-avatar'));
    await waitFor(() => avatar.shadowRoot?.querySelector('acme-presence-dot'));
    expect(customElements.get('acme-message-list')).to.be.ok;
    expect(customElements.get('chat-widget')).to.be.ok;
  });

  it('gives them once, however often it is asked', () => {
    const before = customElements.get('acme-chat-widget');
    defineElements({ prefix: 'acme' });
    expect(customElements.get('acme-chat-widget')).to.equal(before);
  });
});
