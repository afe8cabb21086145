// golden.mjs - every program as plain CGI, without a server, its answer against a golden page.
//
// The shop's clock stands at noon of 11 May 2026, so that days and amounts are always the same;
// what is random (tokens, quotes, questions, incidents, and so the length) is named instead of
// compared.  After a change that
// was meant, UPDATE=1 node --test tests/programs/golden.mjs writes the pages anew: look at the difference.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const pages = path.join(root, 'tests/programs/golden');
mkdirSync(build, { recursive: true });
const shop = mkdtempSync(path.join(build, 'golden-'));
after(() => rmSync(shop, { recursive: true, force: true }));

function palierctl(...words) {
  const done = spawnSync(path.join(build, 'bin/palierctl'), ['--shop', shop, ...words], { encoding: 'utf8' });
  assert.equal(done.status, 0, `palierctl ${words.join(' ')}: ${done.stderr}`);
  return done.stdout.trim();
}

palierctl('init', '--kind', 'demo');
palierctl('clock', 'set', '2026-05-11T12:00:00+02:00');
palierctl('demo');
const sessions = Object.fromEntries(
  ['essentials', 'advanced', 'premium', 'studio', 'operator'].map(name => [name, palierctl('session', 'open', `${name}@example.com`)]));

// Runs a program once, as a web server without FastCGI would.
function run(program, address, { method = 'GET', who, language = 'fr', body = '', variables = {} } = {}) {
  const done = spawnSync(path.join(build, 'cgi-bin', program), [], {
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.endsWith('SAN_OPTIONS'))),
      PALIER_SHOP: shop,
      GATEWAY_INTERFACE: 'CGI/1.1',
      REQUEST_METHOD: method,
      REQUEST_URI: address,
      REMOTE_ADDR: '127.0.0.1',
      HTTP_HOST: '127.0.0.1:8080',
      HTTP_ACCEPT_LANGUAGE: language,
      ...(who ? { HTTP_COOKIE: `session=${sessions[who]}` } : {}),
      ...(method === 'POST'
        ? { CONTENT_TYPE: 'application/x-www-form-urlencoded', CONTENT_LENGTH: String(Buffer.byteLength(body)) }
        : {}),
      ...variables,
    },
    input: body,
    encoding: 'utf8',
  });
  const [head, ...rest] = done.stdout.split('\r\n\r\n');
  return { status: done.status, error: done.stderr, head, text: rest.join('\r\n\r\n') };
}

// What differs from run to run, by the name of what it is.
function settle(text) {
  return text
    .replace(/(name="csrf" value=")[^"]+/g, '$1CSRF')
    .replace(/(name="quote" value=")[^"]+/g, '$1QUOTE')
    .replace(/(name="once" value=")[^"]+/g, '$1ONCE')
    .replace(/(name="question" value=")[^"]+/g, '$1QUESTION')
    .replace(/(<label for="answer">[^<]*?(?:font|is) ).*?(<)/g, '$1SUM$2')
    .replace(/^Content-Length: \d+\n/m, '')
    .replace(/(session=)[\w-]+/g, '$1TOKEN')
    .replace(/incident [0-9a-f]{16}, <time.*?<\/time>/g, 'incident INCIDENT');
}

function compare(name, answer) {
  const file = path.join(pages, name);
  const found = settle(`${answer.head.replaceAll('\r\n', '\n')}\n\n${answer.text}`);
  if (process.env.UPDATE) {
    mkdirSync(pages, { recursive: true });
    writeFileSync(file, found);
  }
  assert.ok(existsSync(file), `there is no golden page ${name}; UPDATE=1 writes it`);
  assert.equal(found, readFileSync(file, 'utf8'));
}

// Somebody's answer below an article, from its own form.
function vote(who, fields) {
  const csrf = /name="csrf" value="([^"]+)/.exec(run('article', '/help/upgrade', { who }).text)[1];
  const answer = run('vote', '/help/upgrade/vote', { method: 'POST', who, body: String(new URLSearchParams({ csrf, ...fields })) });
  assert.match(answer.head, /^Status: 303 /m, answer.text);
}
vote('advanced', { helpful: 'yes' });
vote('premium', { helpful: 'no' });
vote('studio', { helpful: 'no' });
vote('studio', { reason: 'Le prix <b>exact</b>,\r\net la date.' });

