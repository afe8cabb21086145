// palierctl secret: what was signed before a rotation holds for its time and no longer, in programs that
// run meanwhile; and a shop whose secrets others may read is closed.
//   make && node --test tests/tools/secret.mjs
import assert from 'node:assert/strict';
import { chmodSync, chownSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { field, openShop, solve, words } from '../support/shop.mjs';
import { customer, programs, refused, says } from '../support/refusals.mjs';
import { lines } from '../support/log_lines.mjs';

let shop;
before(async () => { shop = await openShop({ pool: 1, name: 'secret', settings: { 'passes = 3': 'passes = 2', 'mebibytes = 64': 'mebibytes = 19' } }); });
after(() => shop.close());

const at = file => path.join(shop.directory, file);
const secretOf = name => readFileSync(at(`secrets/${name}`), 'latin1').slice(0, 64);
const rotate = (...words) => {
  const done = shop.palierctl('secret', 'rotate', ...words);
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
};

async function ticketOf(visitor) {
  const page = await visitor.get('/support/new?subject=Brush');
  const data = new FormData();
  for (const [name, value] of Object.entries({ csrf: field(page, 'csrf'), once: field(page, 'once'), robot: 'on', name: 'Ada',
    email: 'ada@example.net', subject: 'Brush', text: 'It skips.', ...solve(page) })) data.append(name, value);
  const answer = await visitor.post('/support/new', data);
  assert.equal(answer.status, 303, words(answer.text));
  return answer.location;
}

describe('secret list', () => {
  test('tells ages, and never a secret', () => {
    utimesSync(at('secrets/signing'), new Date(), new Date(Date.now() - 10.5 * 86400000));
    writeFileSync(at('secrets/mail'), 'canary of the mail server\n', { mode: 0o600 });
    const { uid, gid } = statSync(shop.directory);
    chownSync(at('secrets/mail'), uid, gid);
    const text = shop.palierctl('secret', 'list').stdout;
    assert.match(text, /^signing {3}\d{4}-\S+ +10 +$/m);
    assert.match(text, /^lasting {3}\d{4}-\S+ +0 +$/m);
    assert.match(text, /^mail {6}\d{4}-\S+ +0 +$/m);
    const objects = shop.palierctl('secret', 'list', '--json').stdout.trim().split('\n').map(line => JSON.parse(line));
    assert.deepEqual(objects.map(one => [one.secret, one.days, one.before_until]), [['signing', 10, ''], ['lasting', 0, ''], ['mail', 0, '']]);
    for (const secret of [secretOf('signing'), secretOf('lasting'), 'canary'])
      assert.ok(!text.includes(secret) && !JSON.stringify(objects).includes(secret));
    rmSync(at('secrets/mail'));
  });
});

describe('secret rotate', () => {
  test('what was signed before still counts in programs that run, and new things are signed anew', async () => {
    const ana = customer(shop, 'essentials@example.com', 'en'), stranger = shop.visitor({ language: 'en' });
    const popup = await ana.get('/subscriptions/1/upgrade');
    const login = await stranger.get('/login');
    const link = await ticketOf(shop.visitor({ language: 'en' }));
    const pids = programs(shop, 'upgrade'), before = secretOf('signing'), lasting = secretOf('lasting');

    assert.match(rotate(), /secrets\/signing is new; the one before is believed until \d{4}-/);
    assert.notEqual(secretOf('signing'), before);
    assert.equal(secretOf('lasting'), lasting);
    assert.equal(statSync(at('secrets/signing')).mode & 0o777, 0o600);
    assert.equal(statSync(at('secrets/signing')).uid, statSync(shop.directory).uid);

    const fresh = await ana.get('/subscriptions/1/upgrade');
    assert.notEqual(field(fresh, 'csrf'), field(popup, 'csrf'));
    assert.equal((await ana.submit(popup, '/upgrade', { edition: 'advanced' })).status, 303, 'a price and a form from before');
    const answer = await stranger.submit(login, '/login', { email: 'advanced@example.com', password: 'demo-palier-2026', robot: 'on', ...solve(login) });
    assert.equal(answer.status, 303, 'a question from before');
    assert.equal((await shop.visitor().get(link)).status, 200, 'a link in a mail from before');
    assert.equal((await ana.get('/subscriptions')).status, 200, 'a session from before');
    assert.deepEqual(programs(shop, 'upgrade'), pids, 'without a restart');
    assert.ok(lines(shop.log()).some(({ event, pairs }) => event === 'secret rotated' && pairs.get('name') === 'signing' && pairs.get('grace') === '86400'));
  });

  test('within the grace there is no second one by accident, with --grace 0s there is, and the old ones are void at once', async () => {
    const ana = customer(shop, 'premium@example.com', 'en');
    const page = await ana.get('/account'), held = secretOf('signing');
    const done = shop.palierctl('secret', 'rotate');
    assert.equal(done.status, 1);
    assert.match(done.stderr, /secrets\/signing: the secret before is believed until \d{4}-\S+\. Wait until then, or void it and this one at once with --grace 0s\.\n$/);
    assert.equal(secretOf('signing'), held);
    assert.match(rotate('--grace', '0s'), /is new; the one before is void/);
    refused(await ana.submit(page, '/account', {}), 403, says.forged);
    assert.equal((await ana.submit(await ana.get('/account'), '/account', {})).status, 303);
  });

  test('a grace ends by itself', async () => {
    const ana = customer(shop, 'premium@example.com', 'en');
    const page = await ana.get('/account');
    rotate('signing', '--grace', '2s');
    const again = await ana.get('/account');
    await new Promise(resolve => setTimeout(resolve, 3100));
    refused(await ana.submit(page, '/account', {}), 403, says.forged);
    assert.equal((await ana.submit(again, '/account', {})).status, 303);
  });

  test('links in mails have a secret of their own, with a longer grace', async () => {
    const link = await ticketOf(shop.visitor({ language: 'en' }));
    const until = JSON.parse(rotate('lasting', '--json')).before_until;
    assert.ok(Math.abs(new Date(until) - Date.now() - 30 * 86400000) < 60000, until);
    assert.equal((await shop.visitor().get(link)).status, 200);
    rotate('lasting', '--grace', '0s');
    assert.equal((await shop.visitor().get(link)).status, 404);
    const fresh = await ticketOf(shop.visitor({ language: 'en' }));
    assert.equal((await shop.visitor().get(fresh)).status, 200);
  });

  test('a shop from before there was a lasting secret keeps its links', async () => {
    rmSync(at('secrets/lasting'));
    const link = await ticketOf(shop.visitor({ language: 'en' }));
    assert.match(shop.palierctl('secret', 'list').stdout, /^lasting {3}as signing, until that is rotated$/m);
    for (let i = 0; i < 2; i++) rotate('--grace', '0s');
    assert.equal((await shop.visitor().get(link)).status, 200);
  });

  test('what isn’t a secret or a time is refused', () => {
    for (const [words, sentence] of [[['mail'], /there is no secret "mail"; it is "signing" or "lasting"/], [['--grace', '1'], /--grace is a number and d, h, m or s/],
      [['--grace', '400d'], /at most 366d/], [['--grace', '99999999d'], /at most 366d/]]) {
      const done = shop.palierctl('secret', 'rotate', ...words);
      assert.equal(done.status, 2, done.stderr);
      assert.match(done.stderr, sentence);
    }
  });

  test('leaves nothing beside the secrets', () => assert.deepEqual(readdirSync(at('secrets')).sort(), ['lasting', 'signing']));
});

describe('a shop whose secrets others may read is closed', () => {
  const { uid, gid } = process.getuid() === 0 ? { uid: 12345, gid: 12345 } : {};
  const WAYS = [
    ['a group may read the signing one', 'signing', file => chmodSync(file, 0o640), /secrets\/signing: others may read this secret\. Run `chmod 600` on it/],
    ['anybody may read the lasting one', 'lasting', file => chmodSync(file, 0o604), /secrets\/lasting: others may read this secret/],
    ['anybody may read the mail server’s password', 'mail', file => chmodSync(file, 0o644), /secrets\/mail: others may read this secret/],
    ['a copy lies beside them', 'signing.old', file => chmodSync(file, 0o644), /secrets\/signing\.old: others may read this secret/],
    ['one belongs to somebody else', 'mail', file => chownSync(file, uid, gid), /secrets\/mail: belongs to user 12345, who can read it; the shop runs as user \d+\. Give it back with `chown`/],
  ];
  for (const [name, file, change, sentence] of WAYS)
    test(name, async t => {
      if (/belongs/.test(name) && statSync(shop.directory).uid === 0) return t.skip('the shop’s owner is root, who reads everything');
      if (/belongs/.test(name) && uid === undefined) return t.skip('only root may give files away');
      const place = at(`secrets/${file}`), owner = statSync(shop.directory);
      const own = ['signing', 'lasting'].includes(file);
      if (!own) {
        writeFileSync(place, 'x\n', { mode: 0o600 });
        chownSync(place, owner.uid, owner.gid);
      }
      change(place);
      try {
        const done = shop.palierctl('verify');
        assert.equal(done.status, 1);
        assert.match(done.stderr, sentence);
        for (const pid of programs(shop, 'invoices')) process.kill(pid, 'SIGKILL');
        for (let tries = 0; tries < 200 && programs(shop, 'invoices').length > 0; tries++) await new Promise(resolve => setTimeout(resolve, 20));
        const answer = await shop.visitor().get('/invoices');
        refused(answer, 503, says.pause);
        assert.doesNotMatch(answer.text, /secrets|chmod|chown/);
        assert.match(shop.log(), sentence);
      } finally {
        if (own) chmodSync(place, 0o600);
        else rmSync(place);
      }
      assert.equal((await shop.visitor().get('/invoices')).status, 303, 'open again');
    });
});
