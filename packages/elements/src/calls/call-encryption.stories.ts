import type { CallEncryption } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import { FakeCall } from './call.fixture.ts';
import './call-encryption.ts';

const story = (encryption: CallEncryption, isOpen = true): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => {
    const call = new FakeCall();
    call.encryption.set(encryption);
    return html`<style>.room { block-size: 320px; }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room"><call-encryption .session=${call}></call-encryption></div></corridor-provider>`;
  },
  play: async ({ canvasElement }) => {
    const lock = await soon(() => canvasElement.querySelector('call-encryption')?.shadowRoot?.querySelector<HTMLElement>('.lock'));
    if (isOpen) lock.click();
  },
});

export default { title: 'Calls/Encryption', component: 'call-encryption' } satisfies Meta;

export const On = story({ state: 'on', epoch: 3, code: '4821 0937' });

export const Closed = story({ state: 'on', epoch: 3, code: '4821 0937' }, false);

export const Preparing = story({ state: 'preparing', epoch: 1 });

export const WithoutTheirKey = story({ state: 'failed', epoch: 2, reason: 'peer' });

export const Tampered = story({ state: 'failed', epoch: 2, reason: 'tampered' });

export const NotAnyMore = story({ state: 'failed', reason: 'worker' });
