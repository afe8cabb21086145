// Rows of tests/refusals/table.mjs: addresses, methods and cookies that no page of ours makes.
import { customer, inTurn, says, sessions } from '../../support/refusals.mjs';

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

const both = ({ owner, stranger }, ask) => inTurn([owner, stranger], ask);
const everybody = ({ owner, stranger, operator }, ask) => inTurn([owner, stranger, operator], ask);

const elsewhere = { id: '13.4.7', title: 'an address that isn’t ours', rows: ADDRESSES.map(([address, status, sentence]) =>
  [`${address.slice(0, 50)}${address.length > 50 ? ` and so on, ${address.length} bytes` : ''}`, status, sentence, who => both(who, one => one.get(address)),
    { headers: { 'x-injected': undefined } }]) };

// ---- methods -------------------------------------------------------------------------------------

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'BREW'];
const PAGES = [
  ['/', 'GET, HEAD'], ['/login', 'GET, HEAD, POST'], ['/logout', 'POST'], ['/captcha', 'GET, HEAD'], ['/health', 'GET, HEAD'],
  ['/subscriptions', 'GET, HEAD'], ['/subscriptions/1/upgrade', 'GET, HEAD, POST'], ['/account', 'GET, HEAD, POST'],
  ['/invoices', 'GET, HEAD'], ['/invoices/2026-000001', 'GET, HEAD'], ['/help', 'GET, HEAD'], ['/help/upgrade', 'GET, HEAD'],
  ['/help/upgrade/vote', 'GET, HEAD, POST'], ['/legal', 'GET, HEAD'], ['/privacy', 'GET, HEAD'], ['/support', 'GET, HEAD'],
  ['/support/new', 'GET, HEAD, POST'], ['/support/1', 'GET, HEAD, POST'], ['/support/1/files/x', 'GET, HEAD'],
  ['/admin/tickets', 'GET, HEAD'], ['/admin/tickets/1', 'GET, HEAD, POST'], ['/admin/articles', 'GET, HEAD'],
];

// TRACE and what isn't a method at all are Apache's to refuse, with one page in both languages.
const send = (who, method, address) => everybody(who, one => one.request(method, address, method === 'POST'
  ? { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'csrf=' } : {}));

const methods = { id: '4.1.4', title: 'a method that a page doesn’t have', rows: PAGES.flatMap(([address, allow]) =>
  METHODS.filter(one => !allow.split(', ').includes(one)).map(method => [`${method} ${address}`, 405, says.method, who => send(who, method, address),
    method === 'TRACE' ? {} : { headers: { allow } }])) };

const files = { id: '4.1.4', title: 'a file is only read', rows: [
  ...['PUT', 'DELETE', 'PATCH', 'POST', 'OPTIONS', 'TRACE', 'PROPFIND'].map(method =>
    [`${method} /palier.css`, 405, says.method, who => both(who, one => one.request(method, '/palier.css')),
      method === 'TRACE' ? {} : { headers: { allow: 'GET, HEAD' } }]),
  ['from behind its end', 416, says.unreadable, who => who.owner.get('/palier.css', { range: 'bytes=99999999-' })],
  ['with an expectation', 417, says.unreadable, who => who.owner.get('/palier.css', { expect: 'a miracle' })],
  ['signing out by a header', 405, says.method, who => who.owner.get('/logout', { 'x-http-method-override': 'POST' })],
] };

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
  ['another cookie alone', token => `sessions=${token}`],
];

const cookies = { id: '7.2.1', title: 'a session cookie that isn’t ours', rows: [
  ...COOKIES.map(([name, spell]) => [name, 303, '/login?next=/subscriptions', who => {
    const cookie = spell(sessions(who.shop, ['essentials@example.com'])[0]);
    return who.shop.visitor({ language: who.language }).get('/subscriptions', cookie === undefined ? {} : { cookie });
  }]),
  ['of a session that has ended', 303, '/login?next=/subscriptions', async who => {
    const visitor = customer(who.shop, 'essentials@example.com', who.language), kept = new Map(visitor.cookies);
    await visitor.signOut();
    visitor.cookies = kept;
    return visitor.get('/subscriptions');
  }],
  ['of 9,000 bytes', 400, says.unreadable, who => who.owner.get('/', { cookie: `session=${'A'.repeat(9000)}` })],
] };

export default [elsewhere, methods, files, cookies];
