import { expect } from 'chai';
import { office, waitFor, type Office } from '../testing/index.ts';
import { BrowserNotifications, type Wanted } from './browser-notifications.ts';

describe('browser notifications', () => {
  const real = { Notification: window.Notification, hasFocus: document.hasFocus.bind(document) };
  let at: Office;
  let shown: { title: string; body: string | undefined; tag: string | undefined; isClosed: boolean; click(): void }[];
  let opened: [string, number][];
  let wanted: Wanted;
  let hasFocus: boolean;
  let notifications: BrowserNotifications;

  beforeEach(async () => {
    at = await office();
    [shown, opened, wanted, hasFocus] = [[], [], 'mentions', false];
    document.hasFocus = () => hasFocus;
    window.Notification = class {
      onclick: (() => void) | undefined;
      readonly #note;
      constructor(title: string, { body, tag }: NotificationOptions) {
        shown.push((this.#note = { title, body, tag, isClosed: false, click: () => this.onclick?.() }));
      }
      close(): void { this.#note.isClosed = true; }
    } as unknown as typeof Notification;
    notifications = new BrowserNotifications(at.ada, { language: () => 'en', wanted: () => wanted, show: (...place) => opened.push(place), gatherMs: 20 });
  });
  afterEach(() => {
    notifications.stop();
    window.Notification = real.Notification;
    document.hasFocus = real.hasFocus;
  });
  /** What comes after it shows that nothing came before. */
  const untilTold = async (channelId: string) => {
    const before = shown.length;
    await at.say('ben', channelId, '<@ada> now');
    await waitFor(() => shown.length > before);
    return shown.slice(before).map(({ body }) => body);
  };

  it('tell what names me, with who and where, and lead there', async () => {
    const { id } = await at.group();
    await at.say('ben', id, '<@ada>, is the **coil** here?');
    await waitFor(() => shown.length === 1);
    expect([shown[0]!.title, shown[0]!.body]).to.eql(['Ben Haug in purchasing', '@Ada Nilsen, is the coil here?']);
    shown[0]!.click();
    expect(opened).to.eql([[id, 1]]);
    expect(shown[0]!.isClosed).to.equal(true);
  });

  it('say nothing of what is for others, of what I write, of old messages that change, and while I look', async () => {
    const { id } = await at.group();
    const old = await at.say('ben', id, 'for <@chloe>');
    await at.say('ada', id, '<@ada> myself');
    await at.server.request('ben', 'chat.react', { messageId: old, emoji: '👍' });
    await at.server.request('ben', 'chat.edit', { messageId: old, text: 'for <@ada>' });
    hasFocus = true;
    await at.say('ben', id, '<@ada> while I look');
    await waitFor(() => at.ada.chat.mentions.get() === 2);
    hasFocus = false;
    expect(await untilTold(id)).to.eql(['@Ada Nilsen now']);
    expect(shown).to.have.length(1);
  });

  it('tell all that comes from one person, everything if I want it, nothing in a muted conversation', async () => {
    const { id } = await at.group(), direct = await at.server.request('ben', 'chat.openDirect', { userIds: ['ada'] });
    await at.say('ben', direct.id, 'hello');
    await waitFor(() => shown.length === 1);
    expect(shown[0]!.title).to.equal('Ben Haug');
    wanted = 'all';
    await at.say('chloe', id, 'for all');
    await waitFor(() => shown.length === 2);
    await at.ada.chat.setPreferences({ channelId: id, notify: 'nothing' });
    await waitFor(() => at.ada.chat.channels.get().find((channel) => channel.id === id)?.membership?.notify === 'nothing');
    await at.say('chloe', id, '<@ada> in vain');
    expect(await untilTold(direct.id)).to.eql(['@Ada Nilsen now']);
  });

  it('are one for messages that come together, take the place of the one before, and go when I come', async () => {
    const { id } = await at.group();
    for (const text of ['one', 'two', 'three']) await at.say('ben', id, `<@ada> ${text}`);
    await waitFor(() => shown.length === 1);
    expect(shown[0]!.body).to.equal('3 new messages\n@Ada Nilsen three');
    await untilTold(id);
    expect(shown.map(({ isClosed }) => isClosed)).to.eql([true, false]);
    window.dispatchEvent(new Event('focus'));
    expect(shown.map(({ isClosed }) => isClosed)).to.eql([true, true]);
  });

  it('are not shown for what I have read elsewhere meanwhile, nor while nobody may disturb me', async () => {
    const { id } = await at.group();
    await at.say('ben', id, '<@ada> read on the phone');
    await at.server.request('ada', 'chat.markRead', { channelId: id, seq: 1 });
    expect(await untilTold(id)).to.eql(['@Ada Nilsen now']);
    await at.ada.presence.set({ status: 'do-not-disturb' });
    await waitFor(() => at.ada.presence.mine.get()?.status === 'do-not-disturb');
    await at.say('ben', id, '<@ada> not now');
    await waitFor(() => at.ada.chat.mentions.get() === 2);
    await at.ada.presence.set({ status: 'auto' });
    await waitFor(() => at.ada.presence.mine.get()?.status !== 'do-not-disturb');
    expect(await untilTold(id)).to.eql(['@Ada Nilsen now']);
  });
});
