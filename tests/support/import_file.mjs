// import_file.mjs - files for `palierctl import`, the same for the same numbers.
//
//   import { customer, damages, lines } from '../support/import_file.mjs';
//   customer(17)             the object of line 17: one to three subscriptions, in one of three currencies
//   lines(2000, 100)         2,000 lines as Buffers, of which every hundredth is damaged
//   damages                  [{ name, spoil(object) → line, why }]: what is wrong, and what is said of it
//
// node tests/support/import_file.mjs 50000 100 > build/customers.jsonl

// Made by libargon2 (not libsodium) from "mot de passe importe": with one lane, and with four.
export const HASHES = [
  '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$HMGbBtnqTQXENMPf+9PJL9JuoL5XiM5lwleq0mdOQa8',
  '$argon2id$v=19$m=19456,t=2,p=4$c2FsdHNhbHRzYWx0c2FsdA$2SYWEYuXZxUMAVZgLVE7jpc6Rtv4UdMPodAZd8No5yE',
];
const ARGON2I = '$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$uECosXigjQn7gb0Zyeuq362jtGzeEevQluOZAfdaHrM';

const pick = (list, number) => list[number % list.length];

function subscription(number) {
  const day = 1 + number * 7 % 31, month = 1 + number % 6;
  const exists = day <= [31, 28, 31, 30, 31, 30][month - 1];
  return {
    product: 'harmony',
    edition: pick(['essentials', 'advanced', 'premium'], number),
    seats: 1 + number % 5,
    cycle: pick(['month', 'month', 'year'], number),
    anchor: `2026-${String(month).padStart(2, '0')}-${String(exists ? day : 28).padStart(2, '0')}`,
    ...(number % 4 === 0 && { price: 1500 + number % 100 }),
  };
}

export function customer(number) {
  const name = pick(['Alice', 'Bilal', 'Chloé', 'Driss', 'Élise', 'Farid'], number);
  return {
    email: `imported${String(number).padStart(6, '0')}@example.com`,
    name: `${name} ${number}`,
    address: [`${1 + number % 200} rue de l’Escalier`, '69001 Lyon', 'France'],
    language: pick(['fr', 'fr', 'en'], number),
    currency: pick(['EUR', 'EUR', 'USD', 'CAD'], number),
    ...(number % 3 > 0 && { password_hash: pick(HASHES, number) }),
    subscriptions: Array.from({ length: pick([1, 1, 2, 3], number) }, (_, i) => subscription(number + 11 * i)),
  };
}

const text = object => Buffer.from(JSON.stringify(object));
const changed = change => object => text({ ...object, ...change });
const inside = change => object =>
  text({ ...object, subscriptions: object.subscriptions.map(one => ({ ...one, ...change })) });
const without = key => object => { const { [key]: gone, ...rest } = object; return text(rest); };
const replaced = (from, to) => object => Buffer.from(JSON.stringify(object).replace(from, to));

