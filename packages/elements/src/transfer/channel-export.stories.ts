import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf } from '../testing/stage.ts';
import './channel-export.ts';
import type { ChannelExport } from './channel-export.ts';

type Story = StoryObj;

const start = async (canvas: HTMLElement): Promise<void> => {
  const button = await soon(() => canvas.querySelector<ChannelExport>('channel-export')?.shadowRoot?.querySelector<HTMLButtonElement>('.start'));
  button.click();
};

export default {
  title: 'Transfer/Export of a conversation',
  component: 'channel-export',
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><channel-export channel-id=${stageOf(loaded).channels.purchasing} style="max-width: 288px"></channel-export></corridor-provider>`,
} satisfies Meta;

export const Ready: Story = {};

export const Running: Story = {
  play: async ({ canvasElement, loaded }) => {
    stageOf(loaded).corridor.fetch = never;
    await start(canvasElement);
  },
};

export const Refused: Story = {
  play: async ({ canvasElement, loaded }) => {
    stageOf(loaded).corridor.fetch = async () => Response.json({ error: { code: 'unavailable', message: 'closing' } }, { status: 503 });
    await start(canvasElement);
    await soon(() => canvasElement.querySelector('channel-export')?.shadowRoot?.querySelector('[role=alert]'));
  },
};
