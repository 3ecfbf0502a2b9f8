import { createCorridor, type Corridor } from '@corridor/sdk';
import { createMemoryServer, demoPeople, type MemoryServer, type MemoryTransport } from '@corridor/sdk/testing';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import './message-list.ts';
import type { MessageList } from './message-list.ts';
import type { MessageRow } from './message-row.ts';

/** A day at Norvik AS, on a server of the story's own, seen as Ada. */
interface Stage { server: MemoryServer; transport: MemoryTransport; corridor: Corridor; channelId: string; others: ReturnType<MemoryServer['seed']> }

type Story = StoryObj<{ density: 'comfortable' | 'compact' }>;

/** A story in the order's conversation, or in a group with nothing in it yet. `prepare` runs before the list is on the page, `act` once it shows rows. */
function story({ isEmpty = false, prepare, act }: { isEmpty?: boolean; prepare?: (stage: Stage) => unknown; act?: (list: MessageList, stage: Stage) => unknown } = {}): Story {
  return {
    loaders: [async () => {
      const server = createMemoryServer({ people: demoPeople });
      const others = server.seed();
      const empty = await server.request('ada', 'chat.createChannel', { kind: 'group', name: 'year-end-closing', members: ['ben', 'mari'] });
      const transport = server.transport('ada');
      const corridor = createCorridor({ transport, storage: 'memory' });
      await corridor.connect();
      const stage: Stage = { server, transport, corridor, channelId: isEmpty ? empty.id : others.order, others };
      await prepare?.(stage);
      return { stage };
    }],
    render: ({ density }, { loaded }) => {
      const { corridor, channelId } = loaded['stage'] as Stage;
      return html`<corridor-provider .corridor=${corridor}><message-list channel-id=${channelId} density=${density} style="height: 560px"></message-list></corridor-provider>`;
    },
    ...(act && {
      play: async ({ canvasElement, loaded }) => {
        const list = canvasElement.querySelector('message-list')!;
        while (rowsOf(list).length === 0) await new Promise(requestAnimationFrame);
        await act(list, loaded['stage'] as Stage);
      },
    }),
  };
}

async function until<T>(find: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
}

/** Presses a button in a row or in its menu. */
async function choose(row: MessageRow | undefined, label: string): Promise<void> {
  const buttons = () => [...(row?.shadowRoot?.querySelectorAll<HTMLElement>('button') ?? [])];
  (await until(() => buttons().find((button) => (button.ariaLabel ?? button.textContent?.trim()) === label))).click();
}

const rowsOf = (list: MessageList) => [...(list.shadowRoot?.querySelectorAll<MessageRow>('.row') ?? [])];
const never = <T>(): Promise<T> => new Promise(() => undefined);

export default {
  title: 'Chat/Message list',
  component: 'message-list',
  args: { density: 'comfortable' },
  argTypes: { density: { control: 'inline-radio', options: ['comfortable', 'compact'] } },
  parameters: { layout: 'fullscreen' },
} satisfies Meta;

/** Opened where Ada stopped reading. */
export const Unread = story();

export const Read = story({ prepare: ({ corridor, channelId }) => corridor.chat.markRead(channelId, 13) });

export const Compact: Story = { ...story(), args: { density: 'compact' } };

export const Loading = story({ prepare: ({ transport }) => { transport.request = never; } });

export const Empty = story({ isEmpty: true });

export const Failed = story({ prepare: ({ transport }) => { transport.refuseNext('internal', 'chat.history'); } });

/** Everything stays readable; what is written goes out later. */
export const Offline = story({
  act: (_, { transport, corridor, channelId }) => {
    transport.goOffline();
    void corridor.chat.send(channelId, { text: 'Gate code is on its way.' });
  },
});

export const Refused = story({
  act: async (_, { transport, corridor, channelId }) => {
    transport.refuseNext('forbidden', 'chat.send');
    await corridor.chat.send(channelId, { text: 'Who signs this one?' }).catch(() => undefined);
  },
});

