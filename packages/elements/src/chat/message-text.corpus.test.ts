import type { Message } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import { fixture, nextFrame, waitFor } from '../testing/index.ts';
import { corpus, hostile } from './message-text.corpus.fixture.ts';
import { hasMarkup, loadFormat } from './message-text.ts';
import './message-row.ts';
import type { MessageRow } from './message-row.ts';

const attributes: Record<string, readonly string[]> = {
  p: ['dir', 'class', 'part'], strong: [], em: [], del: [], code: [], br: [], pre: ['dir'], blockquote: ['dir'], ul: ['dir'], ol: ['dir', 'start'], li: [],
  a: ['href', 'title', 'target', 'rel', 'tabindex'], span: ['class', 'dir'], button: ['class', 'type', 'tabindex', 'dir'],
};

const message = (text: string): Message =>
  ({ id: 'm', channelId: 'c', seq: 1, changedSeq: 1, senderId: 'ben', text, sentAt: '2026-01-05T12:00:00.000Z', editedAt: null, deletedAt: null, reactions: {}, status: 'sent' }) as unknown as Message;

async function show(text: string): Promise<HTMLElement> {
  const row = await fixture<MessageRow>(html`<message-row .message=${message(text)} .isContinued=${true}></message-row>`);
  return row.shadowRoot!.querySelector<HTMLElement>('.text')!;
}

/** What no text may bring about: an element or attribute that is not on the list, an address that is more than a link. */
function strangers(element: Element): string[] {
  return [...element.querySelectorAll('*')].flatMap((inner) => {
    const allowed = attributes[inner.localName];
    if (!allowed || inner.namespaceURI !== 'http://www.w3.org/1999/xhtml') return [`<${inner.localName}>`];
    const extra = [...inner.attributes].filter(({ name }) => !allowed.includes(name)).map(({ name }) => `${inner.localName} ${name}`);
    const href = inner.getAttribute('href');
    if (inner.localName === 'a' && (!/^(https?:\/\/[^/]|mailto:.|tel:.)/.test(href ?? '') || inner.getAttribute('rel') !== 'noopener noreferrer nofollow' || inner.getAttribute('target') !== '_blank')) extra.push(`a to ${href}`);
    return extra;
  });
}

describe('message text, with Trusted Types enforced', () => {
  const happened: string[] = [];
  const page = window as unknown as Record<string, unknown>;
  const hear = (event: SecurityPolicyViolationEvent) => happened.push(`violation: ${event.violatedDirective} ${event.sample}`);

  before(async () => {
    await loadFormat();
    // The page keeps it from here on; nothing else is tested in this file.
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "require-trusted-types-for 'script'; object-src 'none'; base-uri 'none'; style-src-attr 'none'";
    document.head.append(policy);
    document.addEventListener('securitypolicyviolation', hear);
    for (const name of ['PING', 'alert', 'confirm', 'prompt', 'open']) page[name] = () => happened.push(name);
  });
  afterEach(() => {
    expect(happened.splice(0)).to.eql([]);
    expect(performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /PING|evil|a\.example/.test(name))).to.eql([]);
  });

  it('is really enforced', async () => {
    expect(() => (document.createElement('div').innerHTML = '<b>x</b>')).to.throw(TypeError);
    await waitFor(() => happened.length);
    expect(happened.splice(0).join()).to.include('require-trusted-types-for');
  });

  for (const [group, texts] of Object.entries(corpus)) {
    it(`is inert: ${group}, ${texts.length} texts`, async () => {
      for (const text of texts) {
        for (const around of [text, `**x** ${text}`, `- ${text}`, `> ${text}\n\n<@ada> ${text}`]) {
          const shown = await show(around);
          expect(strangers(shown), JSON.stringify(around)).to.eql([]);
          for (const element of shown.querySelectorAll<HTMLElement>('span, button')) element.click();
        }
      }
      await nextFrame();
    });
  }

  it('shows HTML as it was typed, whatever is in it', async () => {
    for (const text of [...corpus['script']!, ...corpus['svg, math and mutation']!].filter((text) => !/[\n`*]|^[->#]/.test(text))) {
      expect((await show(text)).textContent, text).to.equal(text);
    }
  });

  it('leads with words of its own only where it says', async () => {
    for (const text of corpus['references and brackets']!) {
      for (const { host } of (await show(text)).querySelectorAll('a')) expect(host, text).to.be.oneOf(['a.example', 'bank.example', 'evil.example']);
    }
    for (const text of ['[https://bank.example](https://evil.example)', '[bank.example](https://evil.example)']) expect((await show(text)).querySelector('a'), text).to.equal(null);
  });

  // What is not read in bounded time ends in the runner's time limit, or in the stack's.
  hostile.forEach((text, index) => {
    it(`shows hostile text ${index + 1}: ${JSON.stringify(text.slice(0, 12))} …`, async () => {
      const shown = await show(text);
      expect(strangers(shown)).to.eql([]);
      if (hasMarkup(text)) expect(shown.localName).to.equal('div');
    });
  });
});
