// Addresses, methods, cookies and headers that no page of ours makes: each is refused with a page,
// in French and in English, and nobody learns from it what others have.
//   make && node --test tests/refusals/addresses.mjs
// The ids are OWASP ASVS 5.0's (security.md).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { field, openShop } from '../support/shop.mjs';
import { books, customer, guarded, parse, refused, says, sessions, unchanged } from '../support/refusals.mjs';

let shop, start;
const people = {};

before(async () => {
  shop = await openShop({ pool: 1, name: 'addresses' });
  for (const language of ['fr', 'en'])
    people[language] = {
      language,
      owner: customer(shop, 'essentials@example.com', language),
      stranger: shop.visitor({ language }),
    };
  start = books(shop);
});
after(() => shop.close());

function each(name, body) {
  test(name, async () => {
    for (const who of Object.values(people)) await body(who);
    unchanged(shop, start);
  });
}

// ---- whose it is -----------------------------------------------------------------------------

// What may differ between two pages that say the same: the token, and the address in the link to
// the other language.
const bare = (answer, id) => answer.text.replace(/name="csrf" value="[^"]*"/g, 'csrf')
  .replaceAll(new RegExp(`href="/(subscriptions|invoices)/[^"]*[?]lang`, 'g'), 'href="/$1/ID?lang');
const headersOf = ({ headers: { date, 'content-length': length, ...rest } }) => rest;

describe('somebody else’s thing looks like a missing one [8.2.2]', () => {
  const ids = ['2', '3', '4', '999', '0', '-1', '-2', '+1', '01', '001', '1.0', '1e0', '0x1', '1,1', '1;', '1%20', '%201', '1+',
    'abc', 'one', '1abc', 'null', '18446744073709551616', '18446744073709551617', '9223372036854775807', '9223372036854775808',
    '99999999999999999999999999', '%EF%BC%91', '%D9%A1', '1%27%20OR%201=1', '1%3Cscript%3E', '*', '~', '{id}', '%7Bid%7D'];

  for (const [method, shape] of [['GET', id => `/subscriptions/${id}/upgrade`], ['POST', id => `/subscriptions/${id}/upgrade`],
    ['GET', id => `/invoices/${id}`]])
    each(`${method} ${shape('ID')}: ${ids.length} ids`, async ({ owner }) => {
      const own = await owner.get('/subscriptions/1/upgrade');
      const ask = id => (method === 'GET' ? owner.get(shape(id))
        : owner.post(shape(id), { csrf: field(own, 'csrf'), quote: field(own, 'quote'), edition: 'premium' }));
      const missing = await ask('12345');
      refused(missing, 404, says.missing);
      for (const id of ids) {
        const answer = await ask(id);
        assert.equal(answer.status, 404, `${method} ${shape(id)}`);
        assert.equal(bare(answer), bare(missing), `${method} ${shape(id)}`);
        assert.deepEqual(headersOf(answer), headersOf(missing));
      }
    });

  each('an invoice of somebody else’s, and one that is missing', async ({ owner }) => {
    const missing = await owner.get('/invoices/2026-999999');
    refused(missing, 404, says.missing);
    const theirs = await owner.get(`/invoices/${start.entries.find(one => one.customer === 2 && one.invoice).invoice.number}`);
    assert.equal(bare(theirs), bare(missing));
    assert.deepEqual(headersOf(theirs), headersOf(missing));
  });

  each('a confirmation of nobody’s is passed over in silence', async ({ owner }) => {
    const plain = (await owner.get('/subscriptions')).text;
    for (const done of ['0'.repeat(32), 'f'.repeat(31), 'x', '-'])
      assert.equal((await owner.get(`/subscriptions?done=${done}`)).text.replace(`&amp;done=${done}`, ''), plain);
  });
});

// ---- addresses ---------------------------------------------------------------------------------

