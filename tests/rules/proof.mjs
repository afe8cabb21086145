// proof.mjs - every rule of tests/rules can fail: each has a violation here, which is made in a copy of the
// tree, and the rule must name the file and the line of it.  The copy without a violation keeps the rules.
//
// At its end it prints a table: the rule, the violation, and what the rule said.  ONLY='pages.sh tree.sh' proves
// those scripts alone.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = process.env.BUILD ?? 'build';
mkdirSync(path.join(root, build), { recursive: true });
const scratch = mkdtempSync(path.join(root, build, 'proof-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

// ---- the violations ---------------------------------------------------------------------------

// What an edit does to a file: adds lines to its end, or to a new file; or changes its first such words.
const add = (file, ...lines) => ({ file, added: lines.map(line => line + '\n').join('') });
const change = (file, from, to) => ({ file, from, to });

// Words that no file may hold, put together; and lines that break a rule without a word of their own.
const word = (...parts) => parts.join('');
const lines = (count, line) => Array(count).fill(line);
const article = language => `lib/page/articles/pay.${language}.md`;

// By script: the rule, the violation, its edits, and what the rule says of it: `FILE:LINE` of the first edit's first
// line where nothing is given.
const VIOLATIONS = {
  'addresses.sh': [
    ['every program is started', 'serve.sh forgets a program', change('lib/tools/serve.sh', 'vote /help/upgrade/vote\n', ''), 'cgi-bin/vote.c:'],
    ['httpd.conf leads to the program that serve.sh means', 'an earlier line catches an address',
      change('conf/httpd.conf', '"^/help/[^/]+$"', '"^/help/.+$"')],
    ['a program takes the address that leads to it', 'a page believes that it lies elsewhere',
      change('cgi-bin/vote.c', '"/help/{article}/vote"', '"/vote/{article}"'), 'cgi-bin/vote.c:'],
    ['every line of httpd.conf leads somewhere', 'an address without a program', add('conf/httpd.conf', 'AliasMatch "^/moon$" "${PALIER_PROGRAMS}/moon"')],
    ['there were addresses to look at', 'the rows of serve.sh are indented', change('tests/rules/addresses.sh', 's,^([a-z_]+) (/', 's,^moon ([a-z_]+) (/'), 'found too few'],
  ],
  'articles.mjs': [
    ['no label is typed by hand', 'a button’s name in bold', add(article('fr'), 'Cliquez sur **Factures**.'), 'pay.fr.md: write {label Invoices}'],
    ['the languages of an article have the same places and pictures, in the same order', 'a label in one language alone',
      add(article('fr'), 'Voyez {label Invoices}.'), 'pay: '],
    ['every label is a text of the sources, not of an article alone', 'a label that no page has', [article('en'), article('fr')].map(file => add(file, '{label The moon}')), 'The moon'],
    ['every article that is linked to is there', 'a link to nowhere', add(article('en'), '[Moon](/help/moon)'), "name: 'pay.en.md'"],
    ['every picture is there, small, in both colours, and shown', 'a picture that isn’t there', add(article('en'), '![Moon](moon)'), 'moon-en.webp'],
  ],
  'banned.sh': [
    ['banned functions do not compile', 'a function is let in', change('lib/base/banned.h', 'tmpnam mktemp', 'mktemp'), 'lib/base/banned.h: tmpnam compiles'],
    ['an assertion is compiled', 'assertions are turned off', change('Makefile', '-D_GNU_SOURCE', word('-D_GNU_SOURCE -DNDE', 'BUG')), 'Makefile: '],
    ['what is not banned does', 'all is banned', change('lib/base/banned.h', 'poison tmpnam', 'poison snprintf tmpnam'), 'poisoned "snprintf"'],
  ],
  'code.sh': [
    ['no name is cut short', 'a variable named after its storage', add('lib/base/text.c', word('static int line_b', 'uf;'))],
    ['a struct has no other name', 'a typedef of a struct', add('lib/base/text.h', 'typedef struct moon moon;')],
    ['nobody above base and store takes or frees memory', 'a page frees', add('cgi-bin/help.c', 'static void clear(void *moon) { free(moon); }')],
    ['every exception is needed', 'what freed doesn’t any more', change('lib/tools/article_write.c', 'free(html)', 'keep(html)'), 'lib/tools/article_write.c:'],
    ['assertions stay', 'a file turns its own off', add('lib/base/text.c', word('#define NDE', 'BUG'))],
    ['HTML is in templates', 'a program writes a tag', add('cgi-bin/help.c', 'static const char *moon = "a <b>moon</b>";')],
    ['there was code to look at', 'the search finds no file', change('tests/support/rule.sh', "grep -E '\\.[ch]$'", "grep -E '\\.h$'"), 'found too little'],
  ],
  'commits.sh': [
    ["a commit's subject begins with its room", 'a commit from nowhere', { commit: 'Fixed it.\n\nBecause it was broken.' }, 'Fixed it.'],
    ['a commit says why', 'a commit without a reason', { commit: 'base: count the moons' }, 'says no reason'],
  ],
  'decisions.sh': [
    ["a decision's file is dated", 'a note without a date', add('lib/decisions/moon.md', '# Moon'), 'lib/decisions/moon.md:'],
    ['a decision has its context, choice, cost, and when to revisit it', 'a note that forgets its price',
      change('lib/decisions/2026-11-23-prices-contain-vat.md', '**Cost.**', 'Cost:'), 'lib/decisions/2026-11-23-prices-contain-vat.md:'],
  ],
  'exported.sh': [
    ['every exception is needed', 'an exception for a function that is no more', change('tests/rules/exported.sh', 'print_day_plain chosen', 'print_moon_plain chosen'), 'print_moon_plain is no more'],
    ['there were functions to look at', 'the search finds too few', change('tests/rules/exported.sh', '-gt 200', '-gt 20000'), 'found too few'],
    ['a function used in one file is static', 'a function that nobody else calls',
      add('lib/base/moon.c', 'int moon(void);', 'int moon(void)', '{', '\treturn 1;', '}')],
  ],
  'headers.sh': [
    ['every header compiles alone', 'a type that another header knows', add('lib/base/text.h', 'struct_of_moon moon_text(void);')],
    ['every header opens with its name and what it is', 'a header says what another is', change('lib/base/text.h', ' * text.h - ', ' * moon.h - '), 'lib/base/text.h:'],
    ['every header is guarded by its own name', 'a guard copied from elsewhere', change('lib/base/text.h', '#define BASE_TEXT_H', '#define BASE_MOON_H'), 'lib/base/text.h:'],
  ],
  'pages.sh': [
    ['every program has a template', 'a program without a page', add('cgi-bin/moon.c', '/* moon.c - the moon. */'), 'cgi-bin/moon.c '],
    ['every template has a program', 'a page without a program', add('lib/page/templates/moon.html', '{{ page moon() }}'), 'lib/page/templates/moon.html '],
    ['every program says what it is for', 'a program without a word', change('cgi-bin/help.c', '/* help.c - ', '/* ')],
    ['every program has a golden page, and every golden page a program', 'nobody looks at a page', change('tests/programs/golden.mjs', "  ['health', 'health', '/health'],\n", ''), 'cgi-bin/health.c: '],
    ['every golden page is valid HTML', 'a heading that isn’t closed', change('tests/programs/golden/help.fr.html', '</h1>', ''), 'tests/programs/golden/help.fr.html:34.'],
    ['the uses of raw are the approved ones', 'a question shown as it was sent', change('lib/page/templates/help.html', '<h1>{{ say "Help" }}', '<h1>{{ raw view->query }}')],
  ],
  'rooms.sh': [
    ['rooms include only what lies below them', 'base looks up', add('lib/base/text.c', '#include "domain/account.h"')],
    ['an outside library is included by one room only', 'domain calls out', add('lib/domain/account.c', '#include <curl/curl.h>')],
    ['there were includes to look at', 'the search finds too few', change('tests/rules/rooms.sh', '-gt 200', '-gt 20000'), 'found too few'],
    ["no page's program links libcurl or libzxcvbn", 'a page’s program that does', { file: `${build}/cgi-bin/moon`, copied: `${build}/bin/palierctl` }, 'cgi-bin/moon links'],
  ],
  'styles.sh': [
    ['every class with a rule is worn', 'rules for nobody', add('htdocs/palier.css', '.moon { color: #fff }')],
    ['every drawing is shown', 'a drawing that no page shows', change('htdocs/sprite.svg', '<symbol id="', '<symbol id="moon"></symbol>\n<symbol id="')],
    ['every drawing that is asked for is there', 'a page asks for the moon', add('lib/page/templates/help.html', '<svg><use href="/sprite.svg#moon"></use></svg>')],
    ['what scripts look for is in the templates', 'a script looks for what isn’t there', add('htdocs/palier.js', "document.querySelector('[data-moon]');")],
    ['there were names to look at', 'the search finds too few', change('tests/rules/styles.sh', '-gt 40', '-gt 4000'), 'found too few'],
  ],
  'tables.sh': [
    ['every command says what it does, and shows it', 'a command without a word', change('lib/tools/palierctl_commands.c', '{ .name = "init",\n\t\t.does = "makes an empty shop",', '{ .name = "init",')],
    ['every table is opened with the store', 'a table that is never opened', change('lib/domain/tables.c', '\t&votes,\n', ''), 'lib/domain/tables.c: '],
    ['there were tables to look at', 'the search finds too few', change('tests/rules/tables.sh', '-gt 9', '-gt 900'), 'found too few'],
    ["the vectors are the design's", 'a vector is mended by hand', add('tests/vectors/proration.tsv', '1\t2'), 'tests/vectors/proration.tsv: '],
  ],
  'tests.sh': [
    ['no function of a test module lies idle', 'a state that no journey comes past', add('tests/journeys/pages.mjs', 'async function moon(walker) {}')],
    ['every page that a journey looks at is validated', 'a journey that forgets it', change('tests/journeys/votes.mjs', 'browser.validate()', 'undefined'), 'tests/journeys/votes.mjs:'],
    ["every unit test is in its file's list", 'a test that is never called', add('tests/base/text.c', 'static void the_moon_is_round(void **state)')],
    ['the rules could look', 'a search that can’t', change('tests/rules/tests.sh', 'rules_end', 'grep moon nowhere\nrules_end'), 'nowhere: No such file'],
  ],
  'translated.sh': [
    ['every text has a translation in fr, well set', 'a text that fr.po doesn’t know', add('lib/page/card.c', 'const char *moon(void) { return say(FRENCH, "The moon"); }'), 'fr.po: "The moon": has no translation'],
    ['every text has a translation in fr, well set', 'a typewriter’s apostrophe', change('lib/page/language/fr.po', 'msgstr "S’identifier"', 'msgstr "S\'identifier"'), 'fr.po: "Sign in": write ’'],
  ],
  'tree.sh': [
    ['every input that is kept for a fuzz target is small and read', 'inputs that no target reads', add('tests/fuzz/corpus/moon/full', 'moon'), 'tests/fuzz/corpus/moon/ belongs to no target'],
    ['the top level is fixed', 'a new room beside the house', add('moon/README', 'moon'), 'moon: '],
    ['the top level is complete', 'no form for the sources', { file: '.clang-format', removed: true }, '.clang-format is missing'],
    ['nothing is put off in a comment', 'tomorrow', add('lib/base/text.c', word('/* TO', 'DO: the moon */'))],
    ['no file knows the machine it was written on', 'a home', add('conf/site.cfg', word('# /ho', 'me/moon/shop'))],
    ['no file knows where the tree stands', 'the tree’s own path', tree => add('conf/site.cfg', `# ${tree}/conf`)],
    ['no file speaks of the workshop', 'the number of an issue', add('README.md', word('See iss', 'ue 12.'))],
    ['what is built is built below build/', 'an object beside its source', add('lib/base/text.o', '\x7fELF'), 'lib/base/text.o: built'],
    ['no function has more than 60 lines', 'a function of 61', add('lib/base/text.c', '{', ...lines(60, '\t;'), '}')],
    ['files stay below 400 lines, programs below 100', 'a program of more', add('cgi-bin/health.c', ...lines(60, '')), 'cgi-bin/health.c: '],
    ['lines of C stay below 101 characters', 'a long one', add('lib/base/text.c', `/* ${'é'.repeat(95)} */`)],
    ['C is indented with tabs and ends where it ends', 'a space at the end', add('lib/base/text.c', 'int moon; ')],
    ['scripts can be parsed', 'an if without a fi', add('lib/tools/serve.sh', 'if true; then'), 'lib/tools/serve.sh: line '],
  ],
};

// Said of the tests themselves, with examples in the test.
const PROVED_THERE = ['there are articles, labels and messages to look at', 'the rule sees a label that is typed by hand'];

// ---- copies of the tree -----------------------------------------------------------------------

const scripts = readdirSync(path.join(root, 'tests/rules')).filter(name => name !== 'proof.mjs' && (process.env.ONLY ?? name).includes(name)).sort();
const BUILDING = ['articles.mjs', 'banned.sh', 'exported.sh', 'headers.sh', 'rooms.sh', 'translated.sh'];

// With what was built, where a rule builds: dates stay, so that make has nothing to do.
function copyTree(name, withBuild) {
  const tree = path.join(scratch, name);
  const left = ['build', '.git', 'node_modules'];
  for (const part of readdirSync(root).filter(one => !left.includes(one)))
    cpSync(path.join(root, part), path.join(tree, part),
      { recursive: true, preserveTimestamps: true, filter: file => !left.includes(path.basename(file)) });
  symlinkSync(path.join(root, 'tests/node_modules'), path.join(tree, 'tests/node_modules'));
  const built = path.join(tree, build);
  mkdirSync(built, { recursive: true });
  if (withBuild)
    for (const part of ['objects', 'generated', 'tools', 'libpalier.a', 'language', 'errors', 'packed', 'cgi-bin', 'bin'])
      assert.equal(spawnSync('cp', ['-a', path.join(root, build, part), built]).status, 0, `${build}/${part}: run make all tests first`);
  return tree;
}

// Makes an edit; gives what undoes it, and the place that it has to be found at.  The date stays: what make
// has to build anew is taken away (remade).
function apply(tree, { file, added, from, to, copied, removed, commit }) {
  if (commit !== undefined) {
    const git = (...words) => assert.equal(spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...words], { cwd: tree }).status, 0);
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', commit);
    return { undo: () => rmSync(path.join(tree, '.git'), { recursive: true }) };
  }
  const name = path.join(tree, file);
  const before = existsSync(name) ? { bytes: readFileSync(name), date: statSync(name).mtime } : null;
  const write = bytes => {
    mkdirSync(path.dirname(name), { recursive: true });
    writeFileSync(name, bytes);
    if (before) utimesSync(name, before.date, before.date);
  };
  const text = before?.bytes.toString() ?? '';
  if (removed) rmSync(name);
  else if (copied) cpSync(path.join(tree, copied), name);
  else if (from !== undefined) {
    assert.ok(text.includes(from), `${file} has ${from}`);
    write(text.replace(from, () => to));
  } else write(text + added);
  const start = from === undefined ? text.length : text.indexOf(from);
  return {
    place: `${file}:${text.slice(0, start).split('\n').length}:`,
    undo: () => (before ? write(before.bytes) : rmSync(path.join(tree, file.startsWith('moon/') ? 'moon' : file), { recursive: true })),
  };
}

