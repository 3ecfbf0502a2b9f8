import { createCorridor } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './call-figures.ts';
import type { CallFigures } from './call-figures.ts';

describe('<call-figures>', () => {
  let at: Office, figures: CallFigures, channelId: string;
  beforeEach(async () => {
    at = await office();
    ({ id: channelId } = await at.group());
    for (const [kind, answers] of [['audio', true], ['video', true], ['audio', false]] as const) {
      const { call: { id: callId }, participantId } = await at.server.request('ada', 'calls.start', { channelId, kind, deviceId: 'desk' });
      if (answers) await at.server.request('ben', 'calls.join', { callId, deviceId: 'desk' });
      if (answers) await at.server.request('ada', 'calls.end', { callId });
      else await at.server.request('ada', 'calls.leave', { participantId });
    }
  });
  const closing: (() => void)[] = [];
  afterEach(() => { for (const close of closing.splice(0)) close(); });

  async function show(user: string, roles: readonly string[], rows = 'day') {
    const corridor = createCorridor({ transport: at.server.transport({ id: user, roles }), storage: 'memory' });
    closing.push(() => { corridor.close(); });
    await corridor.connect();
    const provider = await fixture(html`<corridor-provider .corridor=${corridor}><call-figures rows=${rows}></call-figures></corridor-provider>`);
    figures = provider.querySelector('call-figures')!;
    await waitFor(() => root().querySelector('table, [role=alert]'));
    return corridor;
  }
  const root = () => figures.shadowRoot!;
  const texts = () => [...root().querySelectorAll('tbody tr')].map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent.trim()).join(' '));

  it('has how many, how long and how many were answered, in a table and a picture of it', async () => {
    await show('boss', ['admin']);
    expect([...root().querySelectorAll('dd')].slice(0, 2).map((one) => one.textContent)).to.eql(['3', '67%']);
    expect(texts().map((row) => row.replace(/^.*20\d\d /, ''))).to.eql(['3 67% 1']);
    const [lost, met] = [...root().querySelectorAll('rect')];
    expect([Number(lost!.getAttribute('height')), Number(met!.getAttribute('height'))].map(Math.round)).to.eql([33, 67]);
    expect(root().querySelector('svg[role=img]')!.ariaLabel).to.match(/3 at most/);
    await expectAccessible(figures);
  });

  it('has them by team, conversation and kind, and of another time', async () => {
    await show('boss', ['admin'], 'kind');
    expect(texts()).to.eql(['Audio 2 50% 1', 'Video 1 100% 0']);
    const [select, from] = [root().querySelector('select')!, root().querySelector<HTMLInputElement>('input[type=date]')!];
    for (const [value, wanted] of [['channel', 'purchasing 3 67% 1'], ['team', 'In no team 3 67% 1']] as const) {
      select.value = value;
      select.dispatchEvent(new Event('change'));
      await waitFor(() => texts()[0] === wanted);
    }
    from.value = '2999-01-01';
    from.dispatchEvent(new Event('change'));
    await waitFor(() => /no calls in this time/.test(root().querySelector('.state')?.textContent ?? ''));
  });

  it('hands them out as a file, of what is shown', async () => {
    const corridor = await show('boss', ['admin'], 'team'), asked: string[] = [];
    corridor.fetch = (path) => { asked.push(path); return Promise.resolve(new Response('{"error":{"code":"rate-limited","message":"no"}}', { status: 429 })); };
    root().querySelector<HTMLElement>('.narrow .button')!.click();
    await waitFor(() => /a lot at once/.test(root().querySelector('[role=alert]')?.textContent ?? ''));
    expect(asked[0]).to.match(/^\/call-figures\.csv\?by=team&from=\d{4}.*&to=/);
  });

  it('says who can grant them to somebody who may not see them', async () => {
    await show('ada', []);
    expect(root().querySelector('[role=alert]')!.textContent).to.match(/calls\.figures; an administrator can grant it/);
  });
});
