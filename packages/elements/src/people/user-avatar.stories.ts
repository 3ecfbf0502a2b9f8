import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { stage, stageOf } from '../testing/stage.ts';
import './user-avatar.ts';

type Story = StoryObj<{ size: 'tiny' | 'small' | ''; withPresence: boolean }>;

export default {
  title: 'People/User avatar',
  component: 'user-avatar',
  args: { size: '', withPresence: false },
  argTypes: { size: { control: 'inline-radio', options: ['tiny', 'small', ''] } },
  loaders: [stage()],
  render: ({ size, withPresence }, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    ${['ada', 'ben', 'chloe', 'mari', 'jonas'].map((id) => html`<user-avatar user-id=${id} size=${size} ?with-presence=${withPresence} style="margin: 4px"></user-avatar>`)}
  </corridor-provider>`,
} satisfies Meta;

export const Normal: Story = {};
export const Small: Story = { args: { size: 'small' } };
export const WithPresence: Story = { args: { withPresence: true } };
