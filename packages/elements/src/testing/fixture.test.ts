import { expect } from 'chai';
import { html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { expectAccessible, fixture, nextFrame, waitFor } from './index.ts';

@customElement('test-button')
class TestButton extends LitElement {
  @property() label = '';

  protected override render() {
    return html`<button>${this.label}</button>`;
  }
}

describe('the test tools', () => {
  let earlier: Element | undefined;

  it('renders an element, its reactive properties included', async () => {
    const button = await fixture<TestButton>(html`<test-button label="Send"></test-button>`);
    earlier = button;
    expect(button.renderRoot.textContent).to.equal('Send');
    button.label = 'Stop';
    await waitFor(() => button.renderRoot.textContent === 'Stop');
  });

  it('takes the element of the test before off the page', () => {
    expect(earlier?.isConnected).to.equal(false);
  });

  it('names what axe finds, inside shadow roots too', async () => {
    await expectAccessible(await fixture(html`<test-button label="Send"></test-button>`));
    const bare = await fixture(html`<test-button></test-button>`);
    const message = await expectAccessible(bare).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    expect(message).to.include('button-name');
    await expectAccessible(bare, { except: ['button-name'] });
  });

  it('says what it waited for in vain', async () => {
    const message = await waitFor(() => false, 'a miracle', 20).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    expect(message).to.equal('Waited 20 ms for a miracle');
  });

  it('reaches the next frame', async () => {
    let frames = 0;
    requestAnimationFrame(() => frames++);
    await nextFrame();
    expect(frames).to.equal(1);
  });
});
