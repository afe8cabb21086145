// Signing in, refused: what is said, what isn't, and what a session's end means.
//   make && node --test tests/refusals/signin.mjs
// The ids are OWASP ASVS 5.0's (security.md).
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { PASSWORD, field, form, openShop, root, solve } from '../support/shop.mjs';
import { alike, books, customer, guarded, refused, says, unchanged } from '../support/refusals.mjs';

const ANA = 'essentials@example.com', BOB = 'advanced@example.com', NOBODY = 'nobody@example.com';
let shop, start;

before(async () => {
  // The cheapest hashes that a shop may have, and addresses of the tests' own choice.
  shop = await openShop({ pool: 1, name: 'signin', settings: {
    'passes = 3': 'passes = 2', 'mebibytes = 64': 'mebibytes = 19', 'proxies = ( )': 'proxies = ( "127.0.0.1" )' } });
  start = books(shop);
});
after(() => shop.close());

// Failures count against the account and against the address; each test has an address of its own.
let addresses = 0;
const elsewhere = () => ({ 'x-forwarded-for': `198.51.100.${++addresses}` });

describe('who has an account here is nobody’s business [6.3.8]', () => {
  for (const language of ['fr', 'en'])
    test(`an unknown address and a wrong password look alike (${language})`, async () => {
      const headers = elsewhere();
      const known = await shop.visitor({ language, headers }).signIn(ANA, 'not this one');
      const unknown = await shop.visitor({ language, headers }).signIn(NOBODY, 'not this one');
      refused(known, 422, says.mismatch);
      refused(unknown, 422, says.mismatch);
      assert.ok(known.text.includes(ANA), 'what was typed is kept');
      assert.ok(!known.text.includes('not this one'), 'but for the password');
      alike(known, { ...unknown, text: unknown.text.replaceAll(NOBODY, ANA) });
      assert.equal(known.headers['cache-control'], 'no-store');
    });

  // That they take alike is measured in crowds.mjs.

  test('a right sign-in clears what was counted', async () => {
    assert.equal((await shop.visitor().signIn(ANA)).status, 303);
  });
});

describe('a proof of being a person serves once', () => {
  test('a question that was answered', async () => {
    const visitor = shop.visitor({ language: 'en' });
    const page = await visitor.get('/login');
    const fields = { email: ANA, password: PASSWORD, robot: 'on', ...solve(page) };
    assert.equal((await visitor.submit(page, '/login', fields)).status, 303);
    for (const language of ['fr', 'en']) {
      const again = shop.visitor({ language });
      const answer = await again.submit(await again.get('/login'), '/login', fields);
      refused(answer, 422, says.served);
      assert.equal((await again.get('/subscriptions')).status, 303);
    }
  });

  test('a question that was answered wrong', async () => {
    const visitor = shop.visitor({ language: 'fr' });
    const page = await visitor.get('/login');
    const right = { email: ANA, password: PASSWORD, robot: 'on', ...solve(page) };
    refused(await visitor.submit(page, '/login', { ...right, answer: '99' }), 422, says.wrongAnswer);
    refused(await visitor.submit(page, '/login', right), 422, says.served);
  });

  // The worker's own file, in a scope with what a worker has.
  const robot = readFileSync(path.join(root, 'htdocs/robot.js'), 'utf8');
  const work = parameters => new Promise(postMessage => {
    const scope = { crypto: webcrypto, postMessage };
    runInNewContext(robot, scope);
    scope.onmessage({ data: parameters });
  });
  const encode = (challenge, solution) => Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');

  test('a captcha that was solved, and one that wasn’t', async () => {
    const visitor = shop.visitor({ language: 'en' });
    const challenge = JSON.parse((await visitor.get('/captcha')).text);
    const solution = await work(challenge.parameters);
    const send = async (visitor, altcha) => visitor.submit(await visitor.get('/login'), '/login',
      { email: ANA, password: PASSWORD, robot: 'on', answer: undefined, question: undefined, altcha });

    for (const payload of [
      encode(challenge, { ...solution, derivedKey: challenge.parameters.keyPrefix.repeat(2) }), // a key that wasn’t derived
      encode({ ...challenge, parameters: { ...challenge.parameters, cost: 1 } }, solution),
      encode({ ...challenge, parameters: { ...challenge.parameters, expiresAt: 4102444800 } }, solution),
      encode({ ...challenge, signature: '0'.repeat(64) }, solution),
    ]) refused(await send(visitor, payload), 422, says.noCheck);

    const payload = encode(challenge, solution);
    assert.equal((await send(visitor, payload)).status, 303, 'the solution itself is good');
    for (const language of ['fr', 'en'])
      refused(await send(shop.visitor({ language }), payload), 422, says.served);
  });
});

