// The table of refusals: what is sent, and with which status and sentence it comes back.  Each row is
// sent in French and in English to one shop, which holds afterwards what it held before.  What was
// sent and what came back is written to build/refusals.md.
//   make && node --test tests/refusals/table.mjs
//
// The rows are in tests/refusals/table/: groups of { id, title, rows }, the id being OWASP ASVS 5.0's.
// A row is [what is wrong, status, says, ask, more]:
//   says    the sentence, or several (see support/refusals.mjs); where a redirection leads; null for neither
//   ask     sends it for who (below), and gives the answer, or several that must all be so
//   more    { headers: { name: value, undefined for none }, holds: what is in the page,
//           like: who => the answer that it must equal but for what differs from page to page }
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, field, form, openShop } from '../support/shop.mjs';
import { alike, books, customer, refused, settleClock, tells } from '../support/refusals.mjs';
import access from './table/access.mjs';
import addresses from './table/addresses.mjs';
import forms from './table/forms.mjs';
import requests from './table/requests.mjs';
import signin from './table/signin.mjs';

const GROUPS = [...forms, ...signin, ...access, ...addresses, ...requests];
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64');

let shop, start, sent;
const people = {};

// Who sends a row, in one language: owner (of subscription 1), other, operator, stranger; page and
// honest: the owner's form of an upgrade; foreign: the other's; theirs: what the other has.
async function open(language) {
  const [owner, other, operator] = ['essentials', 'advanced', 'operator'].map(name => customer(shop, `${name}@example.com`, language));
  const page = await owner.get('/subscriptions/1/upgrade');
  return {
    shop, language, owner, other, operator, page,
    stranger: shop.visitor({ language }),
    honest: { ...Object.fromEntries(form(page, '/upgrade').fields), edition: 'advanced' },
    foreign: Object.fromEntries(form(await other.get('/subscriptions/2/upgrade'), '/upgrade').fields),
    theirs: await theirs(other),
  };
}

async function theirs(other) {
  const page = await other.get('/support/new?subject=The%20brush');
  const data = new FormData();
  for (const [name, value] of Object.entries({ csrf: field(page, 'csrf'), once: field(page, 'once'), subject: 'The brush', text: 'It skips.' }))
    data.append(name, value);
  data.append('files', new Blob([PNG], { type: 'image/png' }), 'a.png');
  const ticket = (await other.post('/support/new', data)).location.replace(/\?.*/, '');
  const [file] = /\/support\/\d+\/files\/[0-9a-f]{32}/.exec((await other.get(ticket)).text);
  const [invoice] = /\/invoices\/\d{4}-\d{6}/.exec((await other.get('/invoices')).text);
  return { ticket, file, invoice, upgrade: '/subscriptions/2/upgrade' };
}

// What nobody may change here: the books, the tickets, and the votes that the operator sees.
async function holdings() {
  const votes = await people.en.operator.get('/admin/articles');
  return { ...books(shop), tickets: shop.palierctl('ticket', 'list', '--json').stdout, votes: /<main[^]*<\/main>/.exec(votes.text)[0] };
}

// Notes what is sent, whoever sends it.
function listen() {
  const { visitor, raw } = shop;
  shop.visitor = options => {
    const made = visitor(options), { request } = made;
    made.request = (method, target, rest) => {
      sent = `${method} ${target}`;
      return request.call(made, method, target, rest);
    };
    return made;
  };
  shop.raw = (text, options) => {
    sent = text.slice(0, text.indexOf('\r\n'));
    return raw(text, options);
  };
}

before(async () => {
  shop = await openShop({ pool: 1, name: 'table' });
  listen();
  settleClock(shop);
  for (const language of ['fr', 'en']) people[language] = await open(language);
  start = await holdings();
});
after(() => {
  write();
  return shop.close();
});

async function check([, status, says, ask, { headers = {}, holds, like } = {}], who) {
  for (const answer of [await ask(who)].flat()) {
    refused(answer, status, null);
    for (const one of [says].flat().filter(Boolean))
      if (typeof one === 'string') assert.equal(answer.location, one);
      else tells(answer, one);
    for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers[name], value, name);
    if (holds) assert.match(answer.text, holds);
    if (like) alike(answer, await like(who));
  }
}

const ROWS = [];
const cell = text => text.replace(/[\\|`*<[]/g, '\\$&').replace(/[^\x20-\x7e\xa0-\uffff]/g, one => `\\\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
const told = says => [says].flat().map(one => (one?.en ? `${one.en} / ${one.fr}` : one ?? '')).join('; ');
const shorter = text => (text.length > 90 ? `${text.slice(0, 80)}… (${text.length})` : text);

function write() {
  const lines = ROWS.map(columns => `| ${columns.map(cell).join(' | ')} |`);
  mkdirSync(build, { recursive: true });
  writeFileSync(path.join(build, 'refusals.md'), ['# What is refused, and how', '',
    `${ROWS.length} requests, each sent in French and in English by tests/refusals/table.mjs; the test is named by its group and what is wrong.`, '',
    '| ASVS 5.0 | Request | Test | Status | Sentence or place |', '| --- | --- | --- | --- | --- |', ...lines, ''].join('\n'));
}

for (const { id, title, rows } of GROUPS)
  describe(`${title} [${id}]`, () => {
    for (const row of rows)
      test(row[0], async () => {
        for (const who of Object.values(people)) await check(row, who);
        const [name, status, says] = row;
        ROWS.push([id, shorter(sent), `${title}: ${name}`, String(status), told(says)]);
      });
    test('and nothing was changed by any of it', async () => assert.deepEqual(await holdings(), start));
  });

// What a visitor sent may stand in a log, but on one line.
test('nothing that was sent begins a line of the log [16.4.1]', async () => {
  await people.fr.owner.post('/subscriptions/x%0Aforged/upgrade', 'csrf=a', { origin: 'https://evil.example' });
  assert.match(shop.log(), / forged request sign=origin/);
  for (const line of shop.log().split('\n'))
    assert.match(line, /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d [a-z]|$)/, line);
});

test('no two rows have the same name', () => {
  const names = GROUPS.flatMap(({ title, rows }) => rows.map(([name]) => `${title}: ${name}`));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.length >= 300, `${names.length} rows`);
});
