// Tickets over a real Apache: both sides of a thread, and what is refused on the way, each with a
// sentence, and nothing of it stored.
//   make && node --test tests/refusals/tickets.mjs
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { field, openShop, solve, words } from '../support/shop.mjs';
import { books, customer, parse, refused, says, tells } from '../support/refusals.mjs';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64');
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n');

let shop, author, other, operator;
before(async () => {
  shop = await openShop({ pool: 2, name: 'tickets', fill: ['ticket'] });
  [author, other, operator] = ['essentials', 'advanced', 'operator'].map(name => customer(shop, `${name}@example.com`, 'en'));
});
after(() => shop.close());

const plain = html => words(html).replace(/\s+/g, ' ');

// A form with its files, as a browser sends it.
async function send(visitor, target, fields, files = []) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const [name, bytes, type] of files) data.append('files', new Blob([bytes], { type }), name); // Node 18 has no File
  const encoded = new Response(data);
  return visitor.request('POST', target, {
    headers: { 'content-type': encoded.headers.get('content-type') }, body: Buffer.from(await encoded.arrayBuffer()),
  });
}

async function open(visitor, fields = {}, files = []) {
  const page = await visitor.get('/support/new?subject=The%20brush');
  assert.equal(page.status, 200);
  return send(visitor, '/support/new', { csrf: field(page, 'csrf'), once: field(page, 'once'), subject: 'The brush', text: 'It skips.', ...fields }, files);
}

async function reply(visitor, ticket, fields = {}, files = []) {
  const page = await visitor.get(ticket);
  assert.equal(page.status, 200, ticket);
  return send(visitor, ticket.split('?')[0], { csrf: field(page, 'csrf'), once: field(page, 'once'), text: 'And now it stops.', ...fields }, files);
}

const place = answer => {
  assert.equal(answer.status, 303, plain(answer.text).slice(0, 400));
  return answer.location.replace(/\?.*/, '');
};

// Every file that the shop keeps, and every ticket that its operator sees.
const kind = file => (file.name.startsWith('incoming-') ? 'incoming' : 'kept');
const files = which => readdirSync(path.join(shop.directory, 'data/attachments'), { recursive: true, withFileTypes: true }).filter(one => one.isFile() && kind(one) === which).length;
async function tickets() {
  const lists = await Promise.all(['open', 'answered', 'closed'].map(state => operator.get(`/admin/tickets?state=${state}`)));
  return lists.map(list => [...list.text.matchAll(/data-ticket="(\d+)"/g)].map(([, id]) => id));
}
async function kept(act) {
  const before = [await tickets(), files('kept')];
  await act();
  assert.deepEqual([await tickets(), files('kept')], before);
  // What came in goes once the answer is out.
  for (let tries = 0; files('incoming') > 0 && tries < 100; tries++) await new Promise(resolve => setTimeout(resolve, 20));
  assert.equal(files('incoming'), 0);
}

