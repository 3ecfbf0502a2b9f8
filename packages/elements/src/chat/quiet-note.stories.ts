import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { stage, stageOf, soon } from '../testing/stage.ts';
import './message-list.ts';
import { type Note, showNote } from '../base/quiet-note.ts';

const story = (note: Note, { dir = 'ltr', width = 'auto', isFocused = false } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list dir=${dir} channel-id=${stageOf(loaded).channels.order} style=${`height: 360px; width: ${width}`}></message-list></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const row = await soon(() => canvasElement.querySelector('message-list')?.shadowRoot?.querySelector('message-row'));
    showNote(row, note);
    const root = await soon(() => (row.getRootNode() as ShadowRoot).querySelector('quiet-note')?.shadowRoot);
    const button = await soon(() => root.querySelector<HTMLElement>('button'));
    button.dispatchEvent(new FocusEvent('focusin', { bubbles: true, composed: true })); // it stays as long as somebody is at it
    if (isFocused) button.focus();
  },
});

const undo = { label: 'Undo', run: () => undefined };

export default { title: 'Chat/Quiet note', component: 'quiet-note', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Plain = story({ text: 'Saved for you.' });

export const WithWayBack = story({ text: 'Message deleted.', action: undo });

export const Focused = story({ text: 'Message deleted.', action: undo }, { isFocused: true });

export const LongText = story({ text: 'Forwarded to Maximiliane Freifrau von Hohenstein-Wolkenburg-Rothenfels, Ben Haug, Chloe Renard and eleven others in this conversation.', action: undo }, { width: '300px' });

export const RightToLeft = story({ text: 'تم حفظها لك.', action: { label: 'تراجع', run: () => undefined } }, { dir: 'rtl' });
