import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import './message-composer.ts';

interface Args {
  text: string;
}
type Story = StoryObj<Args>;

export default {
  title: 'Chat/Message composer',
  component: 'message-composer',
  args: { text: '' },
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <message-composer channel-id=${stageOf(loaded).channels.order} style="max-width: 640px"></message-composer>
  </corridor-provider>`,
  play: async ({ args, canvasElement }) => {
    if (args.text) await write(canvasElement, args.text);
  },
} satisfies Meta<Args>;

async function write(canvas: HTMLElement, text: string): Promise<void> {
  const field = await soon(() => inside<HTMLTextAreaElement>(canvas, 'textarea:enabled'));
  field.focus();
  await soon(() => inside(canvas, '.aid'));
  field.value = text;
  field.dispatchEvent(new InputEvent('input'));
}

const inside = <E extends Element = HTMLElement>(canvas: HTMLElement, selector: string) => canvas.querySelector('message-composer')?.shadowRoot?.querySelector<E>(selector);
const press = async (canvas: HTMLElement, selector: string) => (await soon(() => inside<HTMLElement>(canvas, selector))).click();

export const Empty: Story = {};

export const Written: Story = { args: { text: 'I will be there. Can you bring the delivery note?' } };

/** Up to eight lines, then it scrolls. */
export const Long: Story = { args: { text: 'ST-220\nST-140\nFR-01\n'.repeat(5) } };

export const Formatting: Story = {
  play: async ({ canvasElement }) => {
    await write(canvasElement, 'Lines **1 and 2** are in:\n- ST-220\n- ST-140');
    await press(canvasElement, '.aid:not(.smile)');
  },
};

/** All emoji, by group, with those used last first. */
export const Emoji: Story = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <message-composer channel-id=${stageOf(loaded).channels.order} style="max-width: 380px; margin-top: 420px"></message-composer>
  </corridor-provider>`,
  play: async ({ canvasElement }) => {
    localStorage.setItem('corridor:emoji', '{"recent":["🎉","👍","✅"]}');
    await write(canvasElement, 'Delivered, all 400 pieces ');
    await press(canvasElement, '.aid.smile');
    await soon(() => inside(canvasElement, 'emoji-choice')?.shadowRoot?.querySelector('.grid'));
  },
};

/** What may be meant by what was begun. */
export const EmojiByName: Story = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <message-composer channel-id=${stageOf(loaded).channels.order} style="max-width: 320px; margin-top: 320px"></message-composer>
  </corridor-provider>`,
  play: async ({ canvasElement }) => {
    await write(canvasElement, 'Delivered :tru');
    await soon(() => inside(canvasElement, '[role=option]'));
  },
};

/** Who may be meant: those in the conversation first. */
export const People: Story = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <message-composer channel-id=${stageOf(loaded).channels.order} style="max-width: 380px; margin-top: 320px"></message-composer>
  </corridor-provider>`,
  play: async ({ canvasElement }) => {
    await write(canvasElement, 'Thanks, @');
    await soon(() => inside(canvasElement, '[role=option]'));
  },
};

/** How the text will look, before it is sent. */
export const Preview: Story = {
  play: async ({ canvasElement }) => {
    await write(canvasElement, '**Line 2** is confirmed for the 12th:\n- ST-220, ~~100~~ 120 pcs\n- `EN 10204` to follow');
    await press(canvasElement, '.aid:not(.smile)');
    await press(canvasElement, '.eye');
    await soon(() => inside(canvasElement, '.preview li'));
  },
};

export const TooLong: Story = { args: { text: 'x'.repeat(20_123) } };

export const ToJoin: Story = {
  loaders: [stage({ as: 'jonas' })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-composer channel-id=${stageOf(loaded).channels.purchasing}></message-composer></corridor-provider>`,
};

const tall = (loaded: Record<string, unknown>) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><div style="padding-top: 520px"><message-composer channel-id=${stageOf(loaded).channels.order} style="max-width: 640px"></message-composer></div></corridor-provider>`;

/** When a message is to go out. */
export const SendLater: Story = {
  render: (_, { loaded }) => tall(loaded),
  play: async ({ canvasElement }) => {
    await write(canvasElement, 'Good morning! The crane is free from 07:00.');
    await press(canvasElement, '.aid');
    await press(canvasElement, '.way');
    await soon(() => inside(canvasElement, 'send-later')?.shadowRoot?.querySelector('dialog[open]'));
  },
};

/** What waits to be sent here. */
export const WaitingToBeSent: Story = {
  loaders: [stage({
    prepare: async ({ server, channels }) => {
      const waiting = [['The crane is free from 07:00.', 1], ['Last day for goods in: 22 December, 12:00.', 30]] as const;
      for (const [text, days] of waiting) await server.request('ada', 'chat.schedule', { channelId: channels.order, text, sendAt: new Date(Date.now() + days * 86_400_000).toISOString() });
    },
  })],
  render: (_, { loaded }) => tall(loaded),
  play: async ({ canvasElement }) => {
    await soon(() => inside(canvasElement, 'textarea:not([readonly])'));
    inside(canvasElement, 'textarea')?.focus();
    await press(canvasElement, '.note .link');
    await soon(() => inside(canvasElement, 'send-later')?.shadowRoot?.querySelector('.waiting li'));
  },
};