const cases = [
  ['store', 'store', '/'],
  ['store-signed-in', 'store', '/', 'essentials'],
  ['store-several', 'store', '/', 'studio'],
  ['store-dollars', 'store', '/?currency=cad'],
  ['login', 'login', '/login'],
  ['login-next', 'login', '/login?next=/account'],
  ['login-signed-in', 'login', '/login', 'essentials'],
  ['subscriptions-signed-out', 'subscriptions', '/subscriptions'],
  ['subscriptions-essentials', 'subscriptions', '/subscriptions', 'essentials'],
  ['subscriptions-premium', 'subscriptions', '/subscriptions', 'premium'],
  ['subscriptions-several', 'subscriptions', '/subscriptions', 'studio'],
  ['subscriptions-none', 'subscriptions', '/subscriptions', 'operator'],
  ['upgrade-essentials', 'upgrade', '/subscriptions/1/upgrade', 'essentials'],
  ['upgrade-advanced', 'upgrade', '/subscriptions/2/upgrade', 'advanced'],
  ['upgrade-premium', 'upgrade', '/subscriptions/3/upgrade', 'premium'],
  ['upgrade-chosen', 'upgrade', '/subscriptions/1/upgrade?edition=premium', 'essentials'],
  ['upgrade-seats', 'upgrade', '/subscriptions/5/upgrade', 'studio'],
  ['upgrade-ended', 'upgrade', '/subscriptions/4/upgrade', 'studio'],
  ['upgrade-missing', 'upgrade', '/subscriptions/3/upgrade', 'essentials'],
  ['invoices', 'invoices', '/invoices', 'essentials'],
  ['invoices-none', 'invoices', '/invoices', 'operator'],
  ['invoice', 'invoice', '/invoices/2026-000001', 'essentials'],
  ['invoice-missing', 'invoice', '/invoices/2026-000002', 'essentials'],
  ['account', 'account', '/account', 'essentials'],
  ['account-saved', 'account', '/account?saved=1', 'studio'],
  ['help', 'help', '/help'],
  ['article-helpful', 'article', '/help/upgrade', 'advanced'],
  ['article-not-helpful', 'article', '/help/upgrade', 'premium'],
  ['article-explained', 'article', '/help/upgrade', 'studio'],
  ['admin-articles', 'admin_articles', '/admin/articles', 'operator'],
  ['admin-articles-one', 'admin_articles', '/admin/articles?article=upgrade', 'operator'],
  ['admin-articles-none', 'admin_articles', '/admin/articles?article=other', 'operator'],
  ['admin-articles-missing', 'admin_articles', '/admin/articles', 'essentials'],
  ['help-found', 'help', '/help?q=facture'],
  ['help-edition', 'help', '/help?q=Passer%20%C3%A0%20premium'],
  ['help-nothing', 'help', '/help?q=%22%3Cxyzzy%3E'],
  ['help-operator', 'help', '/help?q=palierctl', 'operator'],
  ['article-upgrade', 'article', '/help/upgrade'],
  ['article-upgrade-signed-in', 'article', '/help/upgrade', 'essentials'],
  ['article-upgrade-premium', 'article', '/help/upgrade', 'premium'],
  ['article-prices', 'article', '/help/prices'],
  ['article-pay', 'article', '/help/pay'],
  ['article-operator', 'article', '/help/health', 'operator'],
  ['article-of-the-operator', 'article', '/help/health', 'essentials'],
  ['article-missing', 'article', '/help/none'],
  ['support', 'support', '/support', 'essentials'],
  ['support-signed-out', 'support', '/support'],
  ['new-ticket', 'new_ticket', '/support/new'],
  ['new-ticket-subject', 'new_ticket', '/support/new?subject=facture'],
  ['new-ticket-signed-in', 'new_ticket', '/support/new?article=upgrade', 'studio'],
  ['ticket-missing', 'ticket', '/support/1', 'essentials'],
  ['attachment-missing', 'attachment', '/support/1/files/0', 'essentials'],
  ['admin-tickets', 'admin_tickets', '/admin/tickets', 'operator'],
  ['admin-tickets-missing', 'admin_tickets', '/admin/tickets', 'essentials'],
  ['admin-ticket-missing', 'admin_ticket', '/admin/tickets/1', 'operator'],
  ['legal', 'notice', '/legal'],
  ['privacy', 'notice', '/privacy', 'essentials'],
  ['notice-missing', 'notice', '/imprint'],
  ['health', 'health', '/health'],
];

for (const language of ['fr', 'en'])
  for (const [name, program, address, who] of cases)
    test(`${name} in ${language} is as it was last looked at`, () => {
      const answer = run(program, address, { who, language });
      assert.equal(answer.error, '');
      assert.equal(answer.status, 0);
      compare(`${name}.${language}.html`, answer);
    });

test('a challenge is JSON that nobody stores', () => {
  const answer = run('captcha', '/captcha');
  assert.match(answer.head, /^Content-Type: application\/json/m);
  assert.match(answer.head, /^Cache-Control: no-store/m);
  assert.deepEqual(Object.keys(JSON.parse(answer.text)), ['parameters', 'signature']);
});

