// What the operator reads: every event that the shop's journeys and refusals make has its line, which
// can be read back; and nothing in the log tells who somebody is, or lets anybody in.
//   make && node --test tests/refusals/log.mjs
// The ids are OWASP ASVS 5.0's (security.md).
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, build, field, openShop, solve, words } from '../support/shop.mjs';
import { customer, programs, says } from '../support/refusals.mjs';
import { lines, readLine } from '../support/log_lines.mjs';

const ANA = 'essentials@example.com', BOB = 'advanced@example.com';
const ADDRESS = '198.51.100.77', ADDRESS_6 = '2001:db8:77:88:99:aa:bb:cc';
let shop;

// What must never stand in a log; filled as things are made.
const canaries = new Map([['the password', PASSWORD], ['an address', ANA], ['another address', BOB],
  ['the network address', ADDRESS], ['the IPv6 address', ADDRESS_6], ['the whole IPv6 network', '77:88']]);
const never = (name, value) => {
  assert.ok(String(value).length >= 6, name);
  canaries.set(name, String(value));
  return value;
};

before(async () => {
  shop = await openShop({ pool: 1, name: 'log', settings: {
    'passes = 3': 'passes = 2', 'mebibytes = 64': 'mebibytes = 19', 'proxies = ( )': 'proxies = ( "127.0.0.1" )' } });
});
after(() => shop.close());

const log = () => lines(shop.log());

// The lines that an act makes; those of the shop's own, which may come at any time, aside.
async function during(act) {
  const before = shop.log().length;
  const answer = await act();
  const own = /^(program|mail|settle|session opened|store recovered)/;
  return { answer, made: lines(shop.log().slice(before)).filter(one => !own.test(one.event)) };
}

const shown = made => made.map(({ event, pairs }) =>
  `${event} ${[...pairs].filter(([key]) => key !== 'request').map(([key, value]) => `${key}=${value}`).join(' ')}`);

// The one refusal of an act, whose lines all end with the same id.
async function refusal(act, wanted) {
  const { answer, made } = await during(act);
  const refusals = made.filter(one => one.event === 'request refused');
  assert.equal(refusals.length, 1, shown(made).join('\n'));
  for (const one of made) {
    assert.equal([...one.pairs.keys()].at(-1), 'request', one.line);
    assert.equal(one.pairs.get('request'), refusals[0].pairs.get('request'), one.line);
  }
  for (const [key, value] of Object.entries(wanted)) assert.equal(refusals[0].pairs.get(key), String(value), refusals[0].line);
  assert.equal(refusals[0].pairs.get('status'), String(answer.status));
  return { answer, made, id: refusals[0].pairs.get('request') };
}

const tokensOf = (name, page) => {
  for (const one of ['csrf', 'quote', 'question', 'once'])
    if (page.text.includes(`name="${one}"`)) never(`${name}: ${one}`, field(page, one));
};

test('the reader of lines refuses what can’t be read in one way only', () => {
  const time = '2026-05-11T14:32:07+02:00 ';
  assert.deepEqual([...readLine(`${time}sign-in refused a=b c="d \\" e=f\\\\" g=""`).pairs],
    [['a', 'b'], ['c', 'd " e=f\\'], ['g', '']]);
  for (const wrong of ['', 'event a=b', `${time}`, `${time}event a=`, `${time}event a=b=c`, `${time}event a="b`, `${time}event a="b"c`,
    `${time}event a=b c`, `${time}event a=b a=c`, `${time}event a="\\n"`, `${time}event a=b"c`, `${time}event  a=b`])
    assert.throws(() => readLine(wrong), undefined, wrong);
});

