import { expect } from 'chai';
import { html } from 'lit';
import { fixture } from '../testing/index.ts';
import { isEmojiOnly, messageText, parseText } from './message-text.ts';

const links = (text: string) => parseText(text).flatMap((part) => (typeof part === 'string' ? [] : [part.text]));
const joined = (text: string) => parseText(text).map((part) => (typeof part === 'string' ? part : part.text)).join('');

describe('message text', () => {
  it('finds web and mail addresses and leaves the sentence around them alone', () => {
    expect(links('See https://halden.example/po/1042?x=1#top, or (http://b.example/a_(b)). Mail ada@norvik.example or mailto:ben@norvik.example!')).to.eql([
      'https://halden.example/po/1042?x=1#top', 'http://b.example/a_(b)', 'ada@norvik.example', 'mailto:ben@norvik.example',
    ]);
  });

  it('loses no character', () => {
    for (const text of ['', 'a', 'https://a.example', ' https://a.example\n\nhttps://b.example. ', '<b>x</b> https://', 'a@b a@b.c.']) expect(joined(text)).to.equal(text);
  });

  it('makes no link of any other scheme', () => {
    expect(links('javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.example HTTPS:// http://')).to.eql([]);
  });

  it('shows markup as typed', async () => {
    const element = await fixture<HTMLElement>(html`<p>${messageText('<img src=x onerror=alert(1)> & https://a.example/"onclick=')}</p>`);
    expect(element.textContent).to.equal('<img src=x onerror=alert(1)> & https://a.example/"onclick=');
    expect(element.querySelector('img')).to.equal(null);
    expect(element.querySelector('a')?.getAttribute('rel')).to.include('noopener');
  });

  it('reads 20,000 characters without an address once', () => {
    const text = 'a.b-c'.repeat(4000);
    expect(parseText(text)).to.eql([text]);
  });

  it('knows a few emoji from words', () => {
    for (const text of ['👍', '🎉 🎉', '👩‍👩‍👧‍👦', '🇳🇴', '👍🏽', '❤️', '3️⃣']) expect(isEmojiOnly(text), text).to.equal(true);
    for (const text of ['', ' ', '3', 'ok 👍', '👍'.repeat(30)]) expect(isEmojiOnly(text), text).to.equal(false);
  });
});
