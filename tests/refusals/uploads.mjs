// Forms with files: to a page made for this (tests/support/upload_page), run as a plain CGI program
// over a shop of its own, and through Apache as far as that refuses by itself.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { build, openShop, root } from '../support/shop.mjs';

const program = path.join(build, 'pages/upload_page');
const MIB = 1 << 20;
let directory, csrf;

before(() => {
  mkdirSync(path.join(build, 'shops'), { recursive: true });
  directory = mkdtempSync(path.join(build, 'shops/uploads-'));
  const made = spawnSync(path.join(build, 'bin/palierctl'), ['--shop', directory, 'init', '--kind', 'test',
    '--address', 'http://127.0.0.1'], { encoding: 'utf8', cwd: root });
  assert.equal(made.status, 0, made.stderr);
});
before(async () => {
  csrf = (await ask({ method: 'GET' })).text;
  assert.match(csrf, /^[\w-]{43}$/);
});
after(() => rmSync(directory, { recursive: true, force: true }));

// Runs the program for one request.
async function ask({ method = 'POST', type = '', body = Buffer.alloc(0), length = body.length, headers = {}, words = [],
  target = '/upload' }) {
  const variables = Object.entries(headers).map(([name, value]) => [`HTTP_${name.toUpperCase().replace(/-/g, '_')}`, value]);
  const child = spawn(program, words, {
    cwd: root,
    env: {
      ...process.env, PALIER_SHOP: directory, REQUEST_METHOD: method, REQUEST_URI: target, REMOTE_ADDR: '127.0.0.1',
      HTTP_COOKIE: 'session=somebody', HTTP_ACCEPT_LANGUAGE: 'en', CONTENT_TYPE: type, CONTENT_LENGTH: String(length),
      ...Object.fromEntries(variables),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {}); // It may answer before it has heard everything.
  child.stdin.end(body);
  const ended = new Promise(resolve => child.once('exit', resolve)); // It tidies behind its answer.
  const pieces = [];
  for await (const piece of child.stdout) pieces.push(piece);
  assert.equal(await ended, 0);
  const text = Buffer.concat(pieces).toString();
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(/^Status: (\d+)/.exec(text)?.[1]), head: text.slice(0, end), text: text.slice(end + 4) };
}

const file = (bytes, type = 'image/gif') => new Blob([bytes], { type });

// A form as Node encodes it; entries: [name, value] or [name, blob, filename].
async function encode(entries) {
  const form = new FormData();
  for (const entry of entries) form.append(...entry);
  const response = new Response(form);
  return { type: response.headers.get('content-type'), body: Buffer.from(await response.arrayBuffer()) };
}

const send = async (entries, more = {}) => ask({ ...await encode([['csrf', csrf], ...entries]), ...more });

const folder = () => path.join(directory, 'data/attachments');
const incoming = () => readdirSync(folder()).filter(name => name.startsWith('incoming-'));
const lines = (answer, word) =>
  answer.text.split('\n').filter(line => line.startsWith(word + ' ')).map(line => line.slice(word.length + 1));

function refused(answer, status, sentence) {
  assert.equal(answer.status, status, answer.text);
  assert.ok(answer.text.includes(sentence), answer.text);
  assert.deepEqual(incoming(), []);
}

const gif = Buffer.from('R0lGODlhAwACAPAAAP8AAAAAACH5BAAAAAAALAAAAAADAAIAAAIChF8AOw==', 'base64');
const noise = size => {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i + 4 <= size; i += 4) bytes.writeUInt32LE(Math.imul(i + 1, 2654435761) >>> 0, i);
  gif.copy(bytes);
  return bytes;
};

