import { expect } from 'chai';
import { html } from 'lit';
import { fixture } from '../testing/index.ts';
import { formatted } from './message-text.format.ts';
import { addressAt, isTrap, safeHref } from './message-text.links.ts';
import { tokensOf } from './message-text.tokens.ts';
import { hasMarkup, isEmojiOnly, plainText } from './message-text.ts';

const names: Record<string, string> = { '@ada': 'Ada Nilsen', '@ben haug': 'Ben Haug', '#orders': 'orders' };
const nameOf = (id: string, sign: string) => names[sign + id] ?? id;
const show = (text: string) => fixture<HTMLElement>(html`<div style="white-space: pre-wrap">${formatted(text, { me: 'ada', nameOf })}</div>`);

/** What is shown, as tags and words. */
async function shown(text: string): Promise<string> {
  const look = (node: Node): string =>
    node instanceof Element ? `<${node.localName}>${[...node.childNodes].map(look).join('')}</${node.localName}>`.replace('<br></br>', '<br>') : node instanceof Text ? node.data : '';
  return [...(await show(text)).childNodes].map(look).join('').replace(/<\/?p>/g, '');
}
const links = async (text: string) => [...(await show(text)).querySelectorAll('a')].map((link) => [link.textContent, link.getAttribute('href')]);