describe('what happens has its line [16.3.1]', () => {
  test('signing in and out', async () => {
    const visitor = shop.visitor({ language: 'en', headers: { 'x-forwarded-for': ADDRESS } });
    const { made } = await during(async () => {
      const answer = await visitor.signIn(ANA);
      assert.equal(answer.status, 303);
    });
    assert.deepEqual(shown(made), ['sign-in customer=1 result=ok wait=0 address=198.51.100.0/24']);
    never('a session', visitor.cookies.get('session'));
    tokensOf('home', await visitor.get('/'));
    assert.deepEqual(shown((await during(() => visitor.signOut())).made), ['sign-out customer=1']);
  });

  test('a wrong password, an unknown address, and too many of them, with the network alone', async () => {
    const visitor = shop.visitor({ language: 'en', headers: { 'x-forwarded-for': ADDRESS_6 } });
    const known = await refusal(() => visitor.signIn(ANA, never('a wrong password', 'canary-wrong-password')),
      { status: 422, result: 'wrong', problem: 'sign-in', path: '/login', customer: 0, address: '2001:db8:77::/48' });
    assert.equal(shown(known.made)[0], 'sign-in refused customer=1 result=wrong wait=0 address=2001:db8:77::/48');
    const unknown = await refusal(() => visitor.signIn(never('an unknown address', 'canary.nobody@example.com'), 'canary-wrong-password'),
      { status: 422, result: 'wrong', problem: 'sign-in' });
    assert.equal(shown(unknown.made)[0], 'sign-in refused customer=0 result=wrong wait=0 address=2001:db8:77::/48');
    let tries = 0, answer;
    do answer = await visitor.signIn('canary.nobody@example.com', 'canary-wrong-password');
    while (answer.status === 422 && ++tries < 10);
    assert.equal(answer.status, 429);
    const { made } = await refusal(() => visitor.signIn('canary.nobody@example.com', 'canary-wrong-password'),
      { status: 429, result: 'throttled', problem: 'sign-in' });
    assert.match(shown(made)[0], /^sign-in refused customer=0 result=throttled wait=[1-9]\d* address=2001:db8:77::\/48$/);
  });

  test('an upgrade, done and refused', async () => {
    const ana = customer(shop, ANA, 'en');
    never('another session', ana.cookies.get('session'));
    const page = await ana.get('/subscriptions/1/upgrade');
    tokensOf('upgrade', page);
    await refusal(() => ana.submit(page, '/upgrade', { edition: 'bogus' }), { status: 422, result: 'illegal', problem: 'quote', customer: 1 });
    const { answer, made } = await during(() => ana.submit(page, '/upgrade', { edition: 'premium' }));
    assert.equal(answer.status, 303);
    assert.deepEqual(shown(made), ['upgrade customer=1 subscription=1 result=ok repeated=0']);
    const stale = await refusal(() => ana.submit(page, '/upgrade', { edition: 'advanced' }), { status: 409, result: 'stale', problem: 'quote' });
    assert.match(shown(stale.made)[0], /^upgrade refused customer=1 subscription=1 result=stale/);
  });

  test('an account that was changed', async () => {
    const ana = customer(shop, ANA, 'en');
    const page = await ana.get('/account');
    tokensOf('account', page);
    await refusal(() => ana.submit(page, '/account', { name: '' }), { status: 422, result: 'fields', problem: 'name', customer: 1 });
    const { made } = await during(() => ana.submit(page, '/account',
      { name: never('a name', 'Canary Customer'), address: never('a postal address', '7 Canary Street') }));
    assert.deepEqual(shown(made), ['account changed customer=1']);
  });

  test('tickets, of a stranger and of a customer, and the operator’s answer', async () => {
    const stranger = shop.visitor({ language: 'en', headers: { 'x-forwarded-for': ADDRESS } });
    const form = await stranger.get('/support/new?subject=Canary%20subject');
    tokensOf('ticket', form);
    const fields = { csrf: field(form, 'csrf'), once: field(form, 'once'), robot: 'on', name: never('a stranger', 'Canary Stranger'),
      email: never('a stranger’s address', 'canary.stranger@example.net'), subject: never('a subject', 'Canary subject'),
      text: never('a text', 'canary text of a ticket'), ...solve(form) };
    await refusal(() => post(stranger, '/support/new', { ...fields, answer: '99' }), { status: 422, result: 'wrong', problem: 'robot', address: '198.51.100.0/24' });
    await refusal(() => post(stranger, '/support/new', { ...fields, email: 'x', text: '' }), { status: 422, result: 'fields', problem: 'text,email' });
    const again = await stranger.get('/support/new?subject=Canary%20subject');
    const { answer, made } = await during(() => post(stranger, '/support/new',
      { ...fields, csrf: field(again, 'csrf'), once: field(again, 'once'), ...solve(again) }));
    assert.equal(answer.status, 303, words(answer.text));
    assert.deepEqual(shown(made), ['ticket written ticket=1 files=0 customer=0']);
    never('a ticket’s key', new URL(answer.location, 'http://x').searchParams.get('key'));
    await stranger.get(answer.location);
    await refusal(() => stranger.get('/support/1?key=canarykeycanarykey'), { status: 404, result: 'not-found', path: '/support/1' });
    never('a guessed key', 'canarykeycanarykey');
    const operator = customer(shop, 'operator@example.com', 'en');
    const thread = await operator.get('/admin/tickets/1');
    const done = await during(() => post(operator, '/admin/tickets/1',
      { csrf: field(thread, 'csrf'), once: field(thread, 'once'), text: never('an answer', 'canary text of an answer') }));
    assert.match(shown(done.made)[0], /^ticket written ticket=1 files=0 customer=\d+$/);
    const told = await during(() => shop.palierctl('ticket', 'close', 1));
    assert.deepEqual(shown(told.made), ['ticket closed ticket=1 by=palierctl']);
  });

  test('a mail that leaves, and one that the server refuses', async () => {
    await shop.settled();
    assert.ok(log().some(({ event, pairs }) => event === 'mail sent' && /^\d+$/.test(pairs.get('mail'))));
  });

  test('what the operator’s command does to rights and prices', async () => {
    shop.palierctl('session', 'open', BOB);
    assert.equal(shown(log()).at(-1), 'session opened customer=2 by=palierctl');
    assert.ok(log().some(({ event, pairs }) => event === 'catalogue published' && pairs.get('version') === '1'));
  });

  test('a program that starts and one that ends', async () => {
    await shop.visitor().get('/');
    const started = log().filter(one => one.event === 'program started').map(one => one.pairs.get('name'));
    for (const name of ['store', 'login', 'upgrade']) assert.ok(started.includes(name), name);
    const [pid] = programs(shop, 'notice');
    process.kill(pid, 'SIGTERM');
    for (let tries = 0; tries < 200 && programs(shop, 'notice').includes(pid); tries++) await new Promise(resolve => setTimeout(resolve, 20));
    assert.ok(log().some(({ event, pairs }) => event === 'program ended' && pairs.get('process') === String(pid)));
  });
});