export const damages = [
  { name: 'no JSON', spoil: object => Buffer.from(`${object.email};${object.name}`), why: /^it isn't JSON; something is wrong near byte \d+\.$/ },
  { name: 'half a line', spoil: object => text(object).subarray(0, 60), why: /^it (ends in the middle of the JSON|isn't JSON; something is wrong) near byte \d+\.$/ },
  { name: 'two objects', spoil: object => Buffer.concat([text(object), text(object)]), why: /^it goes on behind the JSON near byte \d+\.$/ },
  { name: 'no object', spoil: object => text([object]), why: /^it is JSON, but no object in \{ \}\.$/ },
  { name: 'a NUL byte', spoil: replaced('example', 'ex\0ample'), why: /^it has a NUL byte, which no text has\.$/ },
  { name: 'an escaped NUL', spoil: replaced(' rue', '\\u0000rue'), why: /^it isn't JSON/ },
  { name: 'Latin 1', spoil: object => Buffer.from(JSON.stringify({ ...object, name: 'Élise' }), 'latin1'), why: /^it isn't UTF-8\. Convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8`\.$/ },
  { name: 'half a surrogate pair', spoil: replaced(' rue', '\\ud800rue'), why: /^it isn't JSON/ },
  { name: 'a key twice', spoil: replaced('{', '{"name":"Other",'), why: /^it has a key twice in one object near byte \d+\.$/ },
  { name: 'a key of a subscription twice', spoil: replaced('"product"', '"seats":1,"product"'), why: /^it has a key twice in one object/ },
  { name: 'a number beyond all', spoil: replaced(/"seats":\d+/, '"seats":99999999999999999999'), why: /^it has a number that is too large/ },
  { name: 'brackets without end', spoil: replaced('"address":', `"address":${'['.repeat(5000)}`), why: /^it has too many brackets in one another/ },
  { name: 'an unknown key', spoil: changed({ phone: '0123456789' }), why: /^there is no key "phone"; the keys are email, name, address, language, currency, password_hash, subscriptions\.$/ },
  { name: 'an unknown key of a subscription', spoil: inside({ edtion: 'premium' }), why: /^subscription 1: there is no key "edtion"; the keys are product, edition, seats, cycle, anchor, price\.$/ },
  { name: 'a key that no terminal should show', spoil: changed({ '\x1b[2J': 1 }), why: /^there is a key that isn't known; the keys are email/ },
  { name: 'no name', spoil: without('name'), why: /^"name" is missing\.$/ },
  { name: 'no subscriptions', spoil: without('subscriptions'), why: /^"subscriptions" is missing\.$/ },
  { name: 'a number for a name', spoil: changed({ name: 17 }), why: /^"name" must be a text in quotes\.$/ },
  { name: 'a text for an address', spoil: changed({ address: '1 rue Haute' }), why: /^"address" must be a list in \[ \]\.$/ },
  { name: 'half a seat', spoil: inside({ seats: 1.5 }), why: /^subscription 1: "seats" must be a whole number\.$/ },
  { name: 'a subscription that is none', spoil: changed({ subscriptions: ['harmony'] }), why: /^subscription 1: it must be an object in \{ \}\.$/ },
  { name: 'no address for mail', spoil: changed({ email: 'alice' }), why: /^"email" is no address for mail\.$/ },
  { name: 'a blank name', spoil: changed({ name: '  ' }), why: /^"name" must be 1 to 600 bytes long, without control characters\.$/ },
  { name: 'a name with an escape', spoil: changed({ name: 'Alice\x1b[1m' }), why: /^"name" must be/ },
  { name: 'a long name', spoil: changed({ name: 'é'.repeat(301) }), why: /^"name" must be/ },
  { name: 'an address with a line end', spoil: changed({ address: ['Lyon', 'a\nb'] }), why: /^line 2 of "address" must be a text without line ends or other control characters\.$/ },
  { name: 'a long address', spoil: changed({ address: Array(17).fill('x'.repeat(100)) }), why: /^"address" is longer than 1600 bytes\.$/ },
  { name: 'an unknown language', spoil: changed({ language: 'de' }), why: /^"language" must be "fr" or "en"\.$/ },
  { name: 'an unknown currency', spoil: changed({ currency: 'GBP' }), why: /^"currency" must be "EUR", "USD" or "CAD"\.$/ },
  { name: 'a hash by bcrypt', spoil: changed({ password_hash: '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy' }), why: /^"password_hash" is none of Argon2id, version 19, with at most 1024 MiB and 20 passes\. Leave it out; the customer then sets a new password\.$/ },
  { name: 'a hash by Argon2i', spoil: changed({ password_hash: ARGON2I }), why: /^"password_hash" is none/ },
  { name: 'a hash that would take all memory', spoil: changed({ password_hash: HASHES[0].replace('m=19456', 'm=4194304') }), why: /^"password_hash" is none/ },
  { name: 'a hash that would take for ever', spoil: changed({ password_hash: HASHES[0].replace('t=2', 't=4000000') }), why: /^"password_hash" is none/ },
  { name: 'a hash with a tail', spoil: changed({ password_hash: `${HASHES[0]}$x` }), why: /^"password_hash" is none/ },
  { name: 'a password in the clear', spoil: changed({ password_hash: 'secret' }), why: /^"password_hash" is none/ },
  { name: 'an empty hash', spoil: changed({ password_hash: '' }), why: /^"password_hash" is none/ },
  { name: 'an unknown product', spoil: inside({ product: 'melody' }), why: /^subscription 1: "product" is none that the shop sells\. Publish it first\.$/ },
  { name: 'an unknown edition', spoil: inside({ edition: 'ultimate' }), why: /^subscription 1: "edition" is none of the product harmony\. Publish it first\.$/ },
  { name: 'an unknown cycle', spoil: inside({ cycle: 'week' }), why: /^subscription 1: "cycle" must be "month" or "year"\.$/ },
  { name: 'no seat', spoil: inside({ seats: 0 }), why: /^subscription 1: "seats" must be from 1 to 10000\.$/ },
  { name: 'too many seats', spoil: inside({ seats: 10001 }), why: /^subscription 1: "seats" must be from 1 to 10000\.$/ },
  { name: 'a negative price', spoil: inside({ price: -1 }), why: /^subscription 1: "price" must be minor units from 0 to 100000000000, for a cycle and seat\.$/ },
  { name: 'a price that is too high', spoil: inside({ price: 100000000001 }), why: /^subscription 1: "price" must be minor units/ },
  { name: 'an anchor that does not exist', spoil: inside({ anchor: '2026-02-30' }), why: /^subscription 1: "anchor" must be a date that exists, like "2026-05-11"\.$/ },
  { name: 'an anchor still to come', spoil: inside({ anchor: '2190-01-01' }), why: /^subscription 1: "anchor" is still to come\. Import the customer when that day has begun\.$/ },
  { name: 'too many subscriptions', spoil: object => text({ ...object, subscriptions: Array(101).fill(subscription(1)) }), why: /^"subscriptions" has 101; 100 are the most\.$/ },
  { name: 'a line that is too long', spoil: changed({ name: 'x'.repeat(70000) }), why: /^it is longer than 65536 bytes\. Give each customer a line\.$/ },
];

export function* lines(count, every = 0) {
  for (let number = 1; number <= count; number++)
    yield every > 0 && number % every === 0
      ? damages[(number / every - 1) % damages.length].spoil(customer(number))
      : text(customer(number));
}

if (process.argv[1] === new URL(import.meta.url).pathname)
  for (const line of lines(Number(process.argv[2]), Number(process.argv[3] ?? 0)))
    if (!process.stdout.write(Buffer.concat([line, Buffer.from('\n')])))
      await new Promise(resolve => process.stdout.once('drain', resolve));