test('HEAD tells the length and keeps the page', () => {
  const whole = run('store', '/'), head = run('store', '/', { method: 'HEAD' });
  assert.equal(head.text, '');
  assert.equal(/^Content-Length: (\d+)/m.exec(head.head)[1], /^Content-Length: (\d+)/m.exec(whole.head)[1]);
});

// What the log got while a program answered, without time and incident.
function logged(...words) {
  const file = path.join(shop, 'log/palier.log');
  const before = existsSync(file) ? readFileSync(file, 'utf8').length : 0;
  run(...words);
  return readFileSync(file, 'utf8').slice(before).trimEnd().split('\n').filter(line => line !== '')
    .map(line => line.replace(/^\S+ /, '').replace(/ request=[0-9a-f]{16}$/, ''));
}

test('a refused request is logged once, whatever refused it', () => {
  const refused = (rest, customer = 0) => [`request refused ${rest} customer=${customer} address=127.0.0.0/24`];
  assert.deepEqual(logged('invoice', '/invoices/2026-000002', { who: 'essentials' }),
    refused('status=404 result=not-found problem=none method=GET path="/invoices/2026-000002"', 1));
  assert.deepEqual(logged('store', '/?x=1'),
    refused('status=400 result=invalid problem=unknown-field method=GET path="/"'));
  assert.deepEqual(logged('login', '/login', { method: 'POST', variables: { CONTENT_TYPE: 'text/plain' } }),
    refused('status=415 result=invalid problem=content-type method=POST path="/login"'));
  assert.deepEqual(logged('login', '/login', { method: 'POST', variables: { CONTENT_LENGTH: '70000' } }),
    refused('status=413 result=too-large problem=too-large method=POST path="/login"'));
  assert.deepEqual(logged('store', '/a%2fb'),
    refused('status=400 result=invalid problem=path method=GET path=""'));
  assert.deepEqual(logged('logout', '/logout'),
    refused('status=405 result=method problem=none method=GET path="/logout"'));
  assert.deepEqual(logged('store', '/', { method: 'PUT' }),
    refused('status=405 result=method problem=none method=other path="/"'));
  assert.deepEqual(logged('logout', '/logout', { method: 'POST', who: 'essentials' }), [
    'forged request sign=token',
    ...refused('status=403 result=forbidden problem=none method=POST path="/logout"', 1)]);
});

test('nothing that was asked for passes for another pair of the line', () => {
  assert.deepEqual(logged('store', '/a%20status=200%22%20request=0/%C3%A9?lang=fr'), [
    'request refused status=404 result=not-found problem=none method=GET ' +
    'path="/a%20status%3D200%22%20request%3D0/%C3%A9" customer=0 address=127.0.0.0/24']);
  const [line] = logged('store', `/${'%22'.repeat(2000)}`);
  assert.match(line, /^request refused status=404 .* path="\/(%22){66}%" customer=0 address=127\.0\.0\.0\/24$/);
});

test('an answer and the way to the sign-in page are no refusals', () => {
  assert.deepEqual(logged('store', '/'), []);
  assert.deepEqual(logged('subscriptions', '/subscriptions'), []);
});

test('a program without a shop says so in both languages', () => {
  const answer = run('store', '/', { variables: { PALIER_SHOP: path.join(shop, 'nowhere') } });
  assert.match(answer.head, /^Status: 503/m);
  assert.match(answer.text, /La boutique fait une pause\./);
  assert.match(answer.text, /The store is taking a break\./);
  assert.match(answer.error, /site\.cfg/);
});

test('a secret that others may read closes the shop', () => {
  const secret = path.join(shop, 'secrets/signing');
  spawnSync('chmod', ['644', secret]);
  const answer = run('store', '/');
  spawnSync('chmod', ['600', secret]);
  assert.match(answer.head, /^Status: 503/m);
  assert.match(readFileSync(path.join(shop, 'log/palier.log'), 'utf8'), /others may read this secret\. Run `chmod 600`/);
});

test('the programs find the shop by shop.path beside them', () => {
  const folder = path.join(shop, 'elsewhere');
  mkdirSync(folder);
  spawnSync('cp', [path.join(build, 'cgi-bin/health'), folder]);
  writeFileSync(path.join(folder, 'shop.path'), `${shop}\n`);
  const done = spawnSync(path.join(folder, 'health'), [], {
    env: { REQUEST_METHOD: 'GET', REQUEST_URI: '/health', REMOTE_ADDR: '127.0.0.1' }, encoding: 'utf8',
  });
  assert.match(done.stdout, /ok store/);
});