function post(visitor, target, fields) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return visitor.post(target, data);
}

describe('what is refused has its line, with the reason [16.3.2, 16.3.3]', () => {
  const REFUSED = [
    ['a page that isn’t there', v => v.get('/help/nothing'), { status: 404, result: 'not-found', method: 'GET', path: '/help/nothing' }],
    ['an operator’s page', async () => customer(shop, ANA, 'en').get('/admin/tickets'), { status: 404, result: 'not-found', customer: 1 }],
    ['another’s invoice', async () => customer(shop, ANA, 'en').get('/invoices/2026-000002'), { status: 404, customer: 1 }],
    ['a forged request', async () => customer(shop, ANA, 'en').post('/account', 'name=x', { origin: 'https://evil.example' }), { status: 403, result: 'forbidden' }],
    ['an unknown field', v => v.get('/?canaryfield=1'), { status: 400, result: 'invalid', problem: 'unknown-field', path: '/' }],
    ['a repeated field', v => v.get('/?lang=fr&lang=en'), { status: 400, problem: 'repeated-field' }],
    ['a method', v => v.request('DELETE', '/'), { status: 405, result: 'method', method: 'other' }],
    ['another type', v => v.post('/login', '{}', { 'content-type': 'application/json' }), { status: 415, problem: 'content-type' }],
    ['an empty sign-in', async v => v.submit(await v.get('/login'), '/login', { email: '', password: '' }), { status: 422, result: 'fields', problem: 'email,password,robot' }],
    ['a wrong answer of a robot', async v => {
      const page = await v.get('/login');
      return v.submit(page, '/login', { email: ANA, password: PASSWORD, robot: 'on', ...solve(page), answer: '99' });
    }, { status: 422, result: 'wrong', problem: 'robot' }],
    ['an empty vote', async v => v.submit(await v.get('/help/upgrade'), '/vote', { reason: ' ' }), { status: 422, problem: 'vote' }],
    ['an address that tries to be a line', v => v.get('/help/a%0A2026-05-11T14:32:07+02:00%20sign-in%20customer=1'), { status: 400, problem: 'path' }],
    ['an address with quotes', v => v.get('/help/a"%20status=200%20b="c'), { status: 404 }],
    ['an address with somebody’s mail', v => v.get('/help/canary.person@example.org'), { status: 404, path: '/help/*%40example.org' }],
  ];
  never('somebody in an address', 'canary.person');
  never('an unknown field’s name', 'canaryfield');
  for (const [name, act, wanted] of REFUSED)
    test(name, async () => {
      const { answer, id } = await refusal(() => act(shop.visitor({ language: 'en' })), wanted);
      // Pages that have nothing but the problem show its id; forms that come back say themselves what is wrong.
      if (![422].includes(answer.status)) {
        assert.ok(words(answer.text).includes(`incident ${id}`), `${answer.path} doesn't show ${id}`);
        assert.ok(!/incident/.test(words(answer.text).replace(`incident ${id}`, '')));
      }
    });

  test('who asks for an operator’s page is told apart from who mistypes', async () => {
    const { made } = await during(() => customer(shop, ANA, 'en').get('/admin/articles'));
    assert.ok(shown(made).includes('access refused customer=1 wanted=operator'), shown(made).join('\n'));
  });
});