const ADDRESSES = [
  ['/nope', 404, says.missing], ['/login/', 404, says.missing], ['/login/x', 404, says.missing], ['/LOGIN', 404, says.missing],
  ['/index.html', 404, says.missing], ['/.htaccess', 404, says.missing], ['/.git/config', 404, says.missing],
  ['/shop.path', 404, says.missing], ['/conf/site.cfg', 404, says.missing], ['/secrets/signing', 404, says.missing],
  ['/data/', 404, says.missing], ['/log/palier.log', 404, says.missing], ['/cgi-bin/store', 404, says.missing],
  ['/cgi-bin/', 404, says.missing], ['/store', 404, says.missing], ['/upgrade', 404, says.missing], ['/invoice', 404, says.missing],
  ['/subscriptions/', 404, says.missing], ['/subscriptions//upgrade', 404, says.missing], ['/subscriptions/1', 404, says.missing],
  ['/subscriptions/1/upgrade/', 404, says.missing], ['/subscriptions/1/2/upgrade', 404, says.missing],
  ['/invoices/', 404, says.missing], ['/invoices/a/b', 404, says.missing], ['/errors/', 404, says.missing],
  ['/errors', 404, says.missing], ['/%2f', 404, says.missing], ['/login%2f', 404, says.missing], ['/%2flogin', 404, says.missing],
  ['/subscriptions/1%2fupgrade', 404, says.missing], ['/subscriptions/1%2F..%2f2/upgrade', 404, says.missing],
  ['/subscriptions%2f1/upgrade', 404, says.missing], ['/%00', 404, says.missing], ['/login%00', 404, says.missing],
  ['/login%00.html', 404, says.missing], ['/%', 400, says.unreadable], ['/%zz', 400, says.unreadable], ['/login%', 400, says.unreadable],
  ['/../etc/passwd', 400, says.unreadable], ['/../../../../etc/passwd', 400, says.unreadable],
  ['/..%2f..%2fetc/passwd', 404, says.missing], ['/%2e%2e/%2e%2e/etc/passwd', 400, says.unreadable],
  ['/errors/../../conf/site.cfg', 400, says.unreadable], ['/errors/%2e%2e/libpalier.a', 404, says.missing],
  ['/errors/..%2flibpalier.a', 404, says.missing], ['/.%00./etc/passwd', 404, says.missing],
  ['/login%0d%0aX-Injected:%201', 404, says.missing], ['/palier.css/..%5c..%5cconf', 404, says.missing],
  ['/palier.css/x', 404, says.missing], ['/\\..\\conf', 404, says.missing], ['//', 400, says.address], ['//login', 400, says.address],
  ['//evil.example/login', 404, says.missing], ['/./login', 400, says.address], ['/x/../login', 400, says.address],
  ['/%6cogin/', 404, says.missing], ['/login;jsessionid=1', 404, says.missing], ['/' + 'a'.repeat(300), 403, says.closedPlace],
  ['/' + 'a'.repeat(8300), 414, says.tooLongAddress], ['/login?' + 'a'.repeat(8300), 414, says.tooLongAddress],
  ['/?a=1', 400, says.unknownField], ['/?%00', 400, says.nul], ['/?lang=%ff', 400, says.encoding],
  ['/?csrf=a&csrf=b', 400, says.repeatedField], ['/?lang=' + 'f'.repeat(17), 400, says.fieldTooLong],
  ['/login?next=/&next=//evil', 400, says.repeatedField],
  ['/health?verbose=1', 400, says.unknownField], ['/captcha?cost=1', 400, says.unknownField],
];

describe('an address that isn’t ours', () => {
  for (const [address, status, sentence] of ADDRESSES)
    each(JSON.stringify(address.slice(0, 60)), async ({ stranger, owner }) => {
      for (const visitor of [stranger, owner]) {
        const answer = await visitor.get(address);
        refused(answer, status, sentence);
        assert.equal(answer.headers['x-injected'], undefined);
      }
    });

  each('a stranger is sent to sign in, and can come back to an address of any letters', async ({ stranger, owner }) => {
    for (const [address, next] of [['/invoices/caf%C3%A9', '/invoices/caf%25C3%25A9'], ['/invoices/a%20b', '/invoices/a%2520b'],
      ['/invoices/a%26next=b', '/invoices/a%2526next%253Db'], ['/invoices/%22%3E', '/invoices/%2522%253E'],
      ['/invoices/a%25b', '/invoices/a%2525b'], ['/invoices/a:b', '/invoices/a%253Ab'], ['/subscriptions/%C3%A9/upgrade', '/subscriptions/%25C3%25A9/upgrade'],
      ['/subscriptions?lang=en', '/subscriptions'], ['/subscriptions?done=a%20b&lang=en', '/subscriptions%3Fdone%3Da%2520b']]) {
      const answer = await stranger.get(address);
      assert.equal(answer.status, 303, address);
      assert.equal(answer.location, `/login?next=${next}`);
      assert.equal(field(await stranger.follow(answer), 'next'), decodeURIComponent(next));
      assert.equal((await owner.follow(answer)).location, decodeURIComponent(next));
    }
    for (const long of ['a'.repeat(2000), '!'.repeat(2600), '%C3%A9'.repeat(1300)])
      assert.equal((await stranger.get(`/invoices/${long}`)).location, '/login');
    assert.equal((await stranger.get('/subscriptions/1/upgrade?edition=%2F%2Fx')).location, '/login', 'nowhere else');
    stranger.cookies.clear();
  });
});