// ---- where a sign-in leads -----------------------------------------------------------------------

describe('a sign-in ends in this shop [3.7.2]', () => {
  test('also when the form itself was tampered with', async () => {
    for (const next of ['//evil.example', '/\\evil.example', '/%5cevil.example', 'https://evil.example', 'javascript:alert(1)',
      '/x\r\nSet-Cookie: a=b']) {
      const visitor = shop.visitor();
      const page = await visitor.get(`/login?next=${encodeURIComponent(next)}`);
      assert.equal(field(page, 'next'), '/', next);
      const answer = await visitor.submit(page, '/login', { email: BOB, password: PASSWORD, robot: 'on', ...solve(page), next });
      assert.equal(answer.status, 303);
      assert.equal(answer.location, '/', next);
      assert.equal(answer.headers['set-cookie'].length, 1);
    }
  });

  test('but where it was asked for, here', async () => {
    const answer = await shop.visitor().signIn(BOB, PASSWORD, '/subscriptions/2/upgrade');
    assert.equal(answer.location, '/subscriptions/2/upgrade');
  });

  test('somebody signed in is sent on from /login, and a sign-in’s form changes nothing for others', async () => {
    const ana = customer(shop, ANA);
    const answer = await ana.get('/login');
    assert.equal(answer.status, 303);
    assert.equal(answer.location, '/');
    guarded({ ...answer, headers: { 'content-type': 'text/html; charset=utf-8', ...answer.headers } });
  });
});

// ---- sessions ------------------------------------------------------------------------------------

const signedIn = async visitor => (await visitor.get('/subscriptions')).status === 200;
const holding = token => {
  const visitor = shop.visitor();
  visitor.cookies.set('session', token);
  return visitor;
};

