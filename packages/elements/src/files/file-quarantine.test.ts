import type { Corridor } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './file-browser.ts';
import type { FileBrowser } from './file-browser.ts';
import { named } from './files.fixture.ts';

describe('quarantine in <file-browser>', () => {
  let at: Office;
  let browser: FileBrowser;
  beforeEach(async () => { at = await office(); });

  const put = (name: string, by = 'ben', fileId?: string) => at.server.putFile(by, named(new Blob(['harm'], { type: 'text/plain' }), name), undefined, fileId ? { fileId } : {});
  async function show(corridor: Corridor, more: Partial<FileBrowser> = {}, width = 900): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${corridor}><file-browser style=${`height: 480px; width: ${width}px`}></file-browser></corridor-provider>`);
    browser = Object.assign(provider.querySelector('file-browser')!, more);
    await waitFor(() => find('.scopes'));
  }
  async function asAdministrator(): Promise<Corridor> {
    const root = at.server.client({ id: 'root', name: 'Root', roles: ['admin'] });
    await root.connect();
    return root;
  }
  const find = <E extends Element = HTMLElement>(selector: string) => browser.shadowRoot?.querySelector<E>(selector);
  const place = () => [...(browser.shadowRoot?.querySelectorAll<HTMLElement>('.scopes button') ?? [])].find(({ textContent }) => textContent === 'Quarantine');
  const kept = () => find('file-quarantine')?.shadowRoot;
  const rows = () => [...(kept()?.querySelectorAll<HTMLElement>('li') ?? [])];
  const names = () => rows().map((row) => row.querySelector('.name')?.textContent);
  const press = async (label: string) => (await waitFor(() => kept()?.querySelector<HTMLElement>(`li [aria-label="${label}"]`))).click();
  const confirm = async () => (await waitFor(() => kept()?.querySelector<HTMLElement>('dialog[open] .danger'))).click();
  const fileOf = (user: string, fileId: string) => at.server.request(user, 'files.file', { fileId });

  it('is a place of administrators, who see what is there, of whom and why', async () => {
    await put('eicar.txt');
    const root = await asAdministrator();
    await show(root);
    (await waitFor(place)).click();
    await waitFor(() => names().join() === 'eicar.txt');
    expect(rows()[0]!.querySelector('.meta')?.textContent).to.match(/^Ben Haug · .+ · Text · 4 bytes$/);
    expect(rows()[0]!.querySelector('.why')?.textContent).to.equal('The virus scanner found Eicar in it');
    expect(find('.find')).to.equal(null);
    await expectAccessible(browser);
    root.close();
  });

  it('releases a file once it was said what that means', async () => {
    const fileId = await put('eicar.txt');
    await put('eicar 2.txt');
    const root = await asAdministrator();
    await show(root, { scope: 'quarantine' });
    await press('Release eicar.txt');
    const dialog = await waitFor(() => kept()?.querySelector('dialog[open]'));
    expect(dialog.textContent).to.contain('“eicar.txt” will be given to everybody who sees it').and.to.contain('audit log');
    await expectAccessible(browser);
    expect((await fileOf('ben', fileId)).state).to.equal('quarantined');
    await confirm();
    await waitFor(() => names().join() === 'eicar 2.txt');
    expect((await fileOf('ben', fileId)).state).to.equal('ready');
    expect(kept()!.querySelector('[role=status]')?.textContent).to.equal('“eicar.txt” is released.');
    await waitFor(() => kept()!.activeElement?.getAttribute('aria-label') === 'Release eicar 2.txt');
    root.close();
  });

  it('destroys a file for good, and says when somebody else was first', async () => {
    const one = await put('eicar.txt'), two = await put('eicar 2.txt');
    const root = await asAdministrator();
    await show(root, { scope: 'quarantine' });
    await press('Delete eicar.txt');
    await confirm();
    await waitFor(() => names().join() === 'eicar 2.txt');
    const code = await fileOf('ben', one).then(() => '', ({ code }: { code: string }) => code);
    expect(code).to.equal('not-found');
    await press('Delete eicar 2.txt');
    await at.server.request({ id: 'other', roles: ['admin'] }, 'files.release', { fileId: two, version: 1 });
    await confirm();
    await waitFor(() => kept()!.querySelector('dialog [role=alert]'));
    kept()!.querySelector<HTMLElement>('dialog .icon')!.click();
    await waitFor(() => kept()!.querySelector('.state')?.textContent?.includes('Nothing is in quarantine.'));
    root.close();
  });

  it('shows others what they uploaded, why it is kept, and what to do', async () => {
    await put('eicar ben.txt', 'ben');
    await put('eicar.txt', 'ada');
    await show(at.ada);
    (await waitFor(place)).click();
    await waitFor(() => names().join() === 'eicar.txt');
    expect(rows()[0]!.textContent).to.contain('The virus scanner found Eicar in it').and.to.contain('Delete it, and upload a clean copy.').and.to.contain('ask an administrator to release it');
    await expectAccessible(browser);
    await press('Delete eicar.txt');
    await confirm();
    await waitFor(() => kept()!.querySelector('.state'));
  });

  it('is no place for who has nothing there', async () => {
    await put('eicar.txt', 'ben');
    await put('fine.txt', 'ada');
    await show(at.ada);
    await waitFor(() => find('[data-id]'));
    expect(place()).to.equal(undefined);
  });

  it('tells in the details of a file why nobody can open it', async () => {
    const fileId = await put('fine.txt', 'ada');
    await put('eicar.txt', 'ada', fileId);
    await show(at.ada, {}, 320);
    (await waitFor(() => find('[data-id]'))).click();
    (await waitFor(() => find('.chosen [aria-label="Details"]'))).click();
    const said = await waitFor(() => find('file-details')?.shadowRoot?.querySelector('.kept'));
    expect(said.textContent).to.contain('The virus scanner found Eicar in it').and.to.contain('Restore version 1 in its details');
    await expectAccessible(browser);
  });
});