// ---- methods -------------------------------------------------------------------------------------

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'BREW'];

describe('a method that a page doesn’t have [3.5.3]', () => {
  for (const [address, allow] of [['/', 'GET, HEAD'], ['/login', 'GET, HEAD, POST'], ['/logout', 'POST'], ['/captcha', 'GET, HEAD'],
    ['/subscriptions', 'GET, HEAD'], ['/subscriptions/1/upgrade', 'GET, HEAD, POST'], ['/invoices', 'GET, HEAD'],
    ['/invoices/2026-000001', 'GET, HEAD'], ['/health', 'GET, HEAD']])
    each(address, async ({ owner, stranger }) => {
      for (const method of METHODS.filter(one => !allow.split(', ').includes(one)))
        for (const visitor of [owner, stranger]) {
          const answer = await visitor.request(method, address, {
            headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: method === 'POST' ? 'csrf=' : undefined });
          refused(answer, 405, says.method);
          assert.equal(answer.headers.allow, allow, `${method} ${address}`);
        }
      const trace = await owner.request('TRACE', address);
      refused(trace, 405, says.method);
      assert.doesNotMatch(trace.text, /session=/);
      if (!allow.startsWith('GET')) return;
      const page = await owner.request('HEAD', address);
      assert.equal(page.text, '');
      assert.equal(page.status, (await owner.get(address)).status);
    });

  each('of a file', async ({ owner }) => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE'])
      refused(await owner.request(method, '/palier.css', { body: method === 'TRACE' ? undefined : 'a' }), 405, says.method);
    refused(await owner.request('PROPFIND', '/palier.css'), 405, says.method);
    refused(parse(await shop.raw(request([local()], 'BREW /palier.css HTTP/1.1'))), 501, says.method);
    refused(await owner.get('/palier.css', { range: 'bytes=99999999-' }), 416, says.unreadable);
    refused(await owner.get('/palier.css', { expect: 'a miracle' }), 417, says.unreadable);
  });

  each('in a header or a field', async ({ owner }) => {
    assert.equal((await owner.get('/logout', { 'x-http-method-override': 'POST' })).status, 405);
    assert.equal((await owner.get('/subscriptions')).status, 200);
  });
});

// ---- cookies -------------------------------------------------------------------------------------

const COOKIES = [
  ['none', () => undefined],
  ['an empty one', () => 'session='],
  ['a made-up one', () => `session=${'A'.repeat(43)}`],
  ['one letter changed', token => `session=${(token[0] === 'A' ? 'B' : 'A') + token.slice(1)}`],
  ['cut short', token => `session=${token.slice(0, -1)}`],
  ['a letter more', token => `session=${token}A`],
  ['in capitals', token => `SESSION=${token}`],
  ['in quotes', token => `session="${token}"`],
  ['percent-encoded', token => `session=%${token.charCodeAt(0).toString(16)}${token.slice(1)}`],
  ['under the name it has over https', token => `__Host-session=${token}`],
  ['twice, the same', token => `session=${token}; session=${token}`],
  ['twice, a made-up one first', token => `session=${'A'.repeat(43)}; session=${token}`],
  ['twice, a made-up one last', token => `session=${token}; session=${'A'.repeat(43)}`],
  ['with a comma', token => `session=${token},session=x`],
  ['5,000 letters', () => `session=${'A'.repeat(5000)}`],
  ['with a byte of no letter', () => 'session=\u00ff\u00fe'],
  ['a path', () => 'session=../../secrets/signing'],
];