// What a rule reads that make has made from what is edited.
const remade = { 'articles.mjs': 'language/palier.pot', 'translated.sh': 'language/palier.pot' };

// Only what the violation is about is compiled and validated.
const NARROW = { HEADERS: 'lib/base/text.h', GOLDEN: '' };

function run(tree, script, variables = {}) {
  const file = path.join('tests/rules', script);
  const [program, words] = script.endsWith('.sh') ? ['bash', [file]] : ['node', ['--test-reporter=tap', file]];
  if (remade[script]) rmSync(path.join(tree, build, remade[script]), { force: true });
  const environment = { ...process.env, ...NARROW, ...variables, GIT_CEILING_DIRECTORIES: path.dirname(tree) };
  for (const name of ['MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'NODE_TEST_CONTEXT']) delete environment[name];
  return new Promise(resolve => {
    const child = spawn(program, words, { cwd: tree, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', piece => { text += piece; });
    child.stderr.on('data', piece => { text += piece; });
    child.once('close', status => resolve({ status, text }));
  });
}

// The rules of a script by what came of them: name → what it said, or '' where it was kept.
function results(text) {
  const found = new Map();
  for (const [, not, name, said] of text.matchAll(/^(not )?ok \d+ - (.*)\n((?:(?!(?:not )?ok |1\.\.).*\n)*)/gm))
    found.set(name, not ? said || '(nothing)' : '');
  return found;
}

const told = [];

async function violate(tree, script, [rule, violation, edits, says]) {
  const made = typeof edits === 'function' ? edits(tree) : edits;
  const applied = [made].flat().map(edit => apply(tree, edit));
  try {
    const wanted = says ?? applied[0].place;
    const { status, text } = await run(tree, script, wanted.includes('golden/') ? { GOLDEN: wanted.split(':')[0] } : {});
    const said = results(text).get(rule);
    assert.notEqual(status, 0, text);
    assert.ok(said, `"${rule}" was kept:\n${text}`);
    assert.ok(said.includes(wanted), `"${wanted}" isn't in what was said:\n${said}`);
    told.push([rule, violation, said.split('\n').find(line => line.includes(wanted)).replace(/^#? */, '')]);
  } finally {
    for (const { undo } of applied) undo();
    if (remade[script]) rmSync(path.join(tree, build, remade[script]), { force: true });
  }
}

// ---- the tests ----------------------------------------------------------------------------------

await test('every rule can fail', { concurrency: 2 }, async t => {
  const suite = async (name, mine) => {
    const tree = copyTree(name, mine.some(script => BUILDING.includes(script)));
    for (const script of mine) {
      const proved = VIOLATIONS[script] ?? [];
      await t.test(`${script}: the tree keeps its rules, and each has a violation here`, async () => {
        const { status, text } = await run(tree, script);
        assert.equal(status, 0, text);
        const unproved = [...results(text).keys()].filter(rule => !proved.some(([one]) => one === rule));
        assert.deepEqual(unproved.filter(rule => !PROVED_THERE.includes(rule) && rule !== 'the rules could look'), []);
      });
      for (const row of proved)
        await t.test(`${script} sees ${row[1]}: ${row[0]}`, () => violate(tree, script, row));
    }
  };
  await Promise.all([
    suite('one', scripts.filter(script => BUILDING.includes(script))),
    suite('two', scripts.filter(script => !BUILDING.includes(script))),
  ]);
});

const width = column => told.reduce((most, row) => Math.max(most, row[column].length), 0);
for (const [rule, violation, said] of told) console.log(`# ${rule.padEnd(width(0))} | ${violation.padEnd(width(1))} | ${said}`);