describe('a thread', () => {
  test('goes from one side to the other, with its files', async () => {
    const ticket = place(await open(author, { subscription: '1' }, [['Écran "1".png', PNG, 'image/png'], ['notes.pdf', PDF, 'application/pdf']]));
    const id = ticket.split('/').at(-1);
    const page = await author.get(ticket);
    assert.match(plain(page.text), /The brush.*Waiting.*Harmony Essentials.*It skips\./);
    assert.ok((await tickets())[0].includes(id));
    const answer = await reply(operator, `/admin/tickets/${id}`, { text: 'Update, then <b>restart</b>. [x](javascript:alert(1)) "><script>alert(1)</script>' });
    assert.equal(answer.location, `/admin/tickets/${id}?sent=1`);
    assert.ok((await tickets())[1].includes(id));
    const read = await author.get(ticket);
    assert.ok(plain(read.text).includes('Answered'));
    assert.ok(read.text.includes('Update, then &lt;b&gt;restart&lt;/b&gt;.'), 'what is typed is text');
    assert.doesNotMatch(read.text, /<b>|<script>alert|href="javascript/);
    place(await reply(author, ticket));
    assert.ok((await tickets())[0].includes(id));
    place(await reply(author, ticket, { close: '1', text: '' }));
    assert.ok((await tickets())[2].includes(id));
    assert.match((await author.get('/support')).text, new RegExp(`data-ticket="${id}" data-state="closed"`));
  });

  test('gives its files back to both sides, to be saved, and to nobody else', async () => {
    const ticket = place(await open(author, {}, [['é"\u202e.png', PNG, 'image/png']]));
    const [file] = /\/support\/\d+\/files\/[0-9a-f]{32}/.exec((await author.get(ticket)).text);
    for (const visitor of [author, operator]) {
      const answer = await visitor.get(file);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'image/png');
      assert.match(answer.headers['content-disposition'], /^attachment; /);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.match(answer.headers['content-security-policy'], /sandbox/);
      assert.equal(Number(answer.headers['content-length']), PNG.length);
    }
    for (const visitor of [other, shop.visitor({ language: 'en' })]) {
      refused(await visitor.get(file), 404, says.missing);
      refused(await visitor.get(ticket), 404, says.missing);
      refused(await visitor.get(ticket + '?key=AAAA'), 404, says.missing);
    }
    refused(await author.get(file.replace(/.$/, one => (one === '0' ? '1' : '0'))), 404, says.missing);
    await kept(async () => {
      const page = await other.get('/support/new?subject=x');
      refused(await send(other, ticket, { csrf: field(page, 'csrf'), once: 'x', text: 'Mine now.' }), 404, says.missing);
    });
  });

  test('is opened once, however often its form is sent', async () => {
    const page = await author.get('/support/new?subject=Twice');
    const fields = { csrf: field(page, 'csrf'), once: field(page, 'once'), subject: 'Twice', text: 'Hello.' };
    const first = await send(author, '/support/new', fields, [['a.png', PNG, 'image/png']]);
    await kept(async () => assert.equal((await send(author, '/support/new', fields, [['a.png', PNG, 'image/png']])).location, first.location));
  });

  test('a closed one takes no answer, from either side, and keeps what was typed', async () => {
    const ticket = place(await open(author));
    const stale = await author.get(ticket);
    const id = ticket.split('/').at(-1);
    const staleOperator = await operator.get(`/admin/tickets/${id}`);
    place(await reply(author, ticket, { close: '1', text: '' }));
    await kept(async () => {
      for (const [visitor, target, page] of [[author, ticket, stale], [operator, `/admin/tickets/${id}`, staleOperator]]) {
        const late = await send(visitor, target, { csrf: field(page, 'csrf'), once: field(page, 'once'), text: 'Too late.' }, [['a.png', PNG, 'image/png']]);
        assert.equal(late.status, 409);
        assert.match(plain(late.text), /was closed meanwhile.*Too late\./);
      }
    });
  });
});

describe('a stranger', () => {
  test('writes with the captcha, and comes back by a key that opens nothing else', async () => {
    const stranger = shop.visitor({ language: 'en' });
    const page = await stranger.get('/support/new?subject=Prices');
    const fields = { csrf: field(page, 'csrf'), once: field(page, 'once'), subject: 'Prices', text: 'How much?', name: 'Ann', email: 'ann@example.com' };
    await kept(async () => {
      tells(await send(stranger, '/support/new', fields), { en: 'Tick “I’m not a robot”' });
      const { question } = solve(page);
      const wrong = await send(stranger, '/support/new', { ...fields, robot: 'on', question, answer: '99' });
      assert.equal(wrong.status, 422);
      assert.match(plain(wrong.text), /wasn’t the answer/);
      assert.ok(wrong.text.includes('How much?'), 'what was typed is kept');
      const login = await stranger.get('/login');
      const borrowed = await send(stranger, '/support/new', { ...fields, robot: 'on', ...solve(login) });
      assert.equal(borrowed.status, 422, 'a question of another form');
      for (const email of ['ann', 'ann@example.com\r\nBcc: x@example.com', 'ann@exa mple.com'])
        assert.equal((await send(stranger, '/support/new', { ...fields, email, robot: 'on' })).status, 422);
      for (const name of ['', 'Ann\r\nBcc: x@example.com'])
        tells(await send(stranger, '/support/new', { ...fields, name, robot: 'on' }), { en: 'Enter your name.' });
    });
    const fresh = await stranger.get('/support/new?subject=Prices');
    const done = await send(stranger, '/support/new', { ...fields, robot: 'on', ...solve(fresh) });
    assert.equal(done.status, 303, plain(done.text).slice(0, 300));
    assert.match(done.location, /^\/support\/\d+\?key=[\w-]{43}&sent=1$/);
    const elsewhere = shop.visitor({ language: 'en' });
    assert.match(plain((await elsewhere.get(done.location)).text), /How much\?/);
    const key = new URL(done.location, 'http://x').searchParams.get('key');
    const mine = place(await open(author));
    refused(await elsewhere.get(`${mine}?key=${key}`), 404, says.missing);
  });
});

