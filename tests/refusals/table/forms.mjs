// Rows of tests/refusals/table.mjs: the form of an upgrade when it isn't what its page sends: forged,
// tampered with, borrowed, malformed.
import { field, quote } from '../../support/shop.mjs';
import { customer, parse, says } from '../../support/refusals.mjs';

const UPGRADE = '/subscriptions/1/upgrade';
const FORM = 'application/x-www-form-urlencoded';

const send = ({ owner, honest }, changes, headers, path = UPGRADE) => {
  const fields = { ...honest, ...changes };
  for (const name of Object.keys(fields)) if (fields[name] === undefined) delete fields[name];
  return owner.post(path, fields, headers);
};
const body = fields => new URLSearchParams(fields).toString();

// One bit of one character's six, in the payload or behind the dot; -1 is the last but one, for
// the last character's low bits may be nothing's.
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const flip = (text, place, bit = 1) =>
  text.slice(0, place) + ALPHABET[ALPHABET.indexOf(text[place]) ^ bit] + text.slice(place + 1);
const payload = text => text.slice(0, text.indexOf('.'));
const mac = text => text.slice(text.indexOf('.') + 1);

const forged = { id: '3.5.1', title: 'a request forged elsewhere is carried out for nobody', rows: [
  ['no token', 403, says.forged, who => send(who, { csrf: undefined })],
  ['an empty token', 403, says.forged, who => send(who, { csrf: '' })],
  ['a made-up token', 403, says.forged, who => send(who, { csrf: 'A'.repeat(43) })],
  ['a token with one bit changed', 403, says.forged, who => send(who, { csrf: flip(who.honest.csrf, 20) })],
  ['a token cut short', 403, says.forged, who => send(who, { csrf: who.honest.csrf.slice(0, -1) })],
  ['another customer’s token', 403, says.forged, who => send(who, { csrf: who.foreign.csrf })],
  ['the token of the same customer’s other session', 403, says.forged, async who =>
    send(who, { csrf: field(await customer(who.shop, 'essentials@example.com').get('/'), 'csrf') })],
  ['a signed-out visitor’s token', 403, says.forged, async who =>
    send(who, { csrf: field(await who.shop.visitor().get('/login'), 'csrf') })],
  ['the token in the query instead of the form', 403, says.forged, who =>
    send(who, { csrf: undefined }, {}, `${UPGRADE}?lang=${who.owner.language}`)],
  ['the token in a header instead of the form', 403, says.forged, who =>
    send(who, { csrf: undefined }, { 'x-csrf-token': who.honest.csrf })],
  ['Origin: another site', 403, says.forged, who => send(who, {}, { origin: 'https://evil.example' })],
  ['Origin: another port here', 403, says.forged, who => send(who, {}, { origin: 'http://127.0.0.1:1' })],
  ['Origin: our address as a prefix', 403, says.forged, who => send(who, {}, { origin: `${who.shop.address}.evil.example` })],
  ['Origin: our address behind an @', 403, says.forged, who => send(who, {}, { origin: `http://evil.example@127.0.0.1:${who.shop.port}` })],
  ['Origin: null', 403, says.forged, who => send(who, {}, { origin: 'null' })],
  ['Origin: a file', 403, says.forged, who => send(who, {}, { origin: 'file://' })],
  ['Sec-Fetch-Site: cross-site', 403, says.forged, who => send(who, {}, { 'sec-fetch-site': 'cross-site' })],
  ['Sec-Fetch-Site: same-site', 403, says.forged, who => send(who, {}, { 'sec-fetch-site': 'same-site' })],
  ['Sec-Fetch-Site: a word nobody knows', 403, says.forged, who => send(who, {}, { 'sec-fetch-site': 'friendly' })],
  ['a good Sec-Fetch-Site doesn’t excuse a foreign Origin', 403, says.forged, who =>
    send(who, {}, { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' })],
  ['signing out, too', 403, says.forged, who => who.owner.post('/logout', { csrf: who.foreign.csrf })],
  ['signing in, too', 403, says.forged, async who => who.shop.visitor({ language: who.owner.language })
    .post('/login', { csrf: who.honest.csrf, email: 'essentials@example.com', password: 'x', robot: 'on' })],
] };

const quotes = { id: '2.2.2', title: 'an amount comes from a quote of ours, or from nowhere', rows: [
  ['no quote', 400, says.foreignQuote, who => send(who, { quote: undefined })],
  ['an empty quote', 400, says.foreignQuote, who => send(who, { quote: '' })],
  ['a dot', 400, says.foreignQuote, who => send(who, { quote: '.' })],
  ['a quote without its signature', 400, says.foreignQuote, who => send(who, { quote: payload(who.honest.quote) })],
  ['a quote with an empty signature', 400, says.foreignQuote, who => send(who, { quote: payload(who.honest.quote) + '.' })],
  ['a signature without its quote', 400, says.foreignQuote, who => send(who, { quote: '.' + mac(who.honest.quote) })],
  ['one bit changed at the payload’s start', 400, says.foreignQuote, who => send(who, { quote: flip(who.honest.quote, 0, 32) })],
  ['one bit changed in the payload’s middle', 400, says.foreignQuote, who =>
    send(who, { quote: flip(who.honest.quote, payload(who.honest.quote).length >> 1) })],
  ['one bit changed at the payload’s end', 400, says.foreignQuote, who =>
    send(who, { quote: flip(who.honest.quote, payload(who.honest.quote).length - 2) })],
  ['one bit changed in the signature', 400, says.foreignQuote, who =>
    send(who, { quote: flip(who.honest.quote, who.honest.quote.length - 20) })],
  ['the last character’s spare bits changed', 400, says.foreignQuote, who =>
    send(who, { quote: flip(who.honest.quote, who.honest.quote.length - 1) })],
  ['a byte more', 400, says.foreignQuote, who => send(who, { quote: who.honest.quote + 'A' })],
  ['a second signature', 400, says.foreignQuote, who => send(who, { quote: `${who.honest.quote}.${mac(who.honest.quote)}` })],
  ['another quote’s signature', 400, says.foreignQuote, async who =>
    send(who, { quote: `${payload(who.honest.quote)}.${mac(quote(await who.owner.get(UPGRADE)))}` })],
  ['another customer’s quote, as it is', 400, says.foreignQuote, who => send(who, { quote: who.foreign.quote, edition: 'premium' })],
  ['the CSRF token for a quote: each purpose has its key', 400, says.foreignQuote, who =>
    send(who, { quote: `${payload(who.honest.quote)}.${who.honest.csrf}` })],
  ['an amount in a field of its own', 400, says.unknownField, who => send(who, { total: '1' })],
  ['a price in a field of its own', 400, says.unknownField, who => send(who, { price: '0' })],
] };

const editions = { id: '2.2.1', title: 'only an edition on offer can be had', rows: [
  ['an unknown edition', 422, says.notOffered, who => send(who, { edition: 'platinum' })],
  ['the same edition', 422, says.notOffered, who => send(who, { edition: 'essentials' })],
  ['another product’s edition', 422, says.notOffered, who => send(who, { edition: 'studio' })],
  ['an empty edition', 422, says.notOffered, who => send(who, { edition: '' })],
  ['no edition', 422, says.notOffered, who => send(who, { edition: undefined })],
  ['an edition in capitals', 422, says.notOffered, who => send(who, { edition: 'ADVANCED' })],
  ['an edition with a space', 422, says.notOffered, who => send(who, { edition: ' advanced' })],
  ['an edition with markup', 422, says.notOffered, who => send(who, { edition: '<script>alert(1)</script>' })],
  ['an edition of 101 letters', 400, says.fieldTooLong, who => send(who, { edition: 'a'.repeat(101) })],
  ['a lower edition', 422, says.notOffered, who =>
    who.other.post('/subscriptions/2/upgrade', { ...who.foreign, edition: 'essentials' })],
] };

const lots = (count, fields) => body(fields) + Array.from({ length: count }, (_, i) => `&a${i}=${i}`).join('');

const fields = { id: '2.2.1', title: 'a form is what its page sends, once, in UTF-8', rows: [
  ['an unknown field', 400, says.unknownField, who => send(who, { coupon: 'FREE' })],
  ['a field of another page', 400, says.unknownField, who => send(who, { password: 'x' })],
  ['a field with no name', 400, says.unknownField, who => who.owner.post(UPGRADE, body(who.honest) + '&=x')],
  ['a field in capitals', 400, says.unknownField, who => send(who, { Edition: 'premium' })],
  ['a list as in PHP', 400, says.unknownField, who => who.owner.post(UPGRADE, body(who.honest) + '&edition[]=premium')],
  ['the edition twice, the same', 400, says.repeatedField, who => who.owner.post(UPGRADE, body(who.honest) + '&edition=advanced')],
  ['the edition twice, different', 400, says.repeatedField, who => who.owner.post(UPGRADE, body(who.honest) + '&edition=premium')],
  ['the quote twice', 400, says.repeatedField, who => who.owner.post(UPGRADE, body(who.honest) + '&quote=' + who.honest.quote)],
  ['the token twice', 400, says.repeatedField, who => who.owner.post(UPGRADE, body(who.honest) + '&csrf=' + who.honest.csrf)],
  ['an edition in the query, too', 400, says.unknownField, who => send(who, {}, {}, `${UPGRADE}?edition=premium`)],
  ['the token in the query, too', 400, says.repeatedField, who => send(who, {}, {}, `${UPGRADE}?csrf=${who.honest.csrf}`)],
  ['a NUL, as it is', 400, says.nul, who => who.owner.post(UPGRADE, body(who.honest) + '&lang=f\0r')],
  ['a NUL, encoded', 400, says.nul, who => who.owner.post(UPGRADE, body(who.honest) + '&lang=f%00r')],
  ['a NUL behind a good edition', 400, says.nul, who => who.owner.post(UPGRADE, body({ ...who.honest, edition: 'advanced\0' }))],
  ['a NUL in a name', 400, says.nul, who => who.owner.post(UPGRADE, body(who.honest) + '&lang%00=fr')],
  ['a byte that is no UTF-8', 400, says.encoding, who => who.owner.post(UPGRADE, body(who.honest) + '&lang=%ff')],
  ['half a character', 400, says.encoding, who => who.owner.post(UPGRADE, body(who.honest) + '&lang=%c3')],
  ['a slash in two bytes', 400, says.encoding, who => who.owner.post(UPGRADE, body(who.honest) + '&lang=%c0%af')],
  ['half a surrogate pair', 400, says.encoding, who => who.owner.post(UPGRADE, body(who.honest) + '&lang=%ed%a0%80')],
  ['beyond Unicode', 400, says.encoding, who => who.owner.post(UPGRADE, body(who.honest) + '&lang=%f4%90%80%80')],
  ['101 fields', 400, says.unknownField, who => who.owner.post(UPGRADE, lots(97, who.honest))],
  ['10,000 empty fields', 400, says.unknownField, who => who.owner.post(UPGRADE, body(who.honest) + '&a='.repeat(10000))],
  ['a quote of 12,001 letters', 400, says.fieldTooLong, who => send(who, { quote: 'A'.repeat(12001) })],
  ['a token of 129 letters', 400, says.fieldTooLong, who => send(who, { csrf: 'A'.repeat(129) })],
  ['an empty body', 403, says.forged, who => who.owner.post(UPGRADE, '')],
  ['a body of 65,537 bytes', 413, says.tooLarge, who => who.owner.post(UPGRADE, 'a'.repeat(65537))],
  ['text', 415, says.type, who => send(who, {}, { 'content-type': 'text/plain' })],
  ['JSON', 415, says.type, who => who.owner.post(UPGRADE, JSON.stringify(who.honest), { 'content-type': 'application/json' })],
  ['several parts', 415, says.type, who => who.owner.post(UPGRADE,
    '--x\r\nContent-Disposition: form-data; name="edition"\r\n\r\npremium\r\n--x--\r\n', { 'content-type': 'multipart/form-data; boundary=x' })],
  ['a type that only begins like a form’s', 415, says.type, who => send(who, {}, { 'content-type': FORM + 'x' })],
  ['an empty type', 415, says.type, who => send(who, {}, { 'content-type': '' })],
] };

// ---- on a connection of our own ----------------------------------------------------------------

const head = (who, lines, path = UPGRADE) => [`POST ${path} HTTP/1.1`, `Host: 127.0.0.1:${who.shop.port}`,
  `Cookie: session=${who.owner.cookies.get('session')}`, `Accept-Language: ${who.owner.language}`,
  `Content-Type: ${FORM}`, 'Connection: close', ...lines].join('\r\n') + '\r\n\r\n';
const raw = async (who, lines, text, options) => parse(await who.shop.raw(head(who, lines) + text, options));

const bodies = { id: '4.2.1', title: 'a body has one length, and all of it arrives', rows: [
  ['in chunks', 411, says.noLength, who => raw(who, ['Transfer-Encoding: chunked'],
    `${body(who.honest).length.toString(16)}\r\n${body(who.honest)}\r\n0\r\n\r\n`)],
  ['in chunks, with a length as well', 411, says.noLength, who =>
    raw(who, ['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n')],
  ['no length, which is an empty body', 403, says.forged, who => raw(who, [], '')],
  ['two lengths that differ', 400, says.unreadable, who => raw(who, ['Content-Length: 5', 'Content-Length: 6'], 'a=1&b=')],
  ['a length that is no number', 400, says.unreadable, who => raw(who, ['Content-Length: five'], 'a=1&b')],
  ['a negative length', 400, says.unreadable, who => raw(who, ['Content-Length: -1'], '')],
  ['8 MiB announced', 413, says.tooLarge, who => raw(who, [`Content-Length: ${8 << 20}`], '')],
  // mod_fcgid's own answer, to somebody who has hung up.
  ['a form that ends early', 500, says.pause, who =>
    raw(who, [`Content-Length: ${body(who.honest).length}`], body(who.honest).slice(0, -30), { end: true })],
] };

export default [forged, quotes, editions, fields, bodies];
