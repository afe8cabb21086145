// What the article compiler writes, what it refuses, at which line, and with which sentence.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const folder = mkdtempSync(path.join(build, 'article-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const CATALOGUE = `msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Sign in"
msgstr "S’identifier"

msgid "Say \\"no\\" "
"to it"
msgstr "Dire « non »"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} jour"
msgstr[1] "{n} jours"

msgid "New"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Parti"
`;
const catalogue = path.join(folder, 'fr.po');
const pictures = path.join(folder, 'pictures');
writeFileSync(catalogue, CATALOGUE);
mkdirSync(pictures);

const HEAD = 'title: A title\nupdated: 2026-11-25\nfor: customer\nsummary: A summary.\n\n';

function compile(text, { name = 'test.en.md', words = [], more = [] } = {}) {
  const files = [[name, text], ...more].map(([one, content]) => {
    const file = path.join(folder, one);
    writeFileSync(file, content);
    return file;
  });
  const { status, stdout, stderr } = spawnSync(path.join(build, 'tools/article'), [...words, catalogue, pictures, ...files],
    { encoding: 'utf8' });
  return { status, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
}

const body = text => compile(HEAD + text).stdout.split('\n').slice(3, -2).join('\n');

function refuses(text, line, sentence, options) {
  const { status, stderr } = compile(text, options);
  assert.equal(stderr, `${options?.name ?? 'test.en.md'}:${line}: ${sentence}.\n`);
  assert.equal(status, 1);
}

test('an article becomes a template', () => {
  const { status, stdout, stderr } = compile(`${HEAD}Text & *more*.\n`, { name: 'sign-in.fr.md' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /\{\{ include "page\/article\.h" \}\}\n\{\{ page article_sign_in_fr\(const struct article_view \*view\) \}\}/);
  assert.match(stdout, /\n<p>Text &amp; <em>more<\/em>\.<\/p>\n\{\{ end \}\}\n$/);
});

test('a label is said in the article’s language, and stands out unless it is a link', () => {
  assert.equal(body('Click {label Sign in}.'), '<p>Click <strong>{{ say "Sign in" }}</strong>.</p>');
  assert.equal(body('[{label Sign in}](/login)'), '<p><a href="/login">{{ say "Sign in" }}</a></p>');
  assert.equal(body('## The {label Sign in} page'), '<h2>The <strong>{{ say "Sign in" }}</strong> page</h2>');
  assert.equal(body('{label Say "no" to it}'), '<p><strong>{{ say "Say \\"no\\" to it" }}</strong></p>');
});

test('places are calls of the pages’ own templates', () => {
  assert.equal(body('In {shop}, write to {support} within {days}.'),
    '<p>In {{ visit->shop->site.name }}, write to {{ visit_mailbox(visit) }} within {{ call article_days_page(visit) }}.</p>');
  assert.equal(body('{editions}'), '{{ call article_editions_page(visit, view) }}');
  assert.equal(body('{ways}\n\n{transfer}\n\n{do upgrade}'), ['ways_page(visit, view)', 'transfer_page(visit)', 'upgrade_page(visit, view)']
    .map(call => `{{ call article_${call} }}`).join('\n'));
});

test('a numbered list has the look of steps', () => {
  assert.equal(body('1. One\n2. Two'), '<ol class="steps">\n<li>One</li>\n<li>Two</li>\n</ol>');
});

test('nothing that is code reaches the template compiler as a directive', () => {
  assert.equal(body('Write `{{ raw <b> }}`.'), '<p>Write <code>&#123;&#123; raw &lt;b&gt; &#125;&#125;</code>.</p>');
  assert.equal(body('```\n{{ x }}\n```'), '<pre class="lines"><code>&#123;&#123; x &#125;&#125;\n</code></pre>');
  assert.equal(body('[a](/b{{c}})'), '<p><a href="/b%7B%7Bc%7D%7D">a</a></p>');
});

test('an option in code never breaks at its hyphens, and what is long may', () => {
  assert.equal(body('Run `init --address https://a-very-long-name.example.com`.'),
    '<p>Run <code>init <span class="whole">--address</span> https://a-very-long-name.example.com</code>.</p>');
  assert.equal(body('```\na --b\nc-d\n```'),
    '<pre class="lines"><code>a <span class="whole">--b</span>\n<span class="whole">c-d</span>\n</code></pre>');
});