test('fields and files arrive as they were sent, and files go unless they are kept', async () => {
  const large = noise(3 * MIB);
  const answer = await send([['subject', 'Été "1"'], ['text', 'a\nb'], ['files', file(gif), 'plan.gif'],
    ['files', file(large), 'C:\\été à "la" plage.gif']]);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(lines(answer, 'subject'), ['Été "1"']);
  assert.ok(answer.text.includes('text a\nb\n'));
  assert.deepEqual(lines(answer, 'file'), [[gif, 'plan.gif'], [large, 'été à "la" plage.gif']].map(([bytes, name]) =>
    `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')} ${name}`));
  assert.deepEqual(lines(answer, 'refused'), []);
  assert.deepEqual(readdirSync(folder()), []);
});

test('what is kept lies under a name of ours, for the shop alone', async () => {
  const answer = await send([['keep', 'on'], ['files', file(gif, 'text/html'), '../../index.html']]);
  const [name, type] = lines(answer, 'kept')[0].split(' ');
  const kept = path.join(folder(), name.slice(0, 2), name);
  assert.match(name, /^[0-9a-f]{32}$/);
  assert.equal(type, 'image/gif');
  assert.deepEqual(readFileSync(kept), gif);
  assert.equal(statSync(kept).mode & 0o777, 0o600);
  assert.equal(statSync(path.dirname(kept)).mode & 0o777, 0o700);
  assert.deepEqual(incoming(), []);
});