describe('what is refused', () => {
  test('files that are no picture and no PDF, whatever their names say', async () => {
    const bomb = Buffer.from(PNG);
    bomb.writeUInt32BE(60000, 16);
    bomb.writeUInt32BE(60000, 20);
    await kept(async () => {
      for (const [file, sentence] of [
        [['photo.png', '<html><script>alert(1)</script>', 'image/png'], /is neither a picture/], [['x.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'], /is neither a picture/],
        [['x.exe', 'MZ\0\0', 'application/pdf'], /is neither a picture/], [['bomb.png', bomb, 'image/png'], /too many pixels/],
        [['empty.png', '', 'image/png'], /is empty/], [['big.png', Buffer.concat([PNG, Buffer.alloc(6 << 20)]), 'image/png'], /larger than 5 MB/],
      ]) {
        const answer = await open(author, {}, [file]);
        assert.equal(answer.status, 422, file[0]);
        assert.match(plain(answer.text), sentence);
        assert.match(plain(answer.text), /choose your files again/);
      }
      const many = await open(author, {}, Array.from({ length: 6 }, (_, i) => [`${i}.png`, PNG, 'image/png']));
      assert.match(plain(many.text), /more than five files/);
    });
  });

  test('texts that are missing, too long or no texts, and somebody else’s subscription', async () => {
    await kept(async () => {
      assert.match(plain((await open(author, { text: ' \r\n ' })).text), /Write your message\./);
      assert.match(plain((await open(author, { subject: '' })).text), /Say in a few words/);
      assert.match(plain((await open(author, { text: 'a\u0007b' })).text), /character that can’t be kept/);
      assert.equal((await open(author, { subject: 'one\r\nBcc: two' })).status, 422);
      refused(await open(author, { text: 'x'.repeat(8001) }), 400, says.fieldTooLong);
      refused(await open(author, { subscription: '3' }), 400, says.notTheForm);
      refused(await open(author, { more: '1' }), 400, says.unknownField);
      refused(await open(author, { csrf: 'x' }), 403, says.forged);
    });
  });

  test('300 MB, and a body without a length, before any program sees them', async () => {
    const answer = await author.request('POST', '/support/new', { headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(300 << 20) }, body: 'x' }).catch(error => error);
    assert.ok(answer.status === 413, String(answer.status ?? answer));
    const chunked = await shop.raw(['POST /support/new HTTP/1.1', `Host: 127.0.0.1:${shop.port}`, 'Connection: close',
      'Content-Type: multipart/form-data; boundary=x', 'Transfer-Encoding: chunked', '', '0', '', ''].join('\r\n'));
    refused(parse(chunked), 411, says.noLength);
  });

  test('tickets in a loop', async () => {
    const loop = customer(shop, 'premium@example.com', 'en');
    let late;
    for (let tries = 0; tries < 15 && late?.status !== 429; tries++) late = await open(loop, { subject: `Loop ${tries}` });
    assert.equal(late.status, 429);
    assert.ok(Number(late.headers['retry-after']) > 0);
    assert.match(plain(late.text), /You have sent many messages\. Wait \d+ second/);
    place(await open(other, { subject: 'Not me' }));
  });

  test('tickets that are not there, and the operator’s side to everybody else', async () => {
    for (const target of ['/support/999', '/support/x', '/support/0', '/support/1?before=0', '/support/1/files/x', '/admin/tickets', '/admin/tickets/1', '/admin/articles'])
      refused(await other.get(target), 404, says.missing);
    refused(await operator.get('/admin/tickets?state=lost'), 404, says.missing);
    refused(await operator.get('/admin/tickets/999'), 404, says.missing);
  });
});

test('palierctl lists, shows, answers and closes', async () => {
  const ticket = place(await open(other, { subject: 'From afar' }, [['a.png', PNG, 'image/png']]));
  const id = ticket.split('/').at(-1);
  const told = (...words) => {
    const { status, stdout, stderr } = shop.palierctl('ticket', ...words, '--json');
    assert.equal(status, 0, stderr);
    return stdout.trim().split('\n').filter(Boolean).map(line => JSON.parse(line));
  };
  assert.equal(told('list').find(one => one.ticket === Number(id)).subject, 'From afar');
  const [head, message] = told('show', id);
  assert.deepEqual([head.state, message.text, message.files[0].name], ['open', 'It skips.', 'a.png']);
  told('answer', id, '--text', 'Done by hand.');
  assert.match(plain((await other.get(ticket)).text), /Answered.*Harmony.*Done by hand\./);
  assert.equal(told('list', '--state', 'answered')[0].ticket, Number(id));
  told('close', id);
  for (const [words, sentence] of [[['answer', id, '--text', 'x'], /is closed/], [['show', '99999'], /no ticket 99999/], [['answer', '99999', '--text', 'x'], /no ticket/], [['close', '99999'], /no ticket/]]) {
    const { status, stderr } = shop.palierctl('ticket', ...words);
    assert.equal(status, 1);
    assert.match(stderr, sentence);
  }
  assert.equal(shop.palierctl('ticket', 'show', 'x').status, 2);
  const empty = place(await open(other, { subject: 'Another' }));
  const { status, stderr } = shop.palierctl('ticket', 'answer', empty.split('/').at(-1), '--text', 'a\u0007');
  assert.equal(status, 1);
  assert.match(stderr, /must be UTF-8 text/);
});

test('after all of it the shop holds what its journal says', () => {
  books(shop);
});
