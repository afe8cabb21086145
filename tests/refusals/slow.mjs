// What takes long keeps nobody else waiting: requests that trickle in or never end, and passwords that
// are being checked.
//   make && node --test tests/refusals/slow.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PASSWORD, build, openShop, solve } from '../support/shop.mjs';
import { books, parse, programs, refused, says, unchanged, waitsIn } from '../support/refusals.mjs';

const POOL = 8;
const EMAILS = ['essentials', 'advanced', 'premium', 'studio', 'operator'].map(name => `${name}@example.com`);
let shop, start;

before(async () => {
  // A hash takes most of a second: long enough for others to come meanwhile.
  shop = await openShop({ pool: POOL, name: 'slow', fill: ['login', 'store'], settings: { 'passes = 3': 'passes = 20' } });
  start = books(shop);
});
after(() => shop.close());

// Sends a text, then a byte of the rest every so often, for as long as anybody listens; gives what came
// back and how long that took.
function trickle(text, every = 200) {
  const begun = Date.now(), pieces = [];
  return new Promise(resolve => {
    const socket = net.connect(shop.port, '127.0.0.1', () => socket.write(text));
    const timer = setInterval(() => socket.write('a'), every);
    socket.on('data', piece => pieces.push(piece));
    socket.on('error', () => {}); // it is over
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ text: Buffer.concat(pieces).toString('latin1'), seconds: (Date.now() - begun) / 1000 });
    });
  });
}

const head = (...lines) => [...lines.slice(0, 1), `Host: 127.0.0.1:${shop.port}`, 'Connection: close', ...lines.slice(1)].join('\r\n');
const body = length => head('POST /login HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${length}`) + '\r\n\r\ncsrf=';

test('requests that trickle in hold no program, and others are served meanwhile', async t => {
  const atRest = waitsIn(programs(shop, 'login')[0]);
  const many = (name, start) => Array.from({ length: 4 * POOL }, () => [name, start()]);
  const slow = [
    [50, trickle(body(50))], // its end comes after 9 s, that of the next never
    ...many(65536, () => trickle(body(65536))),
    ...many('a body without a byte', () => trickle(body(1000), 60000)),
    ...many('a header', () => trickle(head('GET /login HTTP/1.1', 'X-Slow: '))),
  ];
  await new Promise(resolve => setTimeout(resolve, 500));
  if (atRest) assert.deepEqual(programs(shop, 'login').map(waitsIn), Array(POOL).fill(atRest), 'all of them wait for a request');
  const waits = [];
  for (let i = 0; i < 20; i++) {
    const begun = Date.now();
    assert.equal((await shop.visitor().get(i % 2 ? '/' : '/login')).status, 200);
    waits.push(Date.now() - begun);
  }
  t.diagnostic(`${slow.length} slow requests, ${POOL} processes of a program; 20 others took at most ${Math.max(...waits)} ms`);
  for (const [name, answer] of slow) {
    const { text, seconds } = await answer;
    // mod_fcgid makes a 500 of a body that doesn't come; what came whole has no token.
    refused(parse(text), name === 50 ? 403 : /header/.test(name) ? 408 : 500, null);
    assert.ok(seconds < 60, `${name}: ${seconds} s`);
  }
  unchanged(shop, start);
});

test('an endless request is let go', async () => {
  for (const text of ['GET /' + 'a'.repeat(100000), head('GET / HTTP/1.1') + '\r\n' + 'X-A: 1\r\n'.repeat(20000)]) {
    const answer = await shop.raw(text).catch(error => error);
    // Who still writes when the connection closes may not get to read the page.
    if (typeof answer === 'string' && answer) assert.ok([400, 414].includes(parse(answer).status), answer.slice(0, 100));
  }
  assert.equal((await shop.visitor().get('/')).status, 200);
  unchanged(shop, start);
});

test('two passwords are checked at a time, four wait, and the others are told when to come again [11.4.2]', async t => {
  const forms = await Promise.all(Array.from({ length: POOL }, async (_, i) => {
    const visitor = shop.visitor({ language: i % 2 ? 'fr' : 'en' });
    return { visitor, page: await visitor.get('/login'), email: EMAILS[i % EMAILS.length] };
  }));
  const begun = Date.now();
  const answers = await Promise.all(forms.map(async ({ visitor, page, email }) => {
    const answer = await visitor.submit(page, '/login', { email, password: PASSWORD, robot: 'on', ...solve(page) });
    return { ...answer, took: Date.now() - begun };
  }));
  const busy = answers.filter(one => one.status === 503), signedIn = answers.filter(one => one.status === 303);
  t.diagnostic(`${signedIn.length} signed in, the first after ${Math.min(...signedIn.map(one => one.took))} ms; ${busy.length} sent away, the first after ${Math.min(...busy.map(one => one.took))} ms`);
  assert.equal(busy.length + signedIn.length, POOL, answers.map(one => one.status).join(' '));
  // On a slow machine some of the four have waited for five seconds in vain.
  assert.ok(busy.length >= POOL - 6 && signedIn.length >= 2, `${busy.length} of ${POOL} sent away`);
  for (const answer of busy) {
    refused(answer, 503, says.manyPasswords);
    assert.equal(answer.headers['retry-after'], '5');
  }
  assert.ok(Math.min(...busy.map(one => one.took)) < Math.min(...signedIn.map(one => one.took)), 'at once');
  unchanged(shop, start);
});

// A server that begins anew lets its requests end first, and some never do.  The last, for it ends the
// programs, too.
test('a graceful restart keeps nobody waiting for a request that trickles in', async () => {
  const begins = () => shop.errors().match(/resuming normal operations/g).length, before = begins();
  let ended = false;
  const slow = trickle(body(65536)).finally(() => (ended = true));
  await new Promise(resolve => setTimeout(resolve, 500));
  process.kill(Number(readFileSync(path.join(build, 'run', String(shop.port), 'httpd.pid'))), 'SIGUSR1');
  while (begins() === before) await new Promise(resolve => setTimeout(resolve, 20));
  for (let i = 0; i < 5; i++) {
    assert.equal((await shop.visitor().get('/')).status, 200);
    assert.ok(!ended, 'it was served only when the slow one had ended');
    await new Promise(resolve => setTimeout(resolve, 300));
  }
  await slow;
  unchanged(shop, start);
});
