// Mails leave the outbox: into files, and over a real SMTP peer that refuses, cuts off and forgets to
// answer at every step.
//   make && node --test tests/tools/mail.mjs
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { build, field, openShop } from '../support/shop.mjs';
import { customer } from '../support/refusals.mjs';

const TLS = mkdtempSync(path.join(build, 'tls-'));
chmodSync(TLS, 0o755); // the shop's owner reads the certificate
after(() => rmSync(TLS, { recursive: true }));
const key = path.join(TLS, 'key.pem'), certificate = path.join(TLS, 'certificate.pem');
before(() => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
  '-subj', '/CN=mail.example.com', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' }));

// ---- a peer ----------------------------------------------------------------------------------

// What it does with each mail: fault(recipient, count) gives [step, what], what being a status or 'cut'.
async function openPeer(options = {}) {
  const taken = [];
  const peer = { taken, fault: () => null, users: {}, seen: 0 };
  const faultOf = new Map(); // session → the fault of its mail in hand
  const cut = session => [...server.connections].find(one => one.id === session.id)?._socket.destroy();
  const act = (session, step, callback, goOn) => {
    const [at, what] = faultOf.get(session.id) ?? [];
    if (at !== step) return goOn();
    if (what === 'cut') return cut(session);
    callback(Object.assign(new Error('not now'), { responseCode: what }));
  };
  const server = new SMTPServer({
    secure: false, authOptional: true, disableReverseLookup: true, logger: false, closeTimeout: 100,
    ...options,
    onAuth: ({ username, password }, session, callback) =>
      (peer.users[username] === password ? callback(null, { user: username }) : callback(new Error('no'))),
    onConnect(session, callback) {
      faultOf.set(session.id, peer.fault('greeting', peer.seen));
      act(session, 'greeting', callback, callback);
    },
    onMailFrom(address, session, callback) {
      faultOf.set(session.id, peer.fault('mail', peer.seen++));
      act(session, 'mail', callback, callback);
    },
    onRcptTo: (address, session, callback) => act(session, 'rcpt', callback, callback),
    onData(stream, session, callback) {
      const [at] = faultOf.get(session.id) ?? [];
      if (at === 'body') return stream.once('data', () => cut(session));
      const pieces = [];
      stream.on('data', piece => pieces.push(piece));
      stream.on('end', () => {
        if (at === 'dot' && faultOf.get(session.id)[1] !== 'cut') return act(session, 'dot', callback);
        taken.push({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo[0].address, bytes: Buffer.concat(pieces), cut: at === 'dot', secure: session.secure, user: session.user });
        act(session, 'dot', callback, callback);
      });
    },
  });
  server.on('error', () => {}); // those it cut off
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  peer.port = server.server.address().port;
  peer.close = () => new Promise(resolve => server.close(resolve));
  return peer;
}

// ---- a shop ----------------------------------------------------------------------------------

const settingsFor = (port, more = {}) => ({ 'host = "";': 'host = "127.0.0.1";', 'port = 587;': `port = ${port};`, 'security = "starttls";': 'security = "none";', ...more });

const told = (shop, ...words) => {
  const { status, stdout, stderr } = shop.palierctl(...words, '--json');
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n').filter(Boolean).map(line => JSON.parse(line));
};
const mails = shop => told(shop, 'mail', 'list');
// The peer runs in this process, so nothing here may wait for palierctl without letting it run.
const settle = shop => new Promise(resolve => {
  const child = spawn(path.join(build, 'bin/palierctl'), ['--shop', shop.directory, 'settle', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '', stderr = '';
  child.stdout.on('data', piece => { stdout += piece; });
  child.stderr.on('data', piece => { stderr += piece; });
  child.once('exit', status => resolve({ status, stderr, ...(stdout ? JSON.parse(stdout) : {}) }));
});
const until = async (done, what) => {
  for (let tries = 0; tries < 100; tries++) {
    if (await done()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  assert.fail(what);
};
const advance = (shop, time) => assert.equal(shop.palierctl('clock', 'advance', time).status, 0);

async function writeTicket(shop, name, language, text) {
  const visitor = customer(shop, `${name}@example.com`, language);
  const page = await visitor.get('/support/new?subject=x');
  const fields = { csrf: field(page, 'csrf'), once: field(page, 'once'), subject: 'Le prix — « ? »', text };
  const answer = await visitor.post('/support/new', fields);
  assert.equal(answer.status, 303);
  return /\d+/.exec(answer.location)[0];
}
const answer = (shop, ticket, text) => assert.equal(shop.palierctl('ticket', 'answer', ticket, '--text', text).status, 0);

async function upgrade(shop, name, language) {
  const visitor = customer(shop, `${name}@example.com`, language);
  const list = await visitor.get('/subscriptions');
  const [address] = /\/subscriptions\/\d+\/upgrade/.exec(list.text);
  const done = await visitor.submit(await visitor.get(address), '/upgrade', { edition: 'premium' });
  assert.equal(done.status, 303);
}

// ---- the tests -------------------------------------------------------------------------------

describe('without a mail server', () => {
  let shop;
  before(async () => { shop = await openShop({ pool: 1, name: 'mail', fill: ['store'] }); });
  after(() => shop.close());
  const folder = () => path.join(shop.directory, 'mail');

  test('each mail becomes a file, soon after the answer, and counts as sent', async () => {
    await upgrade(shop, 'essentials', 'fr');
    await until(() => mails(shop).every(one => one.state === 'sent'), 'it is sent by itself');
    const [name] = readdirSync(folder());
    assert.match(name, /^\d+-upgraded\.eml$/);
    const mail = await simpleParser(readFileSync(path.join(folder(), name)));
    assert.equal(mail.subject, 'Vous avez maintenant Harmony Premium');
    assert.equal(mail.to.text, 'essentials@example.com');
    assert.equal(mail.from.value[0].name, 'Harmony');
    assert.match(mail.text, /Camille Moreau[^]*À payer\u00a0: 33,34\u00a0€[^]*http:\/\/127\.0\.0\.1:\d+\/invoices\/\d{4}-\d{6}/);
    assert.match(mail.html, /<a href="http:\/\/127\.0\.0\.1:\d+\/invoices\/\d{4}-\d{6}">/);
    assert.match(mail.messageId, /^<palier\.\d+\.\d+@127\.0\.0\.1>$/);
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
  });

  test('tickets are told to both sides, in their languages, and what was typed stays text', async () => {
    const ticket = await writeTicket(shop, 'advanced', 'en', 'Bonjour,\nBcc: x@example.com\n<b>é</b>');
    answer(shop, ticket, 'Voilà.');
    assert.equal((await settle(shop)).status, 0);
    const read = await Promise.all(readdirSync(folder()).filter(name => name.includes('ticket'))
      .map(async name => [name.replace(/^\d+-|\.eml$/g, ''), await simpleParser(readFileSync(path.join(folder(), name)))]));
    const of = kind => read.find(([name]) => name === kind)[1];
    assert.equal(of('ticket-opened').to.text, 'advanced@example.com');
    assert.match(of('ticket-opened').text, /Noé Lefèvre[^]*> Bcc: x@example\.com/);
    assert.equal(of('ticket-opened').bcc, undefined);
    assert.equal(of('ticket-opened').subject, `Ticket ${ticket} : Le prix — « ? »`.replaceAll(' :', '\u00a0:'));
    assert.ok(of('ticket-opened').html.includes('&lt;b&gt;é&lt;/b&gt;'));
    assert.equal(of('ticket-new').to.text, 'bonjour@example.com');
    assert.match(of('ticket-new').text, new RegExp(`/admin/tickets/${ticket}`));
    assert.match(of('ticket-answered').text, new RegExp(`> Voilà\\.[^]*/support/${ticket}\\r?\\n`));
  });
});

describe('over a mail server', () => {
  test('with STARTTLS and a password, in the clear never', async () => {
    const peer = await openPeer({ key: readFileSync(key), cert: readFileSync(certificate), authOptional: false });
    peer.users.shop = 'secret word';
    const shop = await openShop({ pool: 1, name: 'mail', fill: ['store'], settings: {
      'host = "";': 'host = "127.0.0.1";', 'port = 587;': `port = ${peer.port};`, 'user = "";': 'user = "shop";', 'authority = "";': `authority = "${certificate}";`,
    } });
    const secret = path.join(shop.directory, 'secrets/mail');
    try {
      await upgrade(shop, 'essentials', 'fr');
      let done = await settle(shop);
      assert.equal(done.status, 1);
      assert.match(done.stderr, /secrets\/mail can't be read.*chmod 600/);
      writeFileSync(secret, 'secret word\n', { mode: 0o644 });
      chmodSync(secret, 0o644);
      execFileSync('chown', ['--reference', path.join(shop.directory, 'secrets/signing'), secret]);
      done = await settle(shop);
      assert.match(done.stderr, /others may read this secret/);
      chmodSync(secret, 0o600);
      writeFileSync(secret, 'wrong word\n');
      done = await settle(shop);
      assert.equal(done.status, 1, JSON.stringify([done, mails(shop)]));
      assert.match(done.stderr, /can't be used now/);
      assert.equal(mails(shop)[0].state, 'waiting');
      writeFileSync(secret, 'secret word\n');
      advance(shop, '15m');
      done = await settle(shop);
      assert.deepEqual([done.status, done.sent], [0, 1], done.stderr);
      assert.deepEqual([peer.taken[0].secure, peer.taken[0].user], [true, 'shop']);
    } finally {
      await shop.close();
      await peer.close();
    }
    // A peer without STARTTLS gets nothing.
    const plain = await openPeer({ disabledCommands: ['STARTTLS'] });
    const careful = await openShop({ pool: 1, name: 'mail', fill: ['store'], settings: { 'host = "";': 'host = "127.0.0.1";', 'port = 587;': `port = ${plain.port};` } });
    try {
      await upgrade(careful, 'essentials', 'fr');
      await until(() => mails(careful)[0].tries > 0, 'it was tried');
      assert.equal(plain.taken.length, 0);
    } finally {
      await careful.close();
      await plain.close();
    }
  });

  test('a refusal for now is tried again after 15 and 30 minutes, 2 and 12 hours, 1 day; one for good is not', async () => {
    const peer = await openPeer();
    const shop = await openShop({ pool: 1, name: 'mail', fill: ['store'], settings: settingsFor(peer.port) });
    try {
      peer.fault = () => ['rcpt', 451];
      await upgrade(shop, 'essentials', 'fr');
      await until(() => mails(shop)[0].tries === 1, 'the first try');
      for (const [place, [early, late]] of [['14m', '1m'], ['29m', '1m'], ['119m', '1m'], ['719m', '1m'], ['1439m', '1m']].entries()) {
        advance(shop, early);
        assert.equal((await settle(shop)).put_off ?? 0, 0, `try ${place + 2} is not early`);
        advance(shop, late);
        const done = await settle(shop);
        assert.equal(done.put_off + done.given_up, 1, `try ${place + 2}`);
      }
      let [mail] = mails(shop);
      assert.equal(mail.state, 'given-up');
      assert.match(mail.answer, /^451/);
      peer.fault = () => ['rcpt', 550];
      assert.equal(shop.palierctl('mail', 'retry', String(mail.mail)).status, 0);
      assert.equal((await settle(shop)).given_up, 1);
      [mail] = mails(shop);
      assert.deepEqual([mail.state, /^550/.test(mail.answer)], ['given-up', true]);
      peer.fault = () => null;
      assert.equal(shop.palierctl('mail', 'retry', String(mail.mail)).status, 0);
      assert.equal((await settle(shop)).sent, 1);
      for (const [words, sentence] of [[['mail', 'retry', String(mail.mail)], /was sent already/], [['mail', 'retry', '999'], /no mail 999/]]) {
        const { status, stderr } = shop.palierctl(...words);
        assert.equal(status, 1);
        assert.match(stderr, sentence);
      }
      assert.equal(shop.palierctl('mail', 'retry', 'x').status, 2);
    } finally {
      await shop.close();
      await peer.close();
    }
  });

  test('500 mails with faults at random: none lost, twice only where the answer was, under one Message-ID', { timeout: 240000 }, async () => {
    const peer = await openPeer();
    const shop = await openShop({ pool: 1, name: 'mail', fill: ['store'], settings: settingsFor(peer.port) });
    const steps = [['greeting', 'cut'], ['greeting', 451], ['mail', 451], ['mail', 'cut'], ['rcpt', 451], ['rcpt', 'cut'], ['body', 'cut'], ['dot', 451], ['dot', 'cut'], ['rcpt', 550], ['dot', 554]];
    let seed = 20261125;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    try {
      const ticket = await writeTicket(shop, 'essentials', 'fr', 'Bonjour.');
      await until(() => mails(shop).every(one => one.state === 'sent'), 'the first two');
      peer.fault = place => {
        if (random() > 0.35) return null;
        const fits = steps.filter(([step]) => (step === 'greeting') === (place === 'greeting'));
        return fits[Math.floor(random() * fits.length)];
      };
      for (let i = 0; i < 498; i++) answer(shop, ticket, `Answer ${i}.`);
      for (const wait of ['0s', '15m', '30m', '2h', '12h', '1d']) {
        if (wait !== '0s') advance(shop, wait);
        assert.ok([0, 1].includes((await settle(shop)).status));
      }
      const list = mails(shop);
      assert.equal(list.length, 500);
      assert.ok(list.every(one => one.state !== 'waiting'));
      const parsed = await Promise.all(peer.taken.map(async one => ({ ...one, id: (await simpleParser(one.bytes)).messageId })));
      const byId = Map.groupBy ? Map.groupBy(parsed, one => one.id) : parsed.reduce((map, one) => map.set(one.id, [...(map.get(one.id) ?? []), one]), new Map());
      const numbers = new Map([...byId].map(([id, all]) => [Number(/palier\.(\d+)\./.exec(id)[1]), all]));
      for (const one of list) {
        const copies = numbers.get(one.mail) ?? [];
        if (one.state === 'sent') assert.ok(copies.length >= 1, `mail ${one.mail} was sent and never came`);
        // Each further copy was made because the one before was taken without an answer.
        assert.ok(copies.slice(0, -1).every(copy => copy.cut), `mail ${one.mail} came twice without a reason`);
        if (one.state === 'given-up') assert.ok(one.tries === 5 || /^5/.test(one.answer), `mail ${one.mail} was given up for: ${one.answer}`);
      }
      const given = list.filter(one => one.state === 'given-up');
      assert.ok(given.length > 0 && given.length < 200, `${given.length} given up`);
      assert.ok(parsed.some(one => one.cut), 'some answers were lost');
      assert.ok([...numbers.values()].some(all => all.length > 1), 'and sent again');
    } finally {
      await shop.close();
      await peer.close();
    }
  });
});
