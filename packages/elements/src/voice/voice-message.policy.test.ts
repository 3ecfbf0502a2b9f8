import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { fixture, office, waitFor } from '../testing/index.ts';
import { speech, tone } from './voice.fixture.ts';
import './voice-message.ts';

it('<voice-message> plays also where the page’s policy forbids media of the server', async () => {
  const policy = Object.assign(document.createElement('meta'), { httpEquiv: 'Content-Security-Policy', content: "media-src 'none'" });
  document.head.append(policy);
  const url = URL.createObjectURL(tone(3)), refused: string[] = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective));
  const { ada } = await office();
  const around = await fixture<HTMLElement>(html`<corridor-provider .corridor=${ada}><voice-message .duration=${3} .peaks=${speech} .source=${() => Promise.resolve(url)}></voice-message></corridor-provider>`);
  const voice = around.querySelector('voice-message')!, root = await waitFor(() => voice.shadowRoot);
  await waitFor(() => root.querySelector('.play'));
  for (let press = 0; press < 2; press++) root.querySelector<HTMLElement>('.speed')!.click();
  await voice.play();
  await waitFor(() => root.querySelector('.play')!.ariaLabel === 'Pause' && root.querySelector('.play')!.ariaBusy === 'false');
  expect(refused).to.include('media-src');
  await waitFor(() => Number(root.querySelector('.wave')!.ariaValueNow) >= 2);
  await waitFor(() => root.querySelector('.play')!.ariaLabel === 'Play', 'its end');
});
