// What the operator takes away is gone at once, on every device: sessions, a password, an account.
//   make && node --test tests/refusals/revocation.mjs
// The ids are OWASP ASVS 5.0's (security.md).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PASSWORD, build, openShop } from '../support/shop.mjs';
import { books, customer, refused, says } from '../support/refusals.mjs';

const ANA = 'essentials@example.com', BOB = 'advanced@example.com', BOSS = 'operator@example.com';
const OTHER = 'lune cactus trombone';
let shop;

before(async () => {
  shop = await openShop({ pool: 1, name: 'revocation', settings: {
    'passes = 3': 'passes = 2', 'mebibytes = 64': 'mebibytes = 19', 'proxies = ( )': 'proxies = ( "127.0.0.1" )' } });
});
after(() => shop.close());

let addresses = 0;
const elsewhere = () => ({ 'x-forwarded-for': `203.0.113.${++addresses}` });
const signIn = (email, password) => shop.visitor({ language: 'en', headers: elsewhere() }).signIn(email, password);
const signedIn = async visitor => (await visitor.get('/subscriptions')).status === 200;

function palierctl(words, input) {
  const done = spawnSync(path.join(build, 'bin/palierctl'), ['--shop', shop.directory, ...words], { encoding: 'utf8', input });
  assert.equal(done.status, 0, done.stderr);
}

// Signed in by password, and on two more devices; another customer is, too.
async function devices(email, password = PASSWORD) {
  const answer = await signIn(email, password);
  assert.equal(answer.status, 303);
  const all = [answer.visitor, customer(shop, email), customer(shop, email)];
  for (const one of all) assert.ok(await signedIn(one));
  return all;
}
const none = async all => {
  for (const one of all) {
    const answer = await one.get('/subscriptions');
    assert.equal(answer.status, 303);
    assert.equal(answer.location, '/login?next=/subscriptions');
  }
};

test('another password ends every session of its customer, and only the new one signs in [7.4.3]', async () => {
  const all = await devices(ANA), bystander = customer(shop, BOB);
  palierctl(['customer', 'password', ANA], OTHER);
  await none(all);
  assert.ok(await signedIn(bystander), 'somebody else');
  refused(await signIn(ANA, PASSWORD), 422, says.mismatch);
  assert.equal((await signIn(ANA, OTHER)).status, 303);
});

test('a form sent after the password changed does nothing', async () => {
  const [visitor] = await devices(ANA, OTHER);
  const page = await visitor.get('/account');
  palierctl(['customer', 'password', ANA], PASSWORD);
  const start = books(shop);
  const answer = await visitor.submit(page, '/account', { name: 'Somebody Else' });
  assert.equal(answer.status, 303);
  assert.equal(answer.location, '/login?next=/account&sent=1');
  assert.deepEqual(books(shop), start);
  assert.ok(!(await customer(shop, ANA).get('/account')).text.includes('Somebody Else'));
});

test('a locked account is signed out everywhere and answers like a wrong password [7.4.2]', async () => {
  const all = await devices(BOB);
  palierctl(['customer', 'lock', BOB]);
  await none(all);
  const locked = await signIn(BOB, PASSWORD), wrong = await signIn(ANA, 'not this one');
  refused(locked, 422, says.mismatch);
  const bare = answer => answer.text.replace(/name="(csrf|question)" value="[^"]*"/g, '$1')
    .replace(/<label for="answer">[^<]*<\/label>/g, '').replaceAll(ANA, 'TYPED').replaceAll(BOB, 'TYPED');
  assert.equal(bare(locked), bare(wrong));
  palierctl(['customer', 'unlock', BOB]);
  await none(all);
  assert.equal((await signIn(BOB, PASSWORD)).status, 303);
});

test('the operator ends one customer’s sessions, one session, or everybody’s [7.4.5]', async () => {
  palierctl(['session', 'end', BOB]); // what the tests before left
  const ana = await devices(ANA), bob = await devices(BOB), [boss] = await devices(BOSS);
  palierctl(['session', 'end', ANA]);
  await none(ana);
  for (const one of bob) assert.ok(await signedIn(one));
  const listed = JSON.parse(shop.palierctl('session', 'list', BOB, '--json').stdout.split('\n')[0]);
  palierctl(['session', 'end', listed.session]);
  const left = await Promise.all(bob.map(signedIn));
  assert.equal(left.filter(one => one).length, left.length - 1);
  palierctl(['session', 'end', '--all']);
  await none([...bob, boss]);
  assert.equal((await signIn(BOSS, PASSWORD)).status, 303);
});

test('a customer and an operator made here sign in, and who has no password doesn’t', async () => {
  const add = (email, ...more) => ['customer', 'add', email, '--name', 'Zoé', '--address', '1 rue Haute', ...more];
  palierctl(add('zoe@example.com'), OTHER);
  palierctl(add('chef@example.com', '--operator'), OTHER);
  palierctl(add('later@example.com', '--no-password'));
  const zoe = await signIn('zoe@example.com', OTHER), chef = await signIn('CHEF@example.com', OTHER);
  assert.equal(zoe.status, 303);
  assert.equal((await zoe.visitor.get('/admin/tickets')).status, 404);
  assert.equal(chef.status, 303);
  assert.equal((await chef.visitor.get('/admin/tickets')).status, 200);
  for (const password of ['', OTHER])
    assert.equal((await signIn('later@example.com', password)).status, 422);
  palierctl(['customer', 'password', 'later@example.com'], OTHER);
  assert.equal((await signIn('later@example.com', OTHER)).status, 303);
  books(shop);
});

test('no password and no token is in the log', () => {
  const log = shop.log();
  for (const secret of [PASSWORD, OTHER, ANA, 'zoe@example.com']) assert.ok(!log.includes(secret), secret);
  for (const event of ['password changed', 'customer locked', 'customer unlocked', 'sessions ended', 'session ended', 'all sessions ended',
    'customer added'])
    assert.ok(log.includes(` ${event} `), event);
});
