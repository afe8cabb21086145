// Rows of tests/refusals/table.mjs: what is somebody else's, and what is the operator's.
import { field } from '../../support/shop.mjs';
import { inTurn, says } from '../../support/refusals.mjs';

const IDS = ['2', '3', '4', '999', '0', '-1', '-2', '+1', '01', '001', '1.0', '1e0', '0x1', '1,1', '1;', '1%20', '%201', '1+',
  'abc', 'one', '1abc', 'null', '18446744073709551616', '18446744073709551617', '9223372036854775807', '9223372036854775808',
  '99999999999999999999999999', '%EF%BC%91', '%D9%A1', '1%27%20OR%201=1', '1%3Cscript%3E', '*', '~', '{id}', '%7Bid%7D'];

const get = address => who => who.owner.get(address);
const confirm = address => who => who.owner.post(address, { csrf: who.honest.csrf, quote: who.honest.quote, edition: 'premium' });
// One's own subscription in the form, so that the ticket alone is somebody else's.
const write = address => who => who.owner.post(address, { csrf: who.honest.csrf, once: 'A'.repeat(22), text: 'Mine now.' });

// Every id that isn't one's own, against one that doesn't exist.
const ids = (name, shape, ask, all = IDS) => [`${name}: ${all.length} ids`, 404, says.missing,
  who => inTurn(all, id => ask(shape(id))(who)), { like: ask(shape('12345')) }];
// What is really the other's.
const theirs = (name, part, missing, ask = get) => [name, 404, says.missing, who => ask(who.theirs[part])(who), { like: ask(missing) }];

const others = { id: '8.2.2', title: 'somebody else’s thing looks like a missing one', rows: [
  ids('the form of an upgrade', id => `/subscriptions/${id}/upgrade`, get),
  ids('an upgrade', id => `/subscriptions/${id}/upgrade`, confirm),
  ids('an invoice', id => `/invoices/${id}`, get),
  ids('a ticket', id => `/support/${id}`, get, IDS.filter(id => !['2', '3', '4'].includes(id))),
  ids('an answer to a ticket', id => `/support/${id}`, write),
  ids('a file of a ticket', id => `/support/${id}/files/${'0'.repeat(32)}`, get),
  theirs('their form of an upgrade', 'upgrade', '/subscriptions/12345/upgrade'),
  theirs('their upgrade', 'upgrade', '/subscriptions/12345/upgrade', confirm),
  theirs('their invoice', 'invoice', '/invoices/2026-999999'),
  theirs('their ticket', 'ticket', '/support/12345'),
  theirs('an answer to their ticket', 'ticket', '/support/12345', write),
  theirs('their file', 'file', `/support/12345/files/${'0'.repeat(32)}`),
  ['their file below a ticket of nobody’s', 404, says.missing, who => who.owner.get(who.theirs.file.replace(/\/\d+\//, '/12345/'))],
  ['their ticket with a made-up key', 404, says.missing, who => who.owner.get(`${who.theirs.ticket}?key=${'A'.repeat(43)}`)],
  ['their ticket, for a stranger', 404, says.missing, who => who.stranger.get(who.theirs.ticket), { like: who => who.stranger.get('/support/12345') }],
  ['their file, for a stranger', 404, says.missing, who => who.stranger.get(who.theirs.file),
    { like: who => who.stranger.get(`/support/12345/files/${'0'.repeat(32)}`) }],
  ['their invoice, for the operator', 404, says.missing, who => who.operator.get(who.theirs.invoice), { like: who => who.operator.get('/invoices/2026-999999') }],
  ['their upgrade, for the operator', 404, says.missing, who => who.operator.get(who.theirs.upgrade),
    { like: who => who.operator.get('/subscriptions/12345/upgrade') }],
] };

const ADMIN = ['/admin/tickets', '/admin/tickets/1', '/admin/tickets/999', '/admin/articles', '/admin/articles?article=upgrade'];

const operators = { id: '8.2.1', title: 'the operator’s pages are for operators', rows: [
  ...ADMIN.map(address => [`${address}, for a customer`, 404, says.missing, get(address), { like: get('/invoices/2026-999999') }]),
  ...ADMIN.map(address => [`${address}, for a stranger`, 303, `/login?next=${encodeURIComponent(address).replaceAll('%2F', '/')}`,
    who => who.stranger.get(address)]),
  ['an answer to a ticket, for a customer', 404, says.missing, async who => who.owner.post('/admin/tickets/1', { csrf: who.honest.csrf, once: 'x', text: 'x' })],
  ['an answer to a ticket, for a stranger', 303, '/login?next=/admin/tickets/1&sent=1', who => who.stranger.post('/admin/tickets/1', { csrf: 'x', text: 'x' })],
  ['an answer to a ticket without a token, for the operator', 403, says.forged, who => who.operator.post('/admin/tickets/1', { once: 'x', text: 'x' })],
] };

// Who has to sign in first is sent there, whatever was asked, and nothing of it is carried out.
const strangers = { id: '8.3.1', title: 'a customer’s pages are for customers', rows: [
  ...['/subscriptions', '/account', '/invoices', '/invoices/2026-000001', '/subscriptions/1/upgrade'].map(address =>
    [address, 303, `/login?next=${address}`, who => who.stranger.get(address)]),
  ...[['/account', { name: 'x' }], ['/subscriptions/1/upgrade', { edition: 'premium' }]].map(([address, fields]) =>
    [`a form for ${address}`, 303, `/login?next=${address}&sent=1`, who => who.stranger.post(address, fields)]),
] };

// Every form but those of the other groups, with a token of a session that isn't the sender's.
const tokens = { id: '3.5.1', title: 'no form is carried out with somebody else’s token', rows:
  [['/account', { name: 'x' }], ['/support/new', { subject: 'x', text: 'x', once: 'x' }], ['/help/upgrade/vote', { helpful: 'yes' }], ['/logout', {}]].flatMap(([address, fields]) => [
    [`${address}: none`, 403, says.forged, who => who.owner.post(address, fields)],
    [`${address}: another customer’s`, 403, says.forged, who => who.owner.post(address, { ...fields, csrf: who.foreign.csrf })],
    [`${address}: a stranger’s`, 403, says.forged, async who =>
      who.owner.post(address, { ...fields, csrf: field(await who.shop.visitor().get('/login'), 'csrf') })],
    [`${address}: the right one, from another site`, 403, says.forged, who =>
      who.owner.post(address, { ...fields, csrf: who.honest.csrf }, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })],
  ]) };

export default [others, operators, strangers, tokens];
