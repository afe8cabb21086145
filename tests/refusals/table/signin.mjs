// Rows of tests/refusals/table.mjs: the sign-in form, and where it leads.
import assert from 'node:assert/strict';
import { PASSWORD, field, solve } from '../../support/shop.mjs';
import { customer, says } from '../../support/refusals.mjs';

const ANA = 'essentials@example.com';

// The honest form of a stranger's, with changes; a field of undefined is left out.  Whoever is signed
// in has a new cookie: here nobody gets one.
async function send(who, changes = {}, { headers, also = '', path = '/login' } = {}) {
  const visitor = who.shop.visitor({ language: who.language });
  const page = await visitor.get('/login'), cookie = visitor.cookies.get('session');
  const fields = { csrf: field(page, 'csrf'), next: '/', email: ANA, password: PASSWORD, robot: 'on', ...solve(page), ...changes };
  for (const name of Object.keys(fields)) if (fields[name] === undefined) delete fields[name];
  const answer = await visitor.post(path, new URLSearchParams(fields).toString() + also, headers);
  assert.equal(visitor.cookies.get('session'), cookie, 'nobody is signed in');
  return answer;
}

const beside = { holds: /role="alert"[^]* aria-invalid="true"/ };
const lacking = { id: '2.2.1', title: 'a sign-in that lacks something says what, beside it', rows: [
  ['nothing at all', 422, [says.wholeEmail, says.noPassword, says.tickBox], { email: '', password: '', robot: undefined, answer: '' }],
  ['no address', 422, says.wholeEmail, { email: '' }],
  ['an address that is none', 422, says.wholeEmail, { email: 'ana' }],
  ['an address with a line’s end', 422, says.wholeEmail, { email: `${ANA}\r\nBcc: x@example.com` }],
  ['no password', 422, says.noPassword, { password: '' }],
  ['the box not ticked', 422, says.tickBox, { robot: undefined }],
  ['the box sent as unticked', 422, says.tickBox, { robot: 'off' }],
  ['no answer', 422, says.noAnswer, { answer: undefined, question: undefined }],
  ['a wrong answer', 422, says.wrongAnswer, { answer: '99' }],
  ['a made-up question', 422, says.noAnswer, { question: 'A'.repeat(120) }],
  ['a captcha that isn’t Base64', 422, says.noCheck, { altcha: '{}' }],
  ['a captcha of nothing', 422, says.noCheck, { altcha: btoa('{}') }],
].map(([name, status, sentence, changes]) => [name, status, sentence, who => send(who, changes), beside]) };

const fields = { id: '2.2.1', title: 'a sign-in is what its form sends, once, in UTF-8', rows: [
  ['a password of 129 bytes', 400, says.fieldTooLong, who => send(who, { password: 'p'.repeat(129) })],
  ['an address of 255 bytes', 400, says.fieldTooLong, who => send(who, { email: `${'a'.repeat(243)}@example.com` })],
  ['a place of 2,001 bytes', 400, says.fieldTooLong, who => send(who, { next: '/' + 'a'.repeat(2000) })],
  ['an unknown field', 400, says.unknownField, who => send(who, { remember: 'on' })],
  ['a role', 400, says.unknownField, who => send(who, { role: 'operator' })],
  ['the address twice', 400, says.repeatedField, who => send(who, {}, { also: '&email=advanced@example.com' })],
  ['the password twice', 400, says.repeatedField, who => send(who, {}, { also: '&password=x' })],
  ['the password in the address, too', 400, says.unknownField, who => send(who, {}, { path: '/login?password=x' })],
  ['a NUL behind the password', 400, says.nul, who => send(who, { password: `${PASSWORD}\0x` })],
  ['a NUL behind the address', 400, says.nul, who => send(who, { email: `${ANA}\0@evil.example` })],
  ['a password that is no UTF-8', 400, says.encoding, who => send(who, { password: undefined }, { also: '&password=%ff%fe' })],
  ['JSON', 415, says.type, who => send(who, {}, { headers: { 'content-type': 'application/json' } })],
  ['several parts', 415, says.type, who => send(who, {}, { headers: { 'content-type': 'multipart/form-data; boundary=x' } })],
] };

const forged = { id: '3.5.1', title: 'nobody is signed in by a form of somebody else’s', rows: [
  ['no token', 403, says.forged, who => send(who, { csrf: undefined })],
  ['an empty token', 403, says.forged, who => send(who, { csrf: '' })],
  ['another stranger’s token', 403, says.forged, async who => send(who, { csrf: field(await who.shop.visitor().get('/login'), 'csrf') })],
  ['a customer’s token', 403, says.forged, who => send(who, { csrf: who.honest.csrf })],
  ['Sec-Fetch-Site: cross-site', 403, says.forged, who => send(who, {}, { headers: { 'sec-fetch-site': 'cross-site' } })],
  ['Sec-Fetch-Site: same-site', 403, says.forged, who => send(who, {}, { headers: { 'sec-fetch-site': 'same-site' } })],
  ['Origin: another site', 403, says.forged, who => send(who, {}, { headers: { origin: 'https://evil.example' } })],
  ['Origin: null', 403, says.forged, who => send(who, {}, { headers: { origin: 'null' } })],
] };

const ELSEWHERE = ['//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '\\/evil.example', '/%5cevil.example',
  '/%5Cevil.example', '/%2fevil.example', '/%2Fevil.example', '%2f%2fevil.example', '%252f%252fevil.example', 'https%3A%2F%2Fevil.example',
  'https://evil.example', 'HTTPS://evil.example', 'http:evil.example', 'https:/evil.example', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)',
  'data:text/html,x', 'evil.example', '/\tevil.example', '/\t/evil.example', '/\n/evil.example', '/x\r\nSet-Cookie: a=b',
  '/x%0d%0aSet-Cookie:%20a=b', '/x%00', ' //evil.example', '/ /evil.example', '/a//evil.example', '/é', '', '.', '..', '?next=//evil.example',
  '#', '/%', '/%zz', '@evil.example', '/..//evil.example'];

const places = { id: '3.7.2', title: 'a sign-in ends in this shop', rows: ELSEWHERE.map(next =>
  [JSON.stringify(next), 303, '/', who => who.owner.get(`/login?next=${encodeURIComponent(next)}`), { headers: { 'set-cookie': undefined } }]) };

const before = { id: '7.2.4', title: 'what there was before signing in opens nothing afterwards', rows: [
  ['the cookie', 303, '/login?next=/subscriptions', async who => {
    const visitor = who.shop.visitor({ language: who.language });
    await visitor.get('/login');
    const planted = new Map(visitor.cookies);
    assert.equal((await visitor.signIn(ANA)).status, 303);
    visitor.cookies = planted;
    return visitor.get('/subscriptions');
  }],
  ['the form', 403, says.forged, async who => {
    const visitor = who.shop.visitor({ language: who.language });
    const csrf = field(await visitor.get('/login'), 'csrf');
    visitor.cookies = new Map(customer(who.shop, ANA).cookies);
    return visitor.post('/logout', { csrf });
  }],
] };

export default [lacking, fields, forged, places, before];