test('a block of code may be as long as an article', () => {
  const line = `    ${'{<&>}'.repeat(10)}\n`;
  const { status, stdout } = compile(HEAD + line.repeat(1000));
  assert.equal(status, 0);
  assert.equal(stdout.match(/&#123;&lt;&amp;&gt;&#125;/g).length, 10000);
});

test('a picture has its size, its words and its dark twin', () => {
  const webp = (format, bytes) => Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), Buffer.from(format), Buffer.from(bytes), Buffer.alloc(30)]);
  const forms = {
    lossy: webp('VP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01]),
    // 639 and 479, each of 14 bits, behind the signature
    lossless: webp('VP8L', [0, 0, 0, 0, 0x2f, 0x7f, 0xc2, 0x77, 0x00]),
    extended: webp('VP8X', [0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0x02, 0x00, 0xdf, 0x01, 0x00]),
  };
  for (const [name, bytes] of Object.entries(forms)) {
    writeFileSync(path.join(pictures, `${name}-en.webp`), bytes);
    assert.equal(body(`![The box, ticked](${name})`),
      `<figure><picture><source srcset="/pictures/${name}-en-dark.webp" media="(prefers-color-scheme: dark)">` +
      `<img src="/pictures/${name}-en.webp" alt="The box, ticked" width="640" height="480" loading="lazy"></picture></figure>`);
  }
  writeFileSync(path.join(pictures, 'text-en.webp'), 'a text that is no picture at all');
  refuses(`${HEAD}![What](text)`, 6, `${'pictures'}/text-en.webp is no WebP file; run make pictures`);
});

test('a picture that was not taken yet is left out, and told', () => {
  const { status, stdout, stderr } = compile(`${HEAD}One\n\n![What](none)\n`);
  assert.equal(status, 0);
  assert.equal(stderr, 'test.en.md:8: there is no pictures/none-en.webp yet; run make pictures.\n');
  assert.match(stdout, /\n<p>One<\/p>\n\{\{ end \}\}\n$/);
});

test('a head that lacks a line is refused', () => {
  const lines = HEAD.split('\n');
  const examples = ['How do I pay an invoice?', '2026-11-25', 'customer', 'By bank transfer: the account.'];
  ['title', 'updated', 'for', 'summary'].forEach((name, at) =>
    refuses(lines.filter((_, line) => line !== at).join('\n') + 'Text', at + 1,
      `here stands the head's line "${name}: …"; write, for example, "${name}: ${examples[at]}"`));
  refuses('', 1, 'here stands the head\'s line "title: …"; write, for example, "title: How do I pay an invoice?"');
  refuses(HEAD.replace('2026-11-25', '2026-02-30'), 2, '"2026-02-30" is no date; write it as 2026-11-25');
  refuses(HEAD.replace('customer', 'everybody'), 3, 'an article is for a customer or an operator, not for "everybody"');
  refuses(`${HEAD.trimEnd()}\nText`, 5, 'an empty line ends the head');
  refuses(HEAD, 5, 'the article has no text');
});

test('a name that says no language is refused', () => {
  refuses(HEAD, 1, 'name the file ID.LANGUAGE.md, as upgrade.fr.md', { name: 'test.md' });
  refuses(HEAD, 1, 'an id has small letters and dashes alone', { name: 'Test1.fr.md' });
  refuses(HEAD, 1, 'the shop doesn\'t speak "de"; languages are fr and en', { name: 'test.de.md' });
});

test('a place that isn’t one is refused where it stands', () => {
  const brace = 'a brace begins or ends a place, {name}, on one line; set other braces as `code`';
  refuses(`${HEAD}One\n\nTwo {price}.`, 8, 'there is no place {price}; see article --help for those that there are');
  refuses(`${HEAD}{{ raw x }}`, 6, brace);
  refuses(`${HEAD}One\ntwo } three`, 7, brace);
  refuses(`${HEAD}{label Sign\nin}`, 6, brace);
  refuses(`${HEAD}See {ways} here.`, 6, '{ways} is a paragraph of its own');
});

