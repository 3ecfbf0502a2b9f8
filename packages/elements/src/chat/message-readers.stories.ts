import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, stage, stageOf, soon } from '../testing/stage.ts';
import './message-readers.ts';

const story = (prepare: (made: Stage) => unknown, { by = 'ada', readers = 0 } = {}): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-readers></message-readers></corridor-provider>`,
  play: async ({ canvasElement, loaded }) => {
    const { corridor, server, channels } = stageOf(loaded);
    const channelId = channels.order, message = await server.request(by, 'chat.send', { channelId, text: 'The count begins at eight.' });
    for (const userId of ['ben', 'mari', 'chloe'].filter((one) => one !== by).slice(0, readers)) await server.request(userId, 'chat.markRead', { channelId, seq: message.seq });
    const [shown] = await corridor.chat.history(channelId, { limit: 1 });
    void canvasElement.querySelector('message-readers')!.show(shown!);
    const root = await soon(() => canvasElement.querySelector('message-readers')?.shadowRoot);
    await soon(() => root.querySelectorAll('dialog[open] li').length >= readers && root.querySelector(readers || by !== 'ada' ? 'li' : '[role=status]'));
  },
});

export default { title: 'Chat/Read by', component: 'message-readers', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Nobody = story(() => undefined);

export const Some = story(() => undefined, { readers: 3 });

/** I read it, too, as I see it. */
export const OfSomebodyElse = story(() => undefined, { by: 'ben', readers: 1 });

export const LongNames = story(({ server }) => server.request({ id: 'ben', name: 'Maximiliane Freifrau von Hohenstein-Wolkenburg-Rothenfels zu Altmühltal' }, 'session.me', {}), { readers: 2 });