describe('an id leads from the page to the log', () => {
  test('Apache’s log has the same, without addresses and queries', async () => {
    const { id } = await refusal(() => shop.visitor({ language: 'fr' }).get('/help/nowhere?lang=en'), { status: 404 });
    const read = () => readFileSync(path.join(build, 'run', String(shop.port), 'access.log'), 'utf8');
    // Apache writes its line when the answer is gone, so it may be a moment behind it.
    let access = read();
    for (let tries = 0; tries < 100 && !access.includes(`request=${id}`); tries++) {
      await new Promise(resolve => { setTimeout(resolve, 50); });
      access = read();
    }
    assert.match(access, new RegExp(`^\\S+ 404 GET /help/nowhere microseconds=\\d+ bytes=\\d+ request=${id}$`, 'm'));
    assert.match(id, /^[A-Za-z0-9@_-]{24,32}$/);
    assert.doesNotMatch(access, /127\.0\.0\.1|198\.51|2001:db8|[?]|key=|csrf/);
  });

  test('Apache’s own pages promise none', async () => {
    const folder = path.join(build, 'errors');
    const pages = readdirSync(folder);
    assert.ok(pages.length > 8);
    for (const page of pages) assert.doesNotMatch(readFileSync(path.join(folder, page), 'utf8'), /incident/, page);
  });

  test('a shop that can’t be opened shows one, too', async () => {
    const file = path.join(shop.directory, 'conf/site.cfg');
    const visitor = shop.visitor();
    renameSync(file, `${file}.away`);
    try {
      for (const pid of programs(shop, 'help')) process.kill(pid, 'SIGKILL');
      for (let tries = 0; tries < 200 && programs(shop, 'help').length > 0; tries++) await new Promise(resolve => setTimeout(resolve, 20));
      const answer = await visitor.get('/help');
      assert.equal(answer.status, 503);
      assert.ok(words(answer.text).includes(says.pause.fr));
      assert.equal([...answer.text.matchAll(/incident [A-Za-z0-9@_-]{24,32}</g)].length, 2);
    } finally {
      renameSync(`${file}.away`, file);
    }
  });
});

test('nothing in the log tells who somebody is, or lets anybody in [16.2.5]', () => {
  const access = readFileSync(path.join(build, 'run', String(shop.port), 'access.log'), 'utf8');
  // Apache writes down the paths that it was asked for as they came.
  const text = shop.log() + shop.errors() + access.replace(/^.* GET \/help\/canary\.person@.*$/gm, '');
  assert.ok(canaries.size >= 25, `${canaries.size} canaries`);
  for (const [name, value] of canaries)
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, '')])
      assert.ok(!text.includes(form), `${name} stands in a log: ${text.split('\n').find(line => line.includes(form))}`);
  for (const [address] of text.matchAll(/\b\d+\.\d+\.\d+\.\d+(?!\/24)\b/g))
    assert.ok(address.endsWith('.0') || /^(127\.0\.0\.1|0\.0\.0\.0)$/.test(address), address);
  assert.doesNotMatch(shop.log(), /[\w.+-]@[\w-]+\.[a-z]/);
});

test('every line can be read, and those of requests end with their id', () => {
  const own = /^(program|mail|settle|store|ticket closed|session opened|catalogue|shop)/;
  const all = log();
  assert.ok(all.length > 40);
  for (const { event, pairs, line } of all)
    if (!own.test(event)) assert.equal([...pairs.keys()].at(-1), 'request', line);
});

test('a log that was moved away or has grown is begun anew by programs that run', async () => {
  const file = path.join(shop.directory, 'log/palier.log');
  renameSync(file, `${file}.kept`);
  await shop.visitor().get('/help/nothing');
  assert.equal(lines(shop.log()).filter(one => one.event === 'request refused').length, 1);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  chmodSync(file, 0o600);
});