test('an input that was left empty is no file', async () => {
  const boundary = '----WebKitFormBoundaryABC';
  const body = Buffer.from([['csrf"', csrf], ['subject"', 'x'],
    ['files"; filename=""\r\nContent-Type: application/octet-stream', '']].map(([head, value]) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${head.replace(/^(\w+)"/, '$1"')}\r\n\r\n${value}\r\n`).join('') +
    `--${boundary}--\r\n`);
  const answer = await ask({ type: `multipart/form-data; boundary=${boundary}`, body });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(lines(answer, 'file'), []);
  assert.deepEqual(lines(answer, 'subject'), ['x']);
});

test('the same form may come without files, as other forms do', async () => {
  const body = Buffer.from(new URLSearchParams({ csrf, subject: 'x' }).toString());
  const answer = await ask({ type: 'application/x-www-form-urlencoded', body });
  assert.equal(answer.status, 200);
  assert.deepEqual(lines(answer, 'subject'), ['x']);
});

test('what a person may get wrong about a file is said, with the rest of the form at hand', async () => {
  for (const [why, ...files] of [
    ['empty a.gif', ['a.gif', Buffer.alloc(0)]],
    ['too-large b.gif', ['a.gif', gif], ['b.gif', noise(5 * MIB + 1)]],
    ['too-many 6.gif', ...[1, 2, 3, 4, 5, 6, 7].map(i => [`${i}.gif`, gif])],
    ['other-type page.png', ['page.png', Buffer.from('<html><script>alert(1)</script>')]],
    ['other-type logo.svg', ['logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]],
    ['big-picture bomb.png', ['bomb.png', Buffer.concat([gif.subarray(0, 6), Buffer.from('60ea60ea', 'hex'), gif.subarray(10)])]],
  ]) {
    const answer = await send([['subject', 'still here'], ...files.map(([name, bytes]) => ['files', file(bytes), name])]);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(lines(answer, 'refused'), [why]);
    assert.deepEqual(lines(answer, 'subject'), ['still here']);
    assert.deepEqual(incoming(), []);
  }
  const most = await send([['files', file(noise(5 * MIB)), 'a.gif']]);
  assert.deepEqual(lines(most, 'refused'), []);
});

const says = {
  large: 'What was sent is larger than this page accepts.',
  part: 'The form didn’t arrive as this page sends it.',
  cut: 'The form arrived only in part.',
  unknown: 'The form contains a field that this page doesn’t have.',
  twice: 'The form contains the same field twice.',
  many: 'The form contains too many fields.',
  long: 'One field of the form is too long: shorten it.',
  nul: 'The form contains a character that isn’t allowed in text.',
  text: 'The form contains text we can’t read.',
  type: 'This page takes what its own form sends, and nothing else.',
  forged: 'This request didn’t come from our pages.',
};

test('forms that no page of ours sends are refused whole', async () => {
  const field = (name, value) => [[name, value]];
  for (const [entries, sentence] of [
    [field('admin', '1'), says.unknown],
    [field('files', 'no file'), says.unknown],
    [[['other', file(gif), 'a.gif']], says.unknown],
    [[['subject', file(gif), 'a.gif']], says.unknown],
    [[['subject', 'a'], ['subject', 'b']], says.twice],
    [field('csrf', csrf), says.twice],
    [field('subject', 'x'.repeat(201)), says.long],
    [field('text', 'x'.repeat(30000)), says.long],
    [field('text', 'a\0b'), says.nul],
    [Array.from({ length: 99 }, () => ['files', file(''), 'a.gif']), says.many],
  ]) refused(await send([['files', file(gif), 'first.gif'], ...entries]), 400, sentence);
  const { type, body } = await encode([['csrf', csrf], ['files', file(gif), 'a.gif'], ['text', 'é']]);
  const accent = body.indexOf('é');
  refused(await ask({ type, body: Buffer.concat([body.subarray(0, accent), body.subarray(accent + 1)]) }), 400, says.text);
  refused(await ask({ type, body, target: '/upload?subject=x' }), 400, says.unknown);
  refused(await ask({ type: 'multipart/form-data', body }), 415, says.type);
  refused(await ask({ type: 'multipart/mixed; boundary=x', body }), 415, says.type);
  refused(await ask({ type: type + 'x', body }), 400, says.part);
  refused(await ask({ type, body: Buffer.concat([Buffer.from('\r\n'), body]) }), 400, says.part);
});

test('a form that ends too early is refused, wherever it ends', async () => {
  const { type, body } = await encode([['csrf', csrf], ['files', file(noise(200000)), 'a.gif'], ['subject', 'x']]);
  for (const size of [0, 1, 60, 150, 300, 65536, 100000, body.length - 100, body.length - 3])
    refused(await ask({ type, body: body.subarray(0, size), length: body.length }), 400, says.cut);
  const early = body.subarray(0, body.length - 30);
  refused(await ask({ type, body: early }), 400, says.cut);
  refused(await ask({ type, body: Buffer.alloc(0) }), 400, says.cut);
});

test('a form over its limit is refused before it is read', async () => {
  const { type, body } = await encode([['csrf', csrf], ['subject', 'x']]);
  for (const length of [20 * MIB + 65537, 300 * MIB, '9223372036854775807', '99999999999999999999'])
    refused(await ask({ type, body, length }), 413, says.large);
});

test('nothing is written for whom may not send it', async () => {
  const { type, body } = await encode([['csrf', csrf], ['files', file(gif), 'a.gif']]);
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' },
    { origin: 'null' }])
    // Not even read: there is no body.
    refused(await ask({ type, body: Buffer.alloc(0), length: body.length, headers }), 403, says.forged);
  const late = await encode([['files', file(noise(3 * MIB)), 'a.gif'], ['csrf', csrf]]);
  refused(await ask(late), 403, says.forged);
  refused(await ask(await encode([['csrf', 'A'.repeat(43)], ['files', file(gif), 'a.gif']])), 403, says.forged);
  refused(await ask(await encode([['subject', 'x']])), 403, says.forged);
  const stranger = await ask({ type, body: Buffer.alloc(0), length: body.length, words: ['customer'] });
  assert.equal(stranger.status, 303);
  assert.match(stranger.head, /\nLocation: \/login\?next=\/upload&sent=1\r/);
});

// A sanitized program keeps what was freed.
test('whatever the files are, memory is not what holds them', { skip: Boolean(process.env.SANITIZE) }, async () => {
  const peak = async sizes => {
    const answer = await send(sizes.map((size, i) => ['files', file(noise(size)), `${i}.gif`]));
    assert.deepEqual(lines(answer, 'file').map(line => Number(line.split(' ')[0])), sizes);
    return Number(lines(answer, 'peak')[0]);
  };
  const small = await peak([100]), large = await peak([5 * MIB, 5 * MIB, 5 * MIB, 5 * MIB - 4096]);
  assert.ok(large - small < 1024, `${small} KiB for a small file, ${large} KiB for 20 MiB`);
});

test('what a killed process was receiving is removed by a later form', async () => {
  const { type, body } = await encode([['csrf', csrf], ['files', file(noise(2 * MIB)), 'a.gif']]);
  const child = spawn(program, [], {
    cwd: root,
    env: { ...process.env, PALIER_SHOP: directory, REQUEST_METHOD: 'POST', REQUEST_URI: '/upload', REMOTE_ADDR: '127.0.0.1',
      HTTP_COOKIE: 'session=somebody', CONTENT_TYPE: type, CONTENT_LENGTH: String(body.length) },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.on('error', () => {});
  child.stdin.write(body.subarray(0, MIB));
  for (let i = 0; incoming().length === 0 && i < 500; i++) await new Promise(resolve => setTimeout(resolve, 10));
  child.kill('SIGKILL');
  await new Promise(resolve => child.once('exit', resolve));
  assert.equal(incoming().length, 1);
  await send([['files', file(gif), 'a.gif']]);
  assert.equal(incoming().length, 1); // It might still be coming in.
  spawnSync('touch', ['-d', '2 hours ago', path.join(folder(), incoming()[0])]);
  await send([['files', file(gif), 'a.gif']]);
  assert.deepEqual(incoming(), []);
});

// ---- Apache -----------------------------------------------------------------------------------

test('Apache lets large forms through only where files are sent', async () => {
  const shop = await openShop({ name: 'uploads', fill: ['store'] });
  try {
    const visitor = shop.visitor({ language: 'en' });
    const post = (target, size) => visitor.post(target, 'a'.repeat(size), { 'content-type': 'multipart/form-data; boundary=x' });
    const page = await visitor.post('/login', 'a'.repeat(65537));
    assert.equal(page.status, 413);
    for (const target of ['/support/new', '/support/17', '/admin/tickets/17', '/support/new?lang=fr']) {
      assert.notEqual((await post(target, 65537)).status, 413, target);
      assert.notEqual((await post(target, 2 * MIB)).status, 413, target);
    }
    for (const target of ['/support', '/support/17/x', '/admin/tickets', '/admin/x/17', '/login', '/login?/support/new', '/x/support/new'])
      assert.equal((await post(target, 65537)).status, 413, target);
    for (const method of ['GET', 'PUT'])
      assert.equal((await visitor.request(method, '/support/new', { body: 'a'.repeat(65537) })).status, 413);
    for (const length of [21 * MIB + 1, 300 * MIB, '2147483648', '4294967296', '4294967297', '9223372036854775807']) {
      const answer = await announce(shop.port, length);
      assert.match(answer, /^HTTP\/1\.1 413 /, `${length}`);
      assert.ok(answer.includes(page.text.match(/<h1[^>]*>[^<]*/)[0]), answer);
    }
    // Ten seconds, and one for every 2,000 bytes.
    const start = Date.now(), trickle = await announce(shop.port, 20 * MIB, 100);
    assert.match(trickle, /^HTTP\/1\.1 (408|500) /); // mod_fcgid makes a 500 of it
    assert.ok(Date.now() - start < 20000, `${Date.now() - start} ms`);
  } finally {
    await shop.close();
  }
});

// The head of a form, and every so many milliseconds a byte of it.
function announce(port, length, every) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(
      `POST /support/new HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${length}\r\n\r\n`));
    const timer = every && setInterval(() => socket.write('a'), every);
    const pieces = [];
    socket.on('data', piece => { pieces.push(piece); if (String(piece).includes('</html>')) socket.destroy(); });
    socket.on('close', () => {
      clearInterval(timer);
      resolve(Buffer.concat(pieces).toString());
    });
    socket.on('error', error => (pieces.length ? undefined : reject(error)));
    socket.setTimeout(20000, () => socket.destroy(new Error('no answer within 20 seconds')));
  });
}
