import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, type Stage, stage, stageOf, soon } from '../testing/stage.ts';
import './message-composer.ts';
import './scheduled-list.ts';

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const schedule = ({ server, channels }: Stage, text: string, hours: number, channel: 'order' | 'purchasing' = 'order') => server.request('ada', 'chat.schedule', { channelId: channels[channel], text, sendAt: inHours(hours) });
const long = 'Good morning. Please check whether the forty galvanised brackets that were promised for Thursday can come together with the profiles: the truck has to go there anyway, and the second shift could then begin with both. '.repeat(4);

async function withSome(made: Stage): Promise<void> {
  await schedule(made, 'Reminder: stock count at Moss, no deliveries before **12:00**', 20);
  await schedule(made, 'Did the truck arrive?', 44, 'purchasing');
}

/** One that could not be sent: its channel was archived meanwhile. */
async function withRefused(made: Stage): Promise<void> {
  await withSome(made);
  const { messageId } = await schedule(made, 'Month end: please send what is open', 1, 'purchasing');
  await made.server.request({ id: 'ada', roles: ['admin'] }, 'chat.archive', { channelId: made.channels.purchasing });
  await made.server.request('ada', 'chat.reschedule', { messageId, sendAt: new Date(0).toISOString() });
}

const dialog = (prepare?: (made: Stage) => unknown, text = 'Good morning, is the truck on its way?', act?: (root: ShadowRoot, made: Stage) => unknown): StoryObj => ({
  loaders: [stage(prepare ? { prepare } : {})],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><div style="padding-top: 420px"><message-composer channel-id=${stageOf(loaded).channels.order}></message-composer></div></corridor-provider>`,
  play: async ({ canvasElement, loaded }) => {
    const composer = await soon(() => canvasElement.querySelector('message-composer')?.shadowRoot);
    const field = await soon(() => composer.querySelector<HTMLTextAreaElement>('textarea:not([readonly])'));
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    field.focus();
    (await soon(() => composer.querySelector<HTMLElement>('.aid'))).click();
    (await soon(() => composer.querySelectorAll<HTMLElement>('.way')[0])).click();
    const root = await soon(() => composer.querySelector('send-later')?.shadowRoot);
    await soon(() => root.querySelector('dialog[open]'));
    await act?.(root, stageOf(loaded));
  },
});

const submit = async (root: ShadowRoot) => {
  (await soon(() => root.querySelector<HTMLElement>('[type=submit]:enabled'))).click();
  await soon(() => root.querySelector('[role=alert]'));
};

export default { title: 'Chat/Send later', component: 'send-later', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Choosing = dialog();

export const NothingWritten = dialog(undefined, '');

export const LongText = dialog(undefined, long);

export const OthersWaiting = dialog(withSome, undefined, (root) => soon(() => root.querySelector('.waiting')));

export const NotSent = dialog(withRefused, undefined, (root) => soon(() => root.querySelector('.waiting .problem')));

export const TimeHasPassed = dialog(undefined, undefined, async (root) => {
  const when = root.querySelector<HTMLInputElement>('#when')!;
  when.value = '2001-01-01T09:00';
  when.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await submit(root);
});

export const Refused = dialog(undefined, undefined, async (root, { line }) => {
  line.refuseNext('rate-limited', 'chat.schedule');
  await submit(root);
});

const list = (scene: Parameters<typeof stage>[0], dir = 'ltr'): StoryObj => ({
  loaders: [stage(scene)],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} dir=${dir} style="display: block; max-width: 480px"><scheduled-list style="height: 420px" can-go-back></scheduled-list></corridor-provider>`,
});

export const List = list({ prepare: withSome });

export const ListWithNotSent = list({ prepare: withRefused });

export const ListOfLongTexts = list({ prepare: async (made) => { for (let n = 1; n <= 12; n++) await schedule(made, `${n}. ${long}`, n); } });

export const ListRightToLeft = list({ prepare: withRefused }, 'rtl');

export const ListEmpty = list({});

export const ListLoading = list({ before: (line) => (line.request = never) });

export const ListNotLoaded: StoryObj = {
  ...list({ before: (line) => line.refuseNext('rate-limited', 'chat.scheduled') }),
  play: async ({ canvasElement, loaded }) => {
    await stageOf(loaded).corridor.connect();
    await soon(() => canvasElement.querySelector('scheduled-list')?.shadowRoot?.querySelector('[role=alert]'));
  },
};