describe('message text', () => {
  it('shows bold, italic, struck and code', async () => {
    expect(await shown('**bold** *italic* _italic_ ~~struck~~ `a * b` **_both_**')).to.equal(
      '<strong>bold</strong> <em>italic</em> <em>italic</em> <del>struck</del> <code>a * b</code> <strong><em>both</em></strong>');
  });

  it('shows lists, quotes, code blocks, and headings no larger than bold words', async () => {
    expect(await shown('- a\n- b\n  - c')).to.equal('<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>');
    expect(await shown('3. a\n4. b')).to.equal('<ol><li>a</li><li>b</li></ol>');
    expect((await show('3. a')).querySelector('ol')?.start).to.equal(3);
    expect(await shown('> said *so*\n> twice')).to.equal('<blockquote>said <em>so</em>\ntwice</blockquote>');
    expect(await shown('```js\nlet a = "<b>";\n  b\n```')).to.equal('<pre><code>let a = "<b>";\n  b</code></pre>');
    expect(await shown('# Title')).to.equal('<strong>Title</strong>');
  });

  it('keeps line breaks and empty lines as they were written', async () => {
    expect(await shown('one\ntwo\n\n\nthree')).to.equal('one\ntwo<br><br>three');
  });

  it('takes no sum, size, file name or single tilde for markup', async () => {
    for (const text of ['2*3*4 = 24', 'snake_case_name', '~5 to ~6', 'a * b * c', '    indented', '---', 'Title\n===', '| a | b |\n|---|---|', '[a]: b.example', '5 > 3 < 4 & 6']) {
      const element = await show(text);
      expect([...element.querySelectorAll('*:not(p)')], text).to.eql([]);
      expect(element.textContent.replaceAll('\n', ''), text).to.equal(text.replaceAll('\n', ''));
    }
  });

  it('shows HTML and entities as typed', async () => {
    const text = '<img src=x onerror=alert(1)> <b>x</b> &lt; &#60; <!-- y --> https://a.example/"onclick=';
    const element = await show(text);
    expect(element.textContent).to.equal(text);
    expect([...element.querySelectorAll('*')].map(({ localName }) => localName)).to.eql(['p', 'a']);
  });

  it('finds web and mail addresses and leaves the sentence around them alone', async () => {
    expect((await links('See https://halden.example/po/1042?x=1#top, or (http://b.example/a_(b)). Mail ada@norvik.example or mailto:ben@norvik.example!')).map(([text]) => text)).to.eql([
      'https://halden.example/po/1042?x=1#top', 'http://b.example/a_(b)', 'ada@norvik.example', 'mailto:ben@norvik.example',
    ]);
  });

  it('makes links with words of their own, which say where they lead, and of pictures', async () => {
    expect(await links('[the *order*](https://a.example/1 "x"), [call](tel:+4712345678), ![plan](https://a.example/p.png)')).to.eql([
      ['the order', 'https://a.example/1'], ['call', 'tel:+4712345678'], ['plan', 'https://a.example/p.png'],
    ]);
    const link = (await show('[x](https://a.example)')).querySelector('a')!;
    expect([link.title, link.target, link.rel]).to.eql(['https://a.example/', '_blank', 'noopener noreferrer nofollow']);
  });

  it('makes no link of any other scheme, nor of words that name another place than it leads to', async () => {
    for (const text of ['[x](javascript:alert(1))', '[x](data:text/html,x)', '[x](/path)', '[https://bank.example](https://evil.example)', 'ftp://a.example javascript:alert(1)']) {
      expect(await links(text), text).to.eql([]);
      expect((await show(text)).textContent, text).to.equal(text);
    }
    for (const words of ['report.pdf', 'the order', 'PO-1042, lines 1.2', 'ST.220 at halden.example', 'a.example/other']) expect(isTrap(words, 'https://a.example/x'), words).to.equal(false);
    for (const words of ['bank.example', 'see https://bank.example now', 'www.bank.example/login', 'bank.example/x.pdf']) expect(isTrap(words, 'https://a.example/x'), words).to.equal(true);
    expect(isTrap('www.a.example', 'https://a.example/x')).to.equal(false);
    expect(isTrap('ada@norvik.example', 'mailto:ada@norvik.example')).to.equal(false);
    expect(safeHref('HTTPS://')).to.equal(undefined);
  });

  it('shows people, groups, conversations and everybody by name, and me so that I see it', async () => {
    const element = await show('<@ada> and <@ben%20haug>, <@&buyers>, <!channel>, see <#orders>. <@%> <!nobody> `<@ada>`');
    expect(element.textContent).to.equal('@Ada Nilsen and @Ben Haug, @buyers, @channel, see #orders. <@%> <!nobody> <@ada>');
    expect([...element.querySelectorAll('.me')].map(({ textContent }) => textContent)).to.eql(['@Ada Nilsen', '@channel']);
  });

  it('tells which hashtag or conversation was chosen', async () => {
    const element = await show('About #Überblick-2, (#to_do) <#orders>; not a#b, #1042 or https://a.example/#c');
    const told: unknown[] = [];
    for (const type of ['corridor-hashtag', 'corridor-open'] as const) element.addEventListener(type, ({ detail }) => told.push(detail));
    for (const button of element.querySelectorAll('button')) button.click();
    expect(told).to.eql([{ tag: 'Überblick-2' }, { tag: 'to_do' }, { channelId: 'orders' }]);
  });

  it('needs nothing to be loaded for a text without markup', () => {
    for (const text of ['', 'Halden can do the 12th.', 'Wait - really? 5 > 3, isn’t it.', '1 of 2']) expect(hasMarkup(text), text).to.equal(false);
    for (const text of ['**a**', '- a', '1. a', '> a', 'x\n- a', '`a`', '[a](b)', 'https://a.example', 'a@b.example', '<@ada>', '#tag', '~~a~~']) expect(hasMarkup(text), text).to.equal(true);
  });

  it('says in previews what is meant, without its markup', () => {
    const said = (text: string) => plainText(text, nameOf);
    expect(said('**Hi** <@ada>, _see_ <#orders> and [the *order*](https://a.example): ~~no~~ <!here>')).to.equal('Hi @Ada Nilsen, see #orders and the order: no @here');
    expect(said('> quoted\n- one\n1. two\n# three')).to.equal('quoted\none\n1. two\nthree');
    expect(said('`<@ada> *a*` ```js\nx_y_z\n``` snake_case 2*3*4 ***both***')).to.equal('<@ada> *a* x_y_z\n snake_case 2*3*4 both');
    expect(said('x'.repeat(5000))).to.have.length(1000);
  });

  it('reads 20,000 characters without an address once', () => {
    expect(addressAt('a.b-c'.repeat(4000))).to.equal(undefined);
    expect(addressAt(`https://a.example/${')'.repeat(19_000)}`)?.text).to.equal('https://a.example/');
  });

  it('answers the same text from memory', () => {
    expect(tokensOf('**again**')).to.equal(tokensOf('**again**'));
  });

  it('knows a few emoji from words', () => {
    for (const text of ['👍', '🎉 🎉', '👩‍👩‍👧‍👦', '🇳🇴', '👍🏽', '❤️', '3️⃣']) expect(isEmojiOnly(text), text).to.equal(true);
    for (const text of ['', ' ', '3', 'ok 👍', '👍'.repeat(30)]) expect(isEmojiOnly(text), text).to.equal(false);
  });
});
