import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './file-details.ts';
import type { FileDetails } from './file-details.ts';
import './file-share.ts';
import type { FileShare } from './file-share.ts';
import { named } from './files.fixture.ts';

const put = (at: Office, name: string, by = 'ada') => at.server.putFile(by, named(new Blob([name], { type: 'text/plain' }), name));

describe('<file-share>', () => {
  let at: Office;
  let fileId: string;
  let share: FileShare;
  beforeEach(async () => {
    at = await office();
    fileId = await put(at, 'plan.txt');
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><file-share file-id=${fileId}></file-share></corridor-provider>`);
    share = provider.querySelector('file-share')!;
    void share.show();
    await waitFor(() => find('fieldset'));
  });
  const find = <E extends Element = HTMLElement>(selector: string) => share.shadowRoot?.querySelector<E>(selector);

  it('opens a file to everybody, and to a channel at a level', async () => {
    const channel = await at.group('purchasing');
    await expectAccessible(share);
    await waitFor(() => find<HTMLSelectElement>('.others')?.textContent?.includes('purchasing'));
    const field = find<HTMLSelectElement>('.others')!;
    field.value = `channel ${channel.id}`;
    field.dispatchEvent(new Event('change'));
    await waitFor(() => find('[part=grant]')?.textContent?.includes('purchasing'));
    await expectAccessible(share);
    expect((await at.server.request('ben', 'files.file', { fileId })).level).to.equal('comment');
    const level = find<HTMLSelectElement>('[part=grant] select')!;
    level.value = 'edit';
    level.dispatchEvent(new Event('change'));
    await waitFor(async () => (await at.server.request('ben', 'files.file', { fileId })).level === 'edit');
    find('[part=grant] button')!.click();
    await waitFor(() => !find('[part=grant]'));
    [...share.shadowRoot!.querySelectorAll<HTMLInputElement>('input[type=radio]')][2]!.click();
    await waitFor(async () => (await at.server.request('ada', 'files.grants', { fileId })).visibility === 'organisation');
  });

  it('makes a link, shows its address this once, and revokes it', async () => {
    find<HTMLInputElement>('[name=most]')!.value = '3';
    find<HTMLButtonElement>('form [type=submit]')!.click();
    await waitFor(() => find<HTMLInputElement>('.made input')?.value);
    await waitFor(() => find('ul[aria-label=Links]')?.textContent?.includes('0 of 3 downloads'));
    await expectAccessible(share);
    expect(share.shadowRoot!.activeElement?.textContent?.trim()).to.equal('Copy link');
    find('ul[aria-label=Links] button')!.click();
    await waitFor(() => share.shadowRoot!.activeElement?.textContent?.trim() === 'Keep');
    await expectAccessible(share);
    find('ul[aria-label=Links] .keep')!.click();
    await waitFor(() => share.shadowRoot!.activeElement?.textContent?.trim() === 'Revoke…');
    find('ul[aria-label=Links] button')!.click();
    (await waitFor(() => find('ul[aria-label=Links] .danger'))).click();
    await waitFor(() => find('ul[aria-label=Links]')?.textContent?.includes('Revoked'));
  });

  it('makes one link of two presses', async () => {
    find<HTMLButtonElement>('form [type=submit]')!.click();
    find<HTMLButtonElement>('form [type=submit]')!.click();
    await waitFor(() => find('ul[aria-label=Links] li'));
    expect((await at.server.request('ada', 'files.links', { fileId })).items.length).to.equal(1);
  });
});

describe('<file-details>', () => {
  let at: Office;
  let fileId: string;
  let details: FileDetails;
  beforeEach(async () => {
    at = await office();
    fileId = await put(at, 'plan.txt');
    await at.server.request('ada', 'files.share', { fileId, visibility: 'organisation' });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><file-details file-id=${fileId} style="width: 320px; height: 500px"></file-details></corridor-provider>`);
    details = provider.querySelector('file-details')!;
    await waitFor(() => find('dl'));
  });
  const find = <E extends Element = HTMLElement>(selector: string) => details.shadowRoot?.querySelector<E>(selector);
  const comments = () => find('file-comments')!.shadowRoot!;

  it('names somebody in a comment, who can be answered and is told', async () => {
    find('[data-tab=comments]')!.click();
    const field = await waitFor(() => find('file-comments')?.shadowRoot?.querySelector('textarea'));
    field.value = 'Please look, @Ben';
    field.setSelectionRange(17, 17);
    field.dispatchEvent(new Event('input'));
    (await waitFor(() => comments().querySelector<HTMLElement>('.people button'))).click();
    expect(field.value).to.equal('Please look, @Ben Haug ');
    comments().querySelector<HTMLElement>('.writing .primary')!.click();
    await waitFor(() => comments().querySelector('.words .name')?.textContent === '@Ben Haug');
    const { items: [comment] } = await at.server.request('ben', 'files.comments', { fileId });
    expect([comment!.text, comment!.mentions]).to.eql(['Please look, <@ben>', ['@ben']]);
    await at.server.request('ben', 'files.comment', { fileId, threadId: comment!.id, text: 'Done' });
    await waitFor(() => comments().querySelector('ul ul .words')?.textContent === 'Done');
    await expectAccessible(details);
  });

  it('says a thing once however often it is pressed, and asks before it is gone', async () => {
    find('[data-tab=comments]')!.click();
    const field = await waitFor(() => find('file-comments')?.shadowRoot?.querySelector('textarea'));
    field.value = 'Which one?';
    comments().querySelector<HTMLElement>('.writing .primary')!.click();
    comments().querySelector<HTMLElement>('.writing .primary')!.click();
    await waitFor(() => comments().querySelector('.words') && !field.value);
    const said = async () => (await at.server.request('ada', 'files.comments', { fileId })).items;
    expect((await said()).length).to.equal(1);
    const press = (words: string) => [...comments().querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === words)!.click();
    press('Delete');
    await waitFor(() => comments().activeElement?.textContent === 'Keep');
    await expectAccessible(details);
    press('Keep');
    await waitFor(() => comments().activeElement === comments().querySelector('textarea'));
    press('Delete');
    (await waitFor(() => comments().querySelector<HTMLElement>('.danger'))).click();
    await waitFor(() => !comments().querySelector('.words'));
    expect((await said()).filter(({ deletedAt }) => !deletedAt)).to.eql([]);
  });

  it('restores an earlier version, and tells what happened', async () => {
    await (await at.ada.files.upload(new Blob(['two'], { type: 'text/plain' }), { fileId, name: 'plan.txt' })).done;
    find('[data-tab=versions]')!.click();
    await waitFor(() => details.shadowRoot!.querySelectorAll('li').length === 2);
    await expectAccessible(details);
    [...details.shadowRoot!.querySelectorAll<HTMLElement>('li:last-child .link')].at(-1)!.click();
    await waitFor(() => find('li')?.textContent?.includes('from version 1'));
    find('[data-tab=activity]')!.click();
    await waitFor(() => find('ul')?.textContent?.includes('restored an earlier version'));
    await expectAccessible(details);
  });
});