/** Far from the end, with news there. */
export const AwayFromTheEnd = story({
  prepare: async ({ server, corridor, channelId }) => {
    server.fill(channelId, 400);
    await corridor.chat.markRead(channelId, 413);
  },
  act: async (list, { server, channelId }) => {
    await list.jumpTo(300);
    for (const text of ['The carrier is at gate 3.', 'Unloading now.', 'Done, 400 pieces counted.']) await server.request('ben', 'chat.send', { channelId, text });
  },
});

export const TenThousandMessages = story({ prepare: ({ server, channelId }) => server.fill(channelId, 10_000) });

/** The bar of one's own message. */
export const InUse = story({
  act: async (list, { corridor, channelId }) => {
    await corridor.chat.send(channelId, { text: 'I will be there with the delivery note.' });
    rowsOf(list).at(-1)?.focus();
  },
});

export const Reacting = story({ act: (list) => rowsOf(list).at(-1)?.setMode('reacting') });

/** All emoji, after the six that fit most messages. */
export const Choosing = story({
  act: async (list) => {
    const row = rowsOf(list).at(-1);
    await row?.setMode('reacting');
    row?.shadowRoot?.querySelector<HTMLElement>('.bar > button:last-of-type')?.click();
    while (!row?.shadowRoot?.querySelector('emoji-choice')?.shadowRoot?.querySelector('.grid')) await new Promise(requestAnimationFrame);
  },
});

export const Deleting = story({
  act: async (list, { corridor, channelId }) => {
    await corridor.chat.send(channelId, { text: 'Sorry, wrong order.' });
    await rowsOf(list).at(-1)?.setMode('deleting');
  },
});

/** A deletion can be taken back for a moment. */
export const Deleted = story({
  act: async (list, { corridor, channelId }) => {
    await corridor.chat.send(channelId, { text: 'Sorry, wrong order.' });
    const row = rowsOf(list).at(-1);
    await row?.setMode('deleting');
    await choose(row, 'Delete');
    await until(() => list.shadowRoot?.querySelector('quiet-note'));
  },
});

export const Editing = story({
  act: async (list, { corridor, channelId }) => {
    await corridor.chat.send(channelId, { text: 'I will be there with teh delivery note.' });
    await list.editLastOwn();
  },
});