describe('a session', () => {
  test('is known to the store by a hash: nothing that lies there opens it [7.2.3]', async () => {
    const visitor = shop.visitor();
    assert.equal((await visitor.signIn(ANA)).status, 303);
    const token = visitor.cookies.get('session'), hash = createHash('sha256').update(token).digest();
    const lies = bytes => ['data', 'log', 'secrets'].flatMap(folder => readdirSync(path.join(shop.directory, folder), { withFileTypes: true })
      .filter(one => one.isFile()).map(one => path.join(shop.directory, folder, one.name))).filter(file => readFileSync(file).includes(bytes));
    assert.notDeepEqual(lies(hash), [], 'what is there is found');
    for (const secret of [token, Buffer.from(token, 'base64url'), PASSWORD]) assert.deepEqual(lies(secret), []);
  });

  test('begins under a new cookie, and the one before is worth nothing [7.2.4]', async () => {
    const visitor = shop.visitor();
    await visitor.get('/login');
    const stranger = visitor.cookies.get('session');
    assert.equal((await visitor.signIn(ANA)).status, 303);
    const first = visitor.cookies.get('session');
    assert.notEqual(first, stranger);
    assert.equal(Buffer.from(first, 'base64url').length, 32);
    assert.ok(await signedIn(holding(first)));
    assert.ok(!await signedIn(holding(stranger)), 'a planted cookie is not taken over');
    // The form of another tab, sent while signed in: a session again, and the first one is over.
    const page = await holding(stranger).get('/login');
    const form = { email: ANA, password: PASSWORD, robot: 'on', ...solve(page), csrf: field(await visitor.get('/'), 'csrf') };
    const answer = await visitor.post('/login', form);
    assert.equal(answer.status, 303);
    assert.notEqual(visitor.cookies.get('session'), first);
    assert.ok(await signedIn(visitor));
    assert.ok(!await signedIn(holding(first)), 'the old session is dead');
  });

  test('has a cookie that scripts and other sites don’t get [3.3]', async () => {
    const answer = await shop.visitor().signIn(ANA);
    assert.equal(answer.headers['set-cookie'].length, 1);
    assert.match(answer.headers['set-cookie'][0], /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  test('ends on the server when its owner signs out [7.4.1]', async () => {
    const visitor = shop.visitor();
    await visitor.signIn(ANA);
    const token = visitor.cookies.get('session');
    const other = customer(shop, ANA);
    const answer = await visitor.signOut();
    assert.equal(answer.status, 303);
    assert.equal(answer.location, '/');
    assert.ok(!visitor.cookies.has('session'), 'the browser is told to drop it');
    assert.ok(!await signedIn(holding(token)));
    assert.ok(await signedIn(other), 'another device stays signed in');
    const again = await holding(token).get('/subscriptions/1/upgrade');
    assert.equal(again.location, '/login?next=/subscriptions/1/upgrade');
  });

  // That it ends when idle [7.3.1] and after eight hours [7.3.2] goes by the machine's clock, which no
  // test may move: tests/domain/account.c shows it.
});

// ---- throttling ------------------------------------------------------------------------------------

const sleep = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000 + 100));

// Fails until the door is closed, for two seconds or more: the first closing is for one at most,
// and on a slow machine over before the next try arrives.
async function closeDoor(visitor, email) {
  for (let tries = 0; ; tries++) {
    const answer = await visitor.signIn(email, 'not this one');
    if (answer.status === 429) {
      const wait = Number(answer.headers['retry-after']);
      assert.ok(tries >= 6, `closed after ${tries}`);
      assert.ok(wait >= 1 && wait <= 2 ** (tries - 6), `Retry-After: ${wait} after ${tries}`);
      if (wait >= 2) return { answer, wait };
      await sleep(wait);
      tries--;
      continue;
    }
    refused(answer, 422, says.mismatch);
    assert.ok(tries < 9, 'the door stays open');
  }
}

test('after five failures an account is closed for a while, and others behind the address are let in [6.3.1]', async () => {
  const headers = elsewhere(), home = elsewhere();
  assert.equal((await shop.visitor({ headers: home }).signIn(BOB)).status, 303);
  const visitor = shop.visitor({ language: 'fr', headers });
  const { answer, wait } = await closeDoor(visitor, BOB);
  refused(answer, 429, says.tooManyTries);
  refused(await shop.visitor({ language: 'en', headers: elsewhere() }).signIn(BOB.toUpperCase()), 429, says.tooManyTries);
  assert.equal((await shop.visitor({ headers }).signIn(ANA)).status, 303, 'somebody else');
  assert.ok(await signedIn(customer(shop, BOB)), 'whoever is signed in stays so');
  assert.equal((await shop.visitor({ headers: home }).signIn(BOB)).status, 303, 'the owner, where they signed in before');
  await sleep(wait);
  assert.equal((await visitor.signIn(BOB)).status, 303, 'the owner gets in');
  refused(await shop.visitor({ headers }).signIn(BOB, 'not this one'), 422, says.mismatch);
});

test('unknown accounts are closed just so [6.3.8]', async () => {
  const { answer } = await closeDoor(shop.visitor({ language: 'en', headers: elsewhere() }), 'nobody.else@example.com');
  refused(answer, 429, says.tooManyTries);
});

test('after twenty failures an address is closed, whatever the account, and no other address [6.3.1]', async () => {
  const headers = elsewhere();
  let tries = 0, answer;
  do {
    answer = await shop.visitor({ headers }).signIn(`nobody${tries}@example.com`, 'x');
    if (answer.status === 422) tries++;
  } while (answer.status === 422 && tries < 26);
  assert.ok(tries >= 21 && tries < 26, `closed after ${tries}`);
  refused(answer, 429, says.tooManyTries);
  assert.equal((await shop.visitor({ headers: elsewhere() }).signIn('premium@example.com')).status, 303);
});

test('none of this reached the books, or a password the log', () => {
  unchanged(shop, start);
  const log = shop.log();
  for (const secret of [PASSWORD, 'not this one', ANA, NOBODY]) assert.ok(!log.includes(secret), secret);
  assert.doesNotMatch(log, /198\.51\.100\.(?!0\/24)/);
  assert.match(log, / sign-in refused customer=\d+ result=wrong/);
});
