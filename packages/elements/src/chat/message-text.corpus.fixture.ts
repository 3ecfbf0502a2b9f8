/** Published ways to get a script, a request or a stray element out of Markdown and HTML, by what they try. `PING` runs where one succeeds. */
const run = 'PING()';

export const corpus: Record<string, readonly string[]> = {
  script: [
    `<script>${run}</script>`, `<SCRIPT>${run}</SCRIPT>`, `<script src=/PING.js></script>`, `<script/src=/PING.js>`, `<script\n>${run}</script\n>`, `<scr<script>ipt>${run}</scr</script>ipt>`,
    `<script>${run}`, `"><script>${run}</script>`, `</p><script>${run}</script>`, `<script type=module>${run}</script>`, `<script type="text/javascript">${run};</script>`, `<<script>${run};//<</script>`,
    `\`\`\`\n</code></pre><script>${run}</script>\n\`\`\``, `\`</code><script>${run}</script>\``, `**<script>${run}</script>**`, `> <script>${run}</script>`, `- <script>${run}</script>`, `# <script>${run}</script>`,
  ],
  'event handlers': [
    `<img src=x onerror=${run}>`, `<img src=x onerror="${run}"`, `<img/src/onerror=${run}>`, `<IMG """><SCRIPT>${run}</SCRIPT>">`, `<body onload=${run}>`, `<input autofocus onfocus=${run}>`, `<details open ontoggle=${run}>x</details>`,
    `<video><source onerror=${run}></video>`, `<audio src=x onerror=${run}>`, `<marquee onstart=${run}>`, `<select autofocus onfocus=${run}>`, `<textarea autofocus onfocus=${run}>`, `<keygen autofocus onfocus=${run}>`,
    `<div onpointerover=${run} style="position:fixed;inset:0">x</div>`, `<p style="animation:fade 1s" onanimationstart=${run}>x</p>`, `<object data=x onerror=${run}>`, `<a href=# onclick=${run}>x</a>`, `<button popovertarget=x onclick=${run}>x</button>`,
    `**bold" onmouseover="${run}"**`, `[x](https://a.example "onclick=${run}")`, `[x](https://a.example/" onclick="${run}")`, `[x" onclick="${run}](https://a.example)`, `![x" onerror="${run}](https://a.example/x.png)`, `https://a.example/" onclick="${run}`, `a@b.example" onclick="${run}`,
  ],
  'addresses that run': [
    `[x](javascript:${run})`, `[x](JaVaScRiPt:${run})`, `[x](java\tscript:${run})`, `[x](java\\nscript:${run})`, `[x](<java\nscript:${run}>)`, `[x]( javascript:${run})`, `[x](\u0001javascript:${run})`, `[x](<javascript:${run}>)`,
    `[x](javascript&colon;${run})`, `[x](&#106;avascript:${run})`, `[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A${run})`, `[x](j&Tab;avascript:${run})`, `[x](javascript&#58${run})`, `[x](%6Aavascript:${run})`, `[x](javascript%3A${run})`,
    `[x](vbscript:${run})`, `[x](data:text/html,<script>${run}</script>)`, `[x](data:text/html;base64,PHNjcmlwdD5QSU5HKCk8L3NjcmlwdD4=)`, `[x](DATA:image/svg+xml,<svg onload=${run}>)`, `[x](blob:null/1)`, `[x](file:///etc/passwd)`, `[x](view-source:javascript:${run})`,
    `[x](//evil.example)`, `[x](\\\\evil.example)`, `[x](/PING)`, `[x](?PING)`, `[x](#PING)`, `[x]()`, `[x](javascript://a.example/%0a${run})`, `[x](feed:javascript:${run})`, `[x](jar:javascript:${run}!)`, `[x](filesystem:x)`, `[x](intent://x#Intent;scheme=javascript;end)`,
    `javascript:${run}`, `<javascript:${run}>`, `<vbscript:${run}>`, `<data:text/html,x>`, `[\u202ejavascript:${run}](javascript:${run})`, `[x](ｊavascript:${run})`, `[x](javascript\u200b:${run})`, `[x](java\0script:${run})`,
  ],
  'pictures and requests': [
    '![x](/PING.png)', '![x](https://evil.example/PING.png)', '![](/PING)', '[![x](/PING.png)](https://a.example)', `![x](javascript:${run})`, `![x](data:image/svg+xml,<svg onload=${run}>)`, '<img src=/PING>', '<link rel=stylesheet href=/PING.css>', '<link rel=prefetch href=/PING>',
    '<style>@import "/PING.css"</style>', '<div style="background:url(/PING)">', '<iframe src=/PING></iframe>', '<iframe srcdoc="<img src=/PING>">', '<embed src=/PING>', '<object data=/PING></object>', '<video poster=/PING>', '<audio autoplay src=/PING>', '<base href=//evil.example>', '<meta http-equiv=refresh content="0;url=/PING">',
    '<form action=/PING><button>x</button></form>', '<input type=image src=/PING>', '<table background=/PING><td>x</table>', '<picture><source srcset=/PING><img></picture>', '<portal src=/PING>', '<a ping=/PING href=#>x</a>',
  ],
  'references and brackets': [
    `[x]: javascript:${run}\n[x]`, `[x][y]\n\n[y]: javascript:${run}`, `[x]: <javascript:${run}> "t"\n![x]`, `[[x](https://a.example)](javascript:${run})`, `[x](https://a.example)[y](javascript:${run})`, `![[x](javascript:${run})](/PING)`, `[a](<https://a.example> "<img src=x onerror=${run}>")`,
    `[<img src=x onerror=${run}>](https://a.example)`, '[`](https://a.example)`', `[*](https://a.example)*](javascript:${run})`, `[x](https://a.example\\"onclick=${run})`, '[x](((((https://a.example)', '](javascript:PING())[', `[https://bank.example](https://evil.example)`, `[bank.example](https://evil.example)`, `[x](https://bank.example@evil.example)`,
  ],
  autolinks: [
    `<https://a.example/"onclick="${run}>`, `<https://a.example/<script>${run}</script>>`, `https://a.example/<svg/onload=${run}>`, `https://a.example/'onclick='${run}`, `https://a.example#javascript:${run}`, `mailto:a@b.example?body=<script>${run}</script>`, `<mailto:a@b.example>`, `http://[::1]/<img src=x>`, 'https://a.example\u2028javascript:PING()', 'www.evil.example', 'https://аррӏе.example/',
  ],
  'svg, math and mutation': [
    `<svg onload=${run}>`, `<svg><script>${run}</script></svg>`, `<svg><animate onbegin=${run} attributeName=x dur=1s>`, `<svg><a xlink:href="javascript:${run}"><text y=20>x</text></a></svg>`, '<svg><use href="/PING.svg#x"></use></svg>', `<svg><foreignObject><img src=x onerror=${run}></foreignObject></svg>`, `<svg><image href=/PING></svg>`,
    `<math><mtext><table><mglyph><style><img src=x onerror=${run}>`, `<math href="javascript:${run}">x</math>`, `<math><maction actiontype="statusline" xlink:href="javascript:${run}">x</maction></math>`, `<noscript><p title="</noscript><img src=x onerror=${run}>">`, `<svg></p><style><a id="</style><img src=1 onerror=${run}>">`,
    `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`, `<table><td><svg><p><style><img src=x onerror=${run}>`, `<xmp><p title="</xmp><img src=x onerror=${run}>">`, `<![CDATA[<img src=x onerror=${run}>]]>`, `<!--><img src=x onerror=${run}>-->`, `<!--[if true]><img src=x onerror=${run}><![endif]-->`, `<?xml-stylesheet href="javascript:${run}"?>`,
    `<template><img src=x onerror=${run}></template>`, `<template shadowrootmode=open><img src=x onerror=${run}></template>`, `<slot><img src=x onerror=${run}></slot>`, `<select><style><img src=x onerror=${run}></style></select>`, `<title><img src=x onerror=${run}></title>`, `<plaintext><img src=x onerror=${run}>`,
  ],
  'entities and unicode': [
    `&lt;script&gt;${run}&lt;/script&gt;`, `&#60;img src=x onerror=${run}&#62;`, `&#x3c;img src=x onerror=${run}&#x3e;`, `&amp;lt;script&amp;gt;`, `＜script＞${run}＜/script＞`, `\ufeff<script>${run}</script>`, `<\u0000script>${run}</script>`, `<s\u00adcript>${run}</script>`, `\u202e<script>${run}</script>`, `\ud83d<img src=x onerror=${run}>`, '\u2028<b>x</b>\u2029', `<img src=x o\u006eerror=${run}>`, `\\<script>${run}\\</script>`,
  ],
  'templates and names': [
    '${PING()}', '{{constructor.constructor("PING()")()}}', '<!--?lit$123$-->', '<?lit$123$?>', '${"x"}<!---->', '<corridor-provider demo></corridor-provider>', '<message-row></message-row>', '<slot name=status></slot>', '<img name=body>', '<a id=corridor name=corridor>', '<@"><img src=x onerror=PING()>', '<@%3Cimg%20src%3Dx%20onerror%3DPING()%3E>', '<#%22onclick%3D%22PING()>', '<@&<script>PING()</script>>', '<!here onclick=PING()>', '#<img src=x onerror=PING()>', '#"onclick="PING()', '<@__proto__> <#constructor> <@&toString>',
  ],
};

/** Shapes that a careless grammar reads in exponential or quadratic time, or so deep that the stack ends. */
export const hostile: readonly string[] = [
  ...['*', '_', '**a ', 'a *a ', '*a_b', '*a **a ', '[', '![', '[](', '`a', '``', '~~a', '> ', '>', '- ', '- - ', '1. ', '<', '<a ', '<!--', '&', '\\', ' ', '\n', 'a@', 'a.', 'a@b.', '#', '#a', '<@', 'https://a', ')', '[a](', '(((', '```\n', '  - a\n', '> - ', '|a|b\n', '[x]: y\n', '![a](b)', '_*`~[', 'x\\\n', '[[a](b)](c)', '*a', '<@a>', 'http://a.b/)'].map((part) => part.repeat(20_000 / part.length)),
  `${'>'.repeat(9000)}a`, `${'['.repeat(6000)}a${'](b)'.repeat(3000)}`, `${'*'.repeat(9000)}a${'*'.repeat(9000)}`, Array.from({ length: 190 }, (_, depth) => `${' '.repeat(depth)}- a`).join('\n'), Array.from({ length: 190 }, (_, length) => '`'.repeat(length)).join('a'),
  `https://a.example/${')'.repeat(19_000)}`,
];
