import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { fixture, office, waitFor } from '../testing/index.ts';
import './message-composer.ts';

/** Alone in its file: what a page has loaded once stays loaded. */
const loaded: string[] = [];
const isLoaded = (file: string): boolean => loaded.some((name) => name.includes(`/${file}.`));

describe('a first voice message without a network', () => {
  before(() => new PerformanceObserver((list) => loaded.push(...list.getEntries().map(({ name }) => name))).observe({ type: 'resource', buffered: true }));

  it('finds at hand what sending needs, for that is loaded when the recording begins', async () => {
    const here = await office(), { id: channelId } = await here.group();
    const around = await fixture<HTMLElement>(html`<corridor-provider .corridor=${here.ada}><message-composer channel-id=${channelId}></message-composer></corridor-provider>`);
    const root = around.querySelector('message-composer')!.shadowRoot!;
    (await waitFor(() => root.querySelector<HTMLElement>('textarea:not([readonly])'))).focus();
    const mic = await waitFor(() => root.querySelector<HTMLElement>('.mic'));
    expect([isLoaded('voice.send'), isLoaded('files.upload')]).to.eql([false, false]);
    mic.click();
    await waitFor(() => isLoaded('voice.send') && isLoaded('files.upload'), 'what sending needs');
  });
});
