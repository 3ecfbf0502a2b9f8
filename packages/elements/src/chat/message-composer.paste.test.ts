import { expect } from 'chai';
import { markdownOf } from './message-composer.paste.ts';

describe('rich text from the clipboard', () => {
  it('keeps bold, italic, strike, code and links', () => {
    expect(markdownOf('<p>A <b>bold </b><em>word</em>, <del>gone</del>, <code>a &lt; b</code> and <a href="https://a.example/x">a link</a></p>')).to.equal(
      'A **bold** *word*, ~~gone~~, `a < b` and [a link](https://a.example/x)');
    expect(markdownOf('<a href="https://a.example/">https://a.example/</a> <a href="javascript:alert(1)">x</a> <a href="/x">y</a>')).to.equal('https://a.example/ x y');
  });

  it('keeps paragraphs, lists in lists, quotes, code blocks and headings', () => {
    expect(markdownOf('<h2>Title</h2>\n<p>one<br>two</p>\n<p>three</p>')).to.equal('**Title**\n\none\ntwo\n\nthree');
    expect(markdownOf('<ul>\n <li>a</li>\n <li>b<ol><li>c</li><li><p>d</p></li></ol></li>\n</ul>after')).to.equal('- a\n- b\n  1. c\n  2. d\n\nafter');
    expect(markdownOf('<blockquote><p>said</p><p>twice</p></blockquote>')).to.equal('> said\n>\n> twice');
    expect(markdownOf('<pre><code>if (a)\n  <b>b</b>();</code></pre>')).to.equal('```\nif (a)\n  b();\n```');
    expect(markdownOf('<table><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>')).to.equal('**a**\tb\nc\td');
  });

  it('reads what office programs say with styles', () => {
    expect(markdownOf('<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal"><span style="font-weight:700">bold</span><span style="font-style:italic"> it </span><span style="text-decoration:line-through">no</span></b>')).to.equal('**bold** *it* ~~no~~');
    expect(markdownOf('<html><head><style><!-- p {} --></style><title>x</title></head><body><!--StartFragment--><p class=MsoNormal>a<o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>')).to.equal('a');
  });

  it('makes lists of what Word draws as lists', () => {
    const item = (level: number, sign: string, words: string) => `<p class=MsoListParagraphCxSpMiddle style='margin-left:.5in;text-indent:-.25in;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${words}<o:p></o:p></p>`;
    expect(markdownOf(`<p class=MsoNormal>To do:</p>${item(1, '·', 'order')}\n${item(2, 'o', 'two <b>coils</b>')}${item(1, '·', 'pay')}<p class=MsoNormal>Thanks</p>`)).to.equal('To do:\n\n- order\n   - two **coils**\n- pay\n\nThanks');
    expect(markdownOf(`${item(1, '1.', 'a')}${item(1, '2.', 'b')}${item(2, 'a)', 'c')}`)).to.equal('1. a\n2. b\n   1. c');
    expect(markdownOf('<!DOCTYPE html><![if gte mso 9]>a<![endif]>')).to.equal('a');
  });

  it('leaves no element, script or entity behind', () => {
    expect(markdownOf('<script>alert(1)</script><img src=x onerror=alert(1)>a<svg><script>alert(1)</script></svg>&#x1F600;&amp;&nope;&#0;')).to.equal('a😀&&nope;');
    expect(markdownOf('5 < 6 <b')).to.equal('5 < 6 <b');
    expect(markdownOf('')).to.equal('');
  });

  it('reads hostile input in bounded time', () => {
    for (const part of ['<b>', '<', '<!--', '<a href="', '<li>', '</b>', '<p> ', '&', '\n ', '<ul><li>', "<a b='", '<!', '<p style="mso-list:a level1"><span style="mso-list:ignore">']) expect(markdownOf(part.repeat(100_000 / part.length))).to.be.a('string');
  });
});