test('a label that no page has is refused', () => {
  const unknown = label => `no page says "${label}"; a label is the English text of a button, a link or a field, as the sources have it`;
  refuses(`${HEAD}\n- {label Sign out}`, 7, unknown('Sign out'));
  refuses(`${HEAD}{label Gone}`, 6, unknown('Gone'));
  refuses(`${HEAD}{label n day}`, 6, unknown('n day'));
  refuses(`${HEAD}{label New}`, 6, '"New" has no translation yet; fill it in in the catalogue');
});

test('HTML, scripts in links, titles and lone images are refused', () => {
  const html = 'HTML isn\'t taken; set a < as `code`';
  const link = to => `a link leads to a page of the shop (/invoices), to https:// or mailto:, not to "${to}"`;
  refuses(`${HEAD}<script>alert(1)</script>`, 6, html);
  refuses(`${HEAD}One\n\ntwo <b onclick="x">three</b>`, 8, html);
  refuses(`${HEAD}[a](javascript:alert(1))`, 6, link('javascript:alert(1)'));
  refuses(`${HEAD}[a](JaVaScRiPt:alert(1))`, 6, link('JaVaScRiPt:alert(1)'));
  refuses(`${HEAD}[a](data:text/html,b)`, 6, link('data:text/html,b'));
  refuses(`${HEAD}[a](//elsewhere.example)`, 6, link('//elsewhere.example'));
  refuses(`${HEAD}<javascript:alert(1)>`, 6, link('javascript:alert(1)'));
  refuses(`${HEAD}[a](/b "c")`, 6, 'a link has no title; say it in the text');
  refuses(`${HEAD}# One`, 6, 'the title is the heading; begin with ##');
  refuses(`${HEAD}One ![two](three) four`, 6, 'an image is a paragraph of its own');
  refuses(`${HEAD}![](three)`, 6, 'an image has plain words between its brackets, which say what it shows');
  refuses(`${HEAD}![a "b"](three)`, 6, 'the words of an image have no places, quotes, < > and &');
  refuses(`${HEAD}![a](../../b.png)`, 6,
    'name a picture of htdocs/pictures without language and ending, as login, not "../../b.png"');
});

test('bytes that are no text are refused', () => {
  for (const bytes of ['\xff', '\0', '\t', '\x1b'])
    refuses(Buffer.from(HEAD + bytes, 'latin1'), 1, 'an article is UTF-8 without tabs and control bytes');
  refuses(HEAD + 'x'.repeat(65536), 1, 'an article has less than 64 KB; make two of it');
});

test('the table has every article’s words, labels in its language', () => {
  const french = HEAD.replace('A title', 'Un "titre"') + '## Où\n\nCliquez sur {label Sign in}, ou `ici`.\n\n- [là](/login)\n';
  const { status, stdout, stderr } = compile(french,
    { name: 'test.fr.md', words: ['--table'], more: [['test.en.md', `${HEAD}Click {label Sign in}.`]] });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /\.id = "test",\s+\.language = FRENCH,\s+\.for_operator = false,\s+\.updated = \{ 20782 \},\s+\.body = article_test_fr_page,/);
  assert.match(stdout, /\.title = "Un \\"titre\\"",/);
  assert.match(stdout, /\.text = " *Où +Cliquez sur S’identifier, ou ici\. +là *"/);
  assert.match(stdout, /\.text = " *Click Sign in\. *"/);
});

test('an article that isn’t there in both languages, for the same people, is refused', () => {
  refuses(`${HEAD}Text`, 1, 'the article isn\'t there in "fr"; write test.fr.md', { words: ['--table'] });
  refuses(`${HEAD}Text`, 3, 'test.fr.md is for somebody else; make them agree',
    { words: ['--table'], more: [['test.fr.md', `${HEAD.replace('customer', 'operator')}Texte`]] });
});
