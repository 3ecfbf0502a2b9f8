import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { paper, picture } from '../files/uploads.fixture.ts';
import { type Stage, soon, stage, stageOf } from '../testing/stage.ts';
import './conversation-files.ts';

async function send({ server, channels }: Stage, user: string, files: readonly File[], text = ''): Promise<void> {
  const fileIds: string[] = [];
  for (const file of files) {
    const isVoice = file.type.startsWith('audio'), facts = isVoice ? { duration: 14, peaks: [5, 40, 80, 30, 60, 90, 20, 55, 70, 10] } : file.type.endsWith('pdf') ? { pages: 4 } : {};
    fileIds.push(await server.putFile(user, file, facts, isVoice ? { purpose: 'voice' } : {}));
  }
  await server.request(user, 'chat.send', { channelId: channels.order, text, fileIds });
}

const sound = () => new File(['RIFF'], 'voice.wav', { type: 'audio/wav' });
async function fill(here: Stage): Promise<void> {
  await send(here, 'ben', await Promise.all(['#3a6ea5', '#7a3a5a', '#2f6f4f'].map((colour, index) => picture(`pallet-${index + 1}.png`, 320, 240, colour))));
  await send(here, 'mari', [paper('Frame contract Halden Steel 2026, signed by both.pdf', 2_400_000), new File(['a,b\n'], 'prices.csv', { type: 'text/csv' })]);
  await send(here, 'ben', [sound()]);
  await send(here, 'ada', await Promise.all(['#6a5a2a', '#444466'].map((colour, index) => picture(`gate-${index + 1}.png`, 240, 320, colour))));
  await send(here, 'mari', [new File(['PK'], 'drawings.zip', { type: 'application/zip' }), new File(['x'], 'eicar.pdf', { type: 'application/pdf' })]);
  await send(here, 'mari', [sound()]);
}

interface Scene { prepare?: (here: Stage) => unknown; choose?: string; look?: 'ltr' | 'rtl'; width?: number; until?: string }

const story = ({ prepare = fill, choose, look = 'ltr', width = 380, until = 'li' }: Scene): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><conversation-files dir=${look} channel-id=${stageOf(loaded).channels.order} style=${`height: 480px; width: ${width}px; max-width: 100%`}></conversation-files></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const root = await soon(() => canvasElement.querySelector('conversation-files')?.shadowRoot);
    if (choose) (await soon(() => [...root.querySelectorAll<HTMLElement>('.groups button')].find((one) => one.textContent === choose))).click();
    await soon(() => root.querySelector(until));
  },
});

export default { title: 'Chat/Files of a conversation', component: 'conversation-files', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Pictures = story({ until: '.tile img' });
export const Documents = story({ choose: 'Files', until: '.row' });
export const Voices = story({ choose: 'Voice', until: 'voice-card' });
export const Wide = story({ width: 900, until: '.tile img' });
export const Narrow = story({ width: 300, choose: 'Files', until: '.row' });
export const RightToLeft = story({ look: 'rtl', choose: 'Files', until: '.row' });
export const Nothing = story({ prepare: () => undefined, until: '.state strong' });
export const Failed = story({ prepare: ({ line }) => line.refuseNext('unavailable', 'chat.files'), until: '[role=alert]' });