/** Every kind of row: links, lines, emoji alone, edited, deleted, long words, another direction. */
export const EveryRow = story({
  prepare: async ({ server, corridor, channelId }) => {
    const say = (user: string, text: string) => server.request(user, 'chat.send', { channelId, text });
    await say('ben', 'Their portal: https://halden.example/orders/1042?tab=lines, or mail sales@halden.example.\n\nLines 1 and 2 are in, 3 is not.');
    await say('chloe', '🎉🎉');
    await say('mari', 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf'.repeat(3));
    await say('mari', 'مرحبا، الطلبية ٤٠٠ قطعة جاهزة');
    const edited = await say('ada', 'By 20');
    await server.request('ada', 'chat.edit', { messageId: edited.id, text: 'By 20, strapped' });
    const gone = await say('jonas', 'Wrong conversation');
    await server.request('jonas', 'chat.delete', { messageId: gone.id });
    await corridor.chat.markRead(channelId, 19);
  },
});

/** Every kind of markup, in both directions. */
export const Markup = story({
  prepare: async ({ server, corridor, channelId }) => {
    const say = (user: string, text: string) => server.request(user, 'chat.send', { channelId, text });
    await say('ben', 'Halden confirms **line 2 for the 12th**, *not* ~~the 9th~~ the 10th. See [their portal](https://halden.example/orders/1042) or `GET /orders/1042`.');
    await say('mari', `<@ada> and <@ben>, <!here>: what <#${channelId}> still lacks #delivery\n\n1. certificates\n   - EN 10204 3.1\n   - EN 1090\n2. the signed note\n\n- [ ] crane at gate 3`);
    await say('jonas', '> Who signs for the weights?\n> We need 400 pieces.\n\nI do.\n```\nST-220  120 pcs  2 140 kg\nST-140  280 pcs  1 980 kg\n```\n# Please check');
    await say('mari', 'مرحبا **الطلبية** جاهزة\n- قطعة ٤٠٠\n- بوابة ٣');
    await corridor.chat.markRead(channelId, 17);
  },
});

/** What is done less often, and a message passed on with its quote. */
export const Menu = story({
  prepare: async ({ server, corridor, channelId, others }) => {
    const { id: messageId } = await server.request('ben', 'chat.send', { channelId: others.ben, text: 'Steel is up **3 %** from January, the frame contract says 2 at most.' });
    await server.request('ben', 'chat.forward', { messageId, channelId, text: 'This is the letter I meant.' });
    await corridor.chat.markRead(channelId, 14);
  },
  act: async (list) => {
    const row = rowsOf(list).at(-1);
    row?.focus();
    await choose(row, 'More actions');
  },
});

/** Messages that were passed on with their files and with their voice. */
export const ForwardedFiles = story({
  prepare: async ({ server, corridor, channelId, others }) => {
    const fileIds = [await server.putFile('ben', new File(['%PDF'], 'Frame contract Halden Steel 2026.pdf', { type: 'application/pdf' }), { pages: 12 }), await server.putFile('ben', new File(['a,b'], 'prices.csv', { type: 'text/csv' }))];
    const voice = await server.putFile('ben', new File(['RIFF'], 'voice.wav', { type: 'audio/wav' }), { duration: 12, peaks: [5, 40, 80, 30, 60, 90, 20, 55, 70, 10] }, { purpose: 'voice' });
    for (const said of [{ text: 'The contract, and what it leaves us.', fileIds }, { text: '', fileIds: [voice] }]) {
      const { id: messageId } = await server.request('ben', 'chat.send', { channelId: others.ben, ...said });
      await server.request('ben', 'chat.forward', { messageId, channelId, text: said.text && 'For all of us' });
    }
    await corridor.chat.markRead(channelId, 15);
  },
});

/** What a message said before, and what each edit changed. */
export const EditHistory = story({
  prepare: async ({ server, corridor, channelId }) => {
    const { id: messageId } = await server.request('ben', 'chat.send', { channelId, text: 'They want 30 days net, and ST-140 bundled by 20.' });
    await server.request('ben', 'chat.edit', { messageId, text: 'They want 30 days net, and ST-220 bundled by 20.' });
    await server.request({ id: 'mari', roles: ['moderator'] }, 'chat.edit', { messageId, text: 'They want 30 days net, and ST-220 bundled by 20, strapped.' });
    await corridor.chat.markRead(channelId, 14);
  },
  act: async (list) => {
    await choose(rowsOf(list).at(-1), '(edited)');
    await until(() => list.shadowRoot?.querySelector('message-history')?.shadowRoot?.querySelector('li'));
  },
});

/** Where a message goes on to. */
export const Forwarding = story({
  act: async (list) => {
    const row = rowsOf(list).at(-1);
    row?.focus();
    await choose(row, 'More actions');
    await choose(row, 'Forward');
    await until(() => list.shadowRoot?.querySelector('forward-message')?.shadowRoot?.querySelector('dialog[open]'));
  },
});

/** What a long press opens. */
export const Sheet = story({ act: (list) => { const row = rowsOf(list).at(-1); if (row) row.isSheetOpen = true; } });

/** Who has read a message. */
export const ReadBy = story({
  prepare: async ({ server, corridor, channelId }) => {
    const { seq } = await corridor.chat.send(channelId, { text: 'I sign today.' });
    for (const user of ['ben', 'mari']) await server.request(user, 'chat.markRead', { channelId, seq });
  },
  act: async (list) => {
    const row = rowsOf(list).at(-1);
    row?.focus();
    await choose(row, 'More actions');
    await choose(row, 'Read by');
    await until(() => list.shadowRoot?.querySelector('message-readers')?.shadowRoot?.querySelector('li'));
  },
});
