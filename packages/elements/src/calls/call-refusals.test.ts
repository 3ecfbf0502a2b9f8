import { CorridorError } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { fixture, type Office, office, waitFor } from '../testing/index.ts';
import { FakeCall } from './call.fixture.ts';
import './call-panel.ts';
import './incoming-call.ts';

describe('refusals of calls', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });

  /** What is said of it to who picks up. */
  async function said(language: string, refusal: CorridorError): Promise<string> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada} lang=${language}><incoming-call muted></incoming-call></corridor-provider>`), element = provider.querySelector('incoming-call')!;
    at.ada.calls.join = () => Promise.reject(refusal);
    (await waitFor(() => element.shadowRoot?.querySelector<HTMLElement>('.answer'))).click();
    const words = (await waitFor(() => element.shadowRoot!.querySelector('.problem'))).textContent;
    provider.remove();
    return words;
  }

  it('are said in the language of who is refused, each by its reason', async () => {
    const { id: channelId } = await at.server.request('ben', 'chat.openDirect', { userIds: ['ada'] });
    await at.server.request('ben', 'calls.start', { channelId, kind: 'audio', deviceId: 'a phone' });
    const locked = new CorridorError('forbidden', 'The call is locked; a host of it can ask you in', { details: { reason: 'locked' } });
    expect(await said('de', locked)).to.equal('Der Anruf ist gesperrt. Wer ihn leitet, kann Personen hereinbitten.');
    expect(await said('fr', locked)).to.equal('L’appel est verrouillé. Un de ses animateurs peut inviter des personnes.');
    expect(await said('de', new CorridorError('conflict', 'You are in this call on another device', { details: { participantId: 'me' } }))).to.equal('Sie sind mit einem anderen Gerät in diesem Anruf.');
    const unknown = new CorridorError('conflict', 'The moon is full; wait for another one', { details: { reason: 'moon' } });
    expect(await said('de', unknown)).to.equal('Das geht jetzt nicht. Inzwischen hat sich etwas geändert.');
    expect(await said('en', unknown)).to.equal('The moon is full; wait for another one');
  });

  it('stand above a call that is on in its language, too', async () => {
    const session = new FakeCall(), provider = await fixture(html`<corridor-provider .corridor=${at.ada} lang="de"><call-panel .session=${session}></call-panel></corridor-provider>`);
    session.problem.set(new CorridorError('conflict', 'The call is full: it takes 4 people (CALLS_MOST)', { details: { reason: 'full', most: 4 } }));
    await waitFor(() => provider.querySelector('call-panel')!.shadowRoot?.querySelector('.banner')?.textContent.includes('Der Anruf ist voll.'));
  });
});
