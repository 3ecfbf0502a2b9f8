import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import './people-picker.ts';
import type { PeoplePicker } from './people-picker.ts';

type Story = StoryObj<{ typed: string; chosen: string[] }>;

export default {
  title: 'People/People picker',
  component: 'people-picker',
  args: { typed: '', chosen: [] },
  loaders: [stage()],
  render: ({ chosen }, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} style="display: block; max-width: 340px; min-height: 300px">
    <people-picker label="Type a name" .chosen=${chosen.map((id) => stageOf(loaded).corridor.people.person(id).get())}></people-picker>
  </corridor-provider>`,
  play: async ({ args, canvasElement }) => {
    const field = await soon(() => canvasElement.querySelector<PeoplePicker>('people-picker')?.shadowRoot?.querySelector('input'));
    field.value = args.typed;
    if (args.typed) field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  },
} satisfies Meta<{ typed: string; chosen: string[] }>;

export const Empty: Story = {};

export const Found: Story = { args: { typed: 'a' } };

export const Chosen: Story = { args: { chosen: ['ben', 'chloe', 'mari'] } };

export const NobodyFound: Story = { args: { typed: 'Zaphod' } };
