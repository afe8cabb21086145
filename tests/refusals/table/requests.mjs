// Rows of tests/refusals/table.mjs: requests that aren't HTTP as browsers speak it, and header lines
// that a value would like to add.
import { parse, says } from '../../support/refusals.mjs';

const local = who => `Host: 127.0.0.1:${who.shop.port}`;
const raw = async (who, lines, first = 'GET / HTTP/1.1') =>
  parse(await who.shop.raw([first, ...lines, 'Connection: close', '', ''].join('\r\n')));

// Their HTTP version is answered, or not; what Apache makes of them is a page in both languages.
const heads = { id: '4.2.1', title: 'a head that says more than it may', rows: [
  ['no Host', 400, says.unreadable, who => raw(who, [])],
  ['two Hosts', 400, says.unreadable, who => raw(who, [local(who), 'Host: evil.example'])],
  ['a Host with a path', 400, says.unreadable, who => raw(who, ['Host: evil.example/x'])],
  ['a Host with markup', 400, says.unreadable, who => raw(who, ['Host: "><script>'])],
  ['a header without a colon', 400, says.unreadable, who => raw(who, [local(who), 'nonsense'])],
  ['a header with a space in its name', 400, says.unreadable, who => raw(who, [local(who), 'X Y: 1'])],
  ['a space before the colon', 400, says.unreadable, who => raw(who, [local(who), 'Content-Length : 5'])],
  ['a folded header, which is one header', 200, null, who => raw(who, [local(who), 'X-A: 1', ' Transfer-Encoding: chunked'])],
  ['a header with a NUL', 400, says.unreadable, who => raw(who, [local(who), 'X-A: a\0b'])],
  ['a line that ends in CR alone', 400, says.unreadable, who => raw(who, [local(who), 'X-A: a\rX-Injected: 1'])],
  ['100 headers', 400, says.unreadable, who => raw(who, [local(who), ...Array.from({ length: 100 }, (_, i) => `X-${i}: 1`)])],
  ['a header of 9,000 bytes', 400, says.unreadable, who => raw(who, [local(who), `X-A: ${'a'.repeat(9000)}`])],
  ['no version', 400, says.unreadable, who => raw(who, [local(who)], 'GET /')],
  ['a version to come', 200, null, who => raw(who, [local(who)], 'GET / HTTP/7.0')],
  ['a method in small letters', 405, says.method, who => raw(who, [local(who), `Accept-Language: ${who.language}`], 'get / HTTP/1.1')],
  ['a method that nobody knows, of a file', 405, says.method, who => raw(who, [local(who)], 'BREW /palier.css HTTP/1.1')],
  ['a proxy’s request', 400, says.unreadable, who => raw(who, [local(who)], 'GET http://evil.example:80\\x/ HTTP/1.1')],
  ['a tunnel', 400, says.unreadable, who => raw(who, [local(who)], 'CONNECT evil.example:443 HTTP/1.1')],
  ['TLS to a port without', 400, says.unreadable, who => raw(who, [local(who)], '\x16\x03\x01\x02\0\x01')],
  ['a coding of the body that is none', 400, says.unreadable, who => raw(who, [local(who), 'Transfer-Encoding: identity'], 'POST /login HTTP/1.1')],
  ['a length in sixteens', 400, says.unreadable, who => raw(who, [local(who), 'Content-Length: 0x10'], 'POST /login HTTP/1.1')],
  ['a length with a sign', 400, says.unreadable, who => raw(who, [local(who), 'Content-Length: +5'], 'POST /login HTTP/1.1')],
  ['a length beyond 64 bits', 400, says.unreadable, who => raw(who, [local(who), 'Content-Length: 18446744073709551616'], 'POST /login HTTP/1.1')],
] };

// [address, status, sentence]; in no answer does the second line become a header.
const LINES = [
  ['/?lang=fr%0d%0aX-Injected:1', 200, null], ['/login?next=/%0d%0aX-Injected:1', 303, '/'], ['/login?next=/%250d%250aX-Injected:1', 303, '/'],
  ['/login?next=/%0aX-Injected:1', 303, '/'], ['/subscriptions?done=a%0d%0aX-Injected:1', 200, null],
  ['/invoices/a%0d%0aX-Injected:1', 400, says.address], ['/%0d%0aX-Injected:1', 404, says.missing],
  ['/subscriptions/1%0d%0aX-Injected:1/upgrade', 400, says.address], ['/help/a%0d%0aX-Injected:1', 400, says.address],
  ['/support/1/files/a%0d%0aX-Injected:1', 400, says.address],
];
const injected = { id: '1.2.1', title: 'a line’s end in a value ends no line of ours', rows: LINES.map(([address, status, sentence]) =>
  [address, status, sentence, who => who.owner.get(address), { headers: { 'x-injected': undefined } }]) };

export default [heads, injected];