describe('a session cookie that isn’t ours [7.2]', () => {
  for (const [name, spell] of COOKIES)
    each(name, async ({ language }) => {
      const visitor = shop.visitor({ language });
      const [token] = sessions(shop, ['essentials@example.com']);
      const cookie = spell(token);
      const answer = await visitor.get('/subscriptions', cookie === undefined ? {} : { cookie });
      assert.equal(answer.status, 303);
      assert.equal(answer.location, '/login?next=/subscriptions');
      assert.doesNotMatch((await visitor.get('/', cookie === undefined ? {} : { cookie })).text, /Camille/);
    });

  each('a header of 9,000 bytes', async ({ owner }) => {
    refused(await owner.get('/', { cookie: `session=${'A'.repeat(9000)}` }), 400, says.unreadable);
  });

  each('a language that is none', async ({ owner, language }) => {
    for (const lang of ['xx', '../fr', 'fr,en', 'A'.repeat(4000)])
      assert.match((await owner.get('/', { cookie: `lang=${lang}` })).text, new RegExp(`<html lang="${language}">`));
  });
});

// ---- headers -------------------------------------------------------------------------------------

const request = (lines, first = 'GET / HTTP/1.1') => [first, ...lines, 'Connection: close', '', ''].join('\r\n');
const local = () => `Host: 127.0.0.1:${shop.port}`;

describe('headers that say more than they may', () => {
  for (const [name, lines, status, first] of [
    ['no Host', () => [], 400],
    ['two Hosts', () => [local(), 'Host: evil.example'], 400],
    ['a Host with a path', () => ['Host: evil.example/x'], 400],
    ['a Host with markup', () => ['Host: "><script>'], 400],
    ['a header without a colon', () => [local(), 'nonsense'], 400],
    ['a header with a space in its name', () => [local(), 'X Y: 1'], 400],
    ['a folded header, which is one header', () => [local(), 'X-A: 1', ' Transfer-Encoding: chunked'], 200],
    ['a header with a NUL', () => [local(), 'X-A: a\0b'], 400],
    ['100 headers', () => [local(), ...Array.from({ length: 100 }, (_, i) => `X-${i}: 1`)], 400],
    ['no version', () => [local()], 400, 'GET /'],
    ['a version to come', () => [local()], 200, 'GET / HTTP/7.0'],
    ['a method in small letters', () => [local()], 405, 'get / HTTP/1.1'],
    ['a proxy’s request', () => [local()], 400, 'GET http://evil.example:80\\x/ HTTP/1.1'],
    ['a tunnel', () => [local()], 400, 'CONNECT evil.example:443 HTTP/1.1'],
    ['nonsense', () => [local()], 400, '\x16\x03\x01\x02\0\x01'],
  ])
    test(name, async () => {
      const answer = parse(await shop.raw(request(lines(), first)));
      assert.equal(answer.status, status, answer.text);
      guarded(answer);
      unchanged(shop, start);
    });

  each('a foreign Host is neither repeated nor believed', async ({ owner, stranger }) => {
    for (const visitor of [owner, stranger])
      for (const address of ['/', '/login', '/subscriptions', '/nope', '/%2f']) {
        const answer = await visitor.get(address, { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
        guarded(answer);
        assert.doesNotMatch(JSON.stringify(answer.headers) + answer.text, /evil\.example/);
      }
    stranger.cookies.clear();
  });

  each('a line’s end in a value ends no line of ours', async ({ owner }) => {
    for (const address of ['/?lang=fr%0d%0aX-Injected:1', '/login?next=/%0d%0aX-Injected:1', '/login?next=/%250d%250aX-Injected:1',
      '/subscriptions?done=a%0d%0aX-Injected:1', '/invoices/a%0d%0aX-Injected:1', '/%0d%0aX-Injected:1',
      '/subscriptions/1%0d%0aX-Injected:1/upgrade']) {
      const answer = await owner.get(address);
      assert.equal(answer.headers['x-injected'], undefined, address);
      assert.ok([303, 200, 400, 404].includes(answer.status), `${address}: ${answer.status}`);
    }
  });

  each('the environment isn’t the visitor’s to set', async ({ owner }) => {
    const answer = await owner.get('/', { proxy: 'http://evil.example', 'palier-shop': '/tmp', palier_shop: '/tmp', 'x-forwarded-for': '::1' });
    assert.equal(answer.status, 200);
    guarded(answer);
  });
});

// What a visitor sent may stand in a log, but on one line.
test('nothing that was sent here begins a line of the log', async () => {
  await people.fr.owner.post('/subscriptions/x%0Aforged/upgrade', 'csrf=a', { origin: 'https://evil.example' });
  for (const line of shop.log().split('\n'))
    assert.match(line, /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d [a-z]|$)/, line);
});
