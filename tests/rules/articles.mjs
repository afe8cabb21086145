// What the article compiler can't see by looking at one article: that no label is typed by hand, that the
// languages of an article say the same, that what it leads to is there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const folder = path.join(root, 'lib/page/articles');
const pictures = path.join(root, 'htdocs/pictures');

const articles = readdirSync(folder).filter(name => name.endsWith('.md')).sort().map(name => {
  const [id, language] = name.split('.');
  return { name, id, language, text: readFileSync(path.join(folder, name), 'utf8') };
});

// English text → French, of the messages without a plural.
const messages = new Map(readFileSync(path.join(root, 'lib/page/language/fr.po'), 'utf8').split('\n\n').flatMap(entry => {
  const part = word => {
    const found = new RegExp(`^${word} ((?:".*"\\n?)+)`, 'm').exec(entry);
    return found && [...found[1].matchAll(/"(.*)"/g)].map(([, text]) => text).join('').replaceAll('\\"', '"');
  };
  const [english, french] = [part('msgid'), part('msgstr')];
  return english && french ? [[english, french]] : [];
}));

const PLACE = /\{([^}]*)\}/g;
const placesOf = text => [...text.matchAll(PLACE)].map(([, name]) => name);
const picturesOf = text => [...text.matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)].map(([, name]) => name);
const labelsOf = text => placesOf(text).filter(name => name.startsWith('label ')).map(name => name.slice(6));
const said = (english, language) => (language === 'fr' ? messages.get(english) : english);
const plain = text => text.replaceAll('’', '\'').replace(/\s+/g, ' ').trim();

// What a person typed: no code, no places, no addresses and no words for pictures.
const typed = text => text.replace(/```[^]*?```/g, '').replace(/`[^`]*`/g, '').replace(PLACE, '\0').replace(/!\[[^\]]*\]\([^)]*\)/g, '')
  .replace(/\]\([^)]*\)/g, ']');

const labels = new Set(articles.flatMap(({ text }) => labelsOf(text)));

test('there are articles, labels and messages to look at', () => {
  assert.ok(articles.length >= 18, `${articles.length} articles`);
  assert.ok(labels.size >= 10, `${labels.size} labels`);
  assert.ok(messages.size >= 100, `${messages.size} messages`);
});

// With a capital amid a sentence, several words are a label; a heading and a sentence may begin like one.  A
// single word may be just a word; it is a label where it is marked as one.
function byHand({ name, language, text }) {
  const words = typed(text), found = [];
  const amid = plain(words.replace(/^(title|summary|#+).*$/gm, '').replace(/(^\W*|[.?!:]\s+)\p{Lu}/gmu, '$1'));
  for (const label of labels) {
    const local = plain(said(label, language) ?? '');
    if (local.includes(' ') && amid.includes(local)) found.push(`${name}: write {label ${label}} for "${local}"`);
  }
  const all = new Map([...messages].map(([english]) => [plain(said(english, language)), english]));
  const marked = /\*\*(.+?)\*\*|__(.+?)__|«\s*(.+?)\s*»|“(.+?)”|"(.+?)"|(?<!\*)\*([^*\s][^*]*)\*(?!\*)|\[([^\]]+)\]/g;
  for (const [, ...parts] of words.matchAll(marked)) {
    const one = plain(parts.find(part => part));
    if (all.has(one)) found.push(`${name}: write {label ${all.get(one)}} for the marked "${one}"`);
  }
  return found;
}

test('no label is typed by hand', () => {
  assert.deepEqual(articles.flatMap(byHand), []);
});

test('the rule sees a label that is typed by hand', () => {
  const article = text => ({ name: 'x', language: 'fr', text });
  assert.ok(labels.has('Upgrade option'));
  assert.equal(byHand(article('Cliquez sur Option de mise à niveau.')).length, 1);
  assert.equal(byHand(article('Cliquez sur **Factures**, puis sur « Mon compte ».')).length, 3, 'once for two words, and once for each mark');
  assert.equal(byHand(article('Allez à [Factures](/invoices).')).length, 1);
  assert.equal(byHand(article('Vos factures. [{label Invoices}](/invoices) `Mon compte`')).length, 0);
});

test('the languages of an article have the same places and pictures, in the same order', () => {
  const broken = articles.filter(({ language }) => language === 'fr').flatMap(french => {
    const english = articles.find(({ id, language }) => id === french.id && language === 'en');
    const list = ({ text }) => JSON.stringify([placesOf(typed(text).includes('\0') ? text.replace(/`[^`]*`/g, '') : ''), picturesOf(text)]);
    return english && list(english) === list(french) ? [] : [`${french.id}: ${list(french)} is not ${english && list(english)}`];
  });
  assert.deepEqual(broken, []);
});

test('every label is a text of the sources, not of an article alone', () => {
  const made = spawnSync('make', ['-s', `BUILD=${path.relative(root, build)}`, `${path.relative(root, build)}/language/palier.pot`],
    { cwd: root, encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const sources = new Set(readFileSync(path.join(build, 'language/palier.pot'), 'utf8').split('\n\n')
    .map(entry => [...(/^msgid ((?:".*"\n?)+)/m.exec(entry)?.[1] ?? '').matchAll(/"(.*)"/g)].map(([, text]) => text).join('')));
  assert.deepEqual([...labels].filter(label => !sources.has(label.replaceAll('"', '\\"'))), []);
});

test('every article that is linked to is there', () => {
  const links = articles.flatMap(({ name, text }) => [...text.matchAll(/\]\(\/help\/([^)#]*)\)/g)].map(([, id]) => ({ name, id })));
  assert.ok(links.length > 5);
  assert.deepEqual(links.filter(({ id }) => !articles.some(one => one.id === id)), []);
});

test('every picture is there, small, in both colours, and shown', () => {
  const shown = new Set(articles.flatMap(({ text, language }) =>
    picturesOf(text).flatMap(name => [`${name}-${language}.webp`, `${name}-${language}-dark.webp`])));
  const there = existsSync(pictures) ? readdirSync(pictures).filter(name => name.endsWith('.webp')) : [];
  assert.deepEqual([...shown].filter(name => !there.includes(name)), [], 'run make pictures');
  assert.deepEqual(there.filter(name => !shown.has(name)), [], 'no article shows these');
  assert.deepEqual(there.filter(name => statSync(path.join(pictures, name)).size > 40 * 1024), [], 'over 40 KB');
});
