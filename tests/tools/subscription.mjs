// The operator's commands for subscriptions, the shop's figures, and the journal as it is followed.
// Amounts come from the vectors, or were worked out by hand.  BUILD names the build folder.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync,
	writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';
import { openShop, subscriptions, total } from '../support/shop.mjs';
import { customer, says, tells } from '../support/refusals.mjs';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const program = path.join(build, 'bin/palierctl');

const DONE = 0, REFUSED = 1, MISUSED = 2;
const BY = ['--by', 'operator@example.com', '--reason', 'as agreed in ticket 12'];
const OPERATOR = 5; // the customer's id

let folder; // of this run
let demo;   // the demo customers on 11 May 2026; tests that write take a copy

// ---- shops ----------------------------------------------------------------------------------

const run = (shop, words) => spawnSync(program, ['--shop', shop, ...words.map(String)],
	{ cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });

function does(shop, ...words) {
	const done = run(shop, words);
	assert.equal(done.status, DONE, `${words.join(' ')}: ${done.stderr}`);
	// What takes long says how far it is.
	if (words[0] !== 'demo')
		assert.equal(done.stderr, '');
	return done.stdout;
}
const lines = text => text.split('\n').slice(0, -1);
const objects = text => lines(text).map(line => JSON.parse(line));
const asks = (shop, ...words) => objects(does(shop, ...words, '--json'));

// One sentence on standard error, nothing on the other, and not an entry more.
function refused(shop, status, sentence, ...words) {
	const journal = does(shop, 'journal', '--json');
	const done = run(shop, words);
	assert.equal(done.status, status, done.stdout + done.stderr);
	assert.match(done.stderr, sentence);
	assert.match(done.stderr, /^palierctl: [^\n]+[.`]\n$/);
	assert.equal(done.stdout, '');
	assert.equal(does(shop, 'journal', '--json'), journal);
}

let count = 0;
function copyOf(shop) {
	const copy = path.join(folder, `shop-${++count}`);
	assert.equal(spawnSync('cp', ['-a', '--sparse=always', shop, copy]).status, 0);
	return copy;
}

// The demo shop with its sample catalogue changed.
function selling(change) {
	const shop = copyOf(demo), file = path.join(shop, 'conf/catalog.cfg');
	const text = readFileSync(file, 'utf8'), changed = change(text);
	assert.notEqual(changed, text);
	writeFileSync(file, changed);
	does(shop, 'catalog', 'publish');
	return shop;
}

const sound = shop => assert.equal(asks(shop, 'verify').at(-1).findings, 0);
const entries = shop => asks(shop, 'journal');
const change = (shop, id, edition, ...more) =>
	['subscription', 'change', id, '--edition', edition, ...BY, ...more];
const add = (email, product, edition, ...more) =>
	['subscription', 'add', email, '--product', product, '--edition', edition, ...BY, ...more];

before(() => {
	mkdirSync(build, { recursive: true });
	folder = mkdtempSync(path.join(build, 'subscription-'));
	demo = path.join(folder, 'demo');
	does(demo, 'init', '--kind', 'demo');
	does(demo, 'clock', 'set', '2026-05-11T10:00:00Z');
	does(demo, 'demo');
});
after(() => rmSync(folder, { recursive: true, force: true }));

// ---- reading --------------------------------------------------------------------------------

describe('subscription list', () => {
	test('every subscription, customer by customer, with its next charge', () => {
		const rows = asks(demo, 'subscription', 'list');
		assert.deepEqual(rows.map(row => row.subscription), [1, 2, 3, 4, 5, 6]);
		assert.deepEqual(rows[0], { subscription: 1, customer: 1, email: 'essentials@example.com',
			product: 'harmony', edition: 'essentials', seats: 1, price: 2000, currency: 'EUR',
			cycle: 'month', anchor: '2026-05-01', status: 'active', version: 1,
			period: { from: '2026-05-01', to: '2026-06-01' },
			next_charge: { on: '2026-06-01', amount: 2000 } });
		// 3 seats of 590.00 a year, since 58 days before 11 May.
		assert.deepEqual(rows[4].next_charge, { on: '2027-03-14', amount: 177000 });
		assert.equal(rows[3].status, 'ended');
		assert.equal(rows[3].ends, '2026-03-14');
		assert.equal(rows[3].next_charge, undefined);
	});
	test('in words', () => {
		const [head, ...rows] = lines(does(demo, 'subscription'));
		assert.match(head, /^SUBSCRIPTION +STATUS +WHAT +NEXT CHARGE +CUSTOMER$/);
		assert.match(rows[4], /^ +5 {2}active {2}harmony\/advanced, 3 seats at 590\.00 CAD per year +1770\.00 CAD on 2027-03-14 +studio@example\.com$/);
		assert.match(rows[3], / {2}ended .* none +studio@example\.com$/);
	});
	test('one customer\'s', () => {
		const rows = asks(demo, 'subscription', 'list', 'Studio@Example.com');
		assert.deepEqual(rows.map(row => row.subscription), [4, 5, 6]);
		assert.equal(does(demo, 'subscription', 'list', 'operator@example.com', '--json'), '');
	});
	test('an unknown customer is refused', () =>
		refused(demo, REFUSED, /nobody@example\.com: no customer has this address/,
			'subscription', 'list', 'nobody@example.com'));
	test('of more than a slice, each is told once', () => {
		const shop = copyOf(demo);
		does(shop, 'demo', '--customers', 601);
		const rows = asks(shop, 'subscription', 'list');
		// By a number's last digit, the demo's customers have one, two or three.
		const each = [1, 3, 1, 1, 2, 1, 1, 2, 1, 1];
		const owners = Array.from({ length: 601 }, (_, i) => i + 1)
			.flatMap(number => Array(each[number % 10]).fill(`customer${String(number).padStart(6, '0')}@example.com`));
		assert.deepEqual(rows.map(row => row.subscription), Array.from({ length: 6 + 843 }, (_, i) => i + 1));
		assert.deepEqual(rows.slice(6).map(row => row.email), owners);
	});
});

describe('subscription show', () => {
	test('what it is, and its journal', () => {
		const [is, ...said] = asks(demo, 'subscription', 'show', 6);
		assert.equal(is.product, 'storyboard');
		assert.deepEqual(is.next_charge, { on: '2026-05-21', amount: 2600 });
		assert.deepEqual(said.map(entry => entry.added?.subscription ?? entry.invoice.subscription), [6, 6]);
		const text = does(demo, 'subscription', 'show', 1);
		assert.match(text, /^subscription {2}1 of essentials@example\.com, customer 1\nwhat {10}harmony\/essentials, 1 seat at 20\.00 EUR per month\nstatus {8}active\nanchor {8}2026-05-01\nperiod {8}2026-05-01 to 2026-05-31\nnext charge {3}20\.00 EUR on 2026-06-01\n\nAT /);
		assert.match(text, /subscription 1 added: harmony\/essentials/);
		assert.doesNotMatch(text, /customer added/);
	});
	test('an ended one has its last day and no period', () => {
		const text = does(demo, 'subscription', 'show', 4);
		assert.match(text, /\nlast day {6}2026-03-13\nnext charge {3}none\n/);
		assert.doesNotMatch(text, /period/);
	});
	test('an unknown number is refused, and what is none is wrong usage', () => {
		refused(demo, REFUSED, /there is no subscription 999\./, 'subscription', 'show', 999);
		for (const word of ['0', 'x', '1.5', '99999999999999999999'])
			refused(demo, MISUSED, /is no subscription's number/, 'subscription', 'show', word);
		refused(demo, MISUSED, /is no subscription's number/, ...change(demo, 'x', 'premium'));
	});
});

// ---- adding ---------------------------------------------------------------------------------

describe('subscription add', () => {
	test('a seat by the month from today, unless something else is said', () => {
		const shop = copyOf(demo);
		const [added] = objects(does(shop, ...add('premium@example.com', 'storyboard', 'solo'), '--json'));
		assert.equal(added.subscription, 7);
		assert.deepEqual([added.seats, added.cycle, added.anchor, added.price, added.currency],
			[1, 'month', '2026-05-11', 900, 'EUR']);
		assert.deepEqual(added.next_charge, { on: '2026-06-11', amount: 900 });
		assert.equal(added.invoices.length, 1);
		const [, begun, invoiced] = asks(shop, 'journal', '--last', 3);
		assert.equal(begun.added.subscription, 7);
		assert.equal(begun.actor, OPERATOR);
		assert.equal(begun.reason, 'as agreed in ticket 12');
		assert.equal(invoiced.invoice.number, added.invoices[0]);
		assert.equal(invoiced.invoice.gross, 900);
		assert.equal(invoiced.actor, OPERATOR);
		sound(shop);
	});
	test('every period since the anchor is invoiced, clamped to the month\'s end', () => {
		const shop = copyOf(demo);
		const text = does(shop, ...add('studio@example.com', 'harmony', 'premium', '--seats', 2, '--anchor', '2026-02-28',
			'--cycle', 'month'));
		assert.match(text, /^added subscription 7 of studio@example\.com: harmony\/premium, 2 seats at 99\.00 CAD per month\n(invoiced \d{4}-\d{6}: 198\.00 CAD\n){3}next charge: 198\.00 CAD on 2026-05-28\n$/);
		does(shop, ...add('studio@example.com', 'harmony', 'premium', '--anchor', '2026-01-31'));
		assert.deepEqual(asks(shop, 'subscription', 'show', 8)[0].next_charge, { on: '2026-05-31', amount: 9900 });
		// 31 January, 28 February, 31 March, 30 April.
		assert.equal(entries(shop).filter(entry => entry.invoice?.subscription === 8).length, 4);
		sound(shop);
	});
	test('by the year', () => {
		const shop = copyOf(demo);
		const [added] = objects(does(shop, ...add('premium@example.com', 'harmony', 'advanced', '--cycle', 'year',
			'--anchor', '2024-02-29', '--json')));
		assert.deepEqual(added.next_charge, { on: '2027-02-28', amount: 40000 });
		assert.equal(added.invoices.length, 3);
	});
	test('one that begins later is charged then, and can not be changed before', () => {
		const shop = copyOf(demo);
		const [added] = objects(does(shop, ...add('premium@example.com', 'harmony', 'essentials', '--anchor', '2026-07-15',
			'--json')));
		assert.deepEqual(added.next_charge, { on: '2026-07-15', amount: 2000 });
		assert.deepEqual(added.invoices, []);
		refused(shop, REFUSED, /subscription 7 begins on 2026-07-15; it can be changed from then on/, ...change(shop, 7, 'premium'));
	});

	const wrong = [
		['an unknown customer', REFUSED, /nobody@example\.com: no customer has this address/, add('nobody@example.com', 'harmony', 'premium')],
		['no address at all', REFUSED, /no customer has this address/, add('nobody', 'harmony', 'premium')],
		['an unknown product', REFUSED, /sells no product "melody"; it sells harmony, storyboard\./, add('studio@example.com', 'melody', 'premium')],
		['an unknown edition', REFUSED, /harmony has no edition "solo"; it has essentials, advanced, premium\./, add('studio@example.com', 'harmony', 'solo')],
		['no seats', MISUSED, /--seats is "0"; it must be a number from 1 to 10000/, add('studio@example.com', 'harmony', 'premium', '--seats', 0)],
		['too many seats', MISUSED, /--seats is "10001"/, add('studio@example.com', 'harmony', 'premium', '--seats', 10001)],
		['half a seat', MISUSED, /--seats is "1\.5"/, add('studio@example.com', 'harmony', 'premium', '--seats', 1.5)],
		['a date that does not exist', MISUSED, /--anchor is "2026-02-30"; it must be a date that exists/, add('studio@example.com', 'harmony', 'premium', '--anchor', '2026-02-30')],
		['a date written otherwise', MISUSED, /--anchor is "11\.05\.2026"/, add('studio@example.com', 'harmony', 'premium', '--anchor', '11.05.2026')],
		['an unknown cycle', MISUSED, /--cycle is "week"; it must be one of month\|year/, add('studio@example.com', 'harmony', 'premium', '--cycle', 'week')],
	];
	for (const [what, status, sentence, words] of wrong)
		test(`${what} is refused, and nothing is added`, () => refused(demo, status, sentence, ...words));

	test('what is not sold in the customer\'s currency is refused', () => {
		const shop = selling(text => text.replace(/\s*\{ currency = "CAD"[^}]*\},?/g, '').replace(/,(\s*\))/g, '$1'));
		refused(shop, REFUSED, /harmony\/premium isn't sold by the month in CAD, which is studio@example\.com's currency\./,
			...add('studio@example.com', 'harmony', 'premium'));
		// Nor can what was bought in it move up.
		refused(shop, REFUSED, /harmony\/premium isn't sold by the year in CAD, so subscription 5 can't change to it\./,
			...change(shop, 5, 'premium'));
	});
	test('a shop that sells nothing yet', () => {
		const shop = path.join(folder, 'nothing');
		does(shop, 'init', '--kind', 'demo');
		refused(shop, REFUSED, /operator@example\.com: nobody has this address/, ...add('a@example.com', 'harmony', 'premium'));
	});
});

// ---- whoever does it, and why ----------------------------------------------------------------

describe('who does it, and why', () => {
	const both = {
		add: ['subscription', 'add', 'studio@example.com', '--product', 'harmony', '--edition', 'premium'],
		change: ['subscription', 'change', '1', '--edition', 'premium'],
		'change, tried dry,': ['subscription', 'change', '1', '--edition', 'premium', '--dry-run'],
	};
	const wrong = [
		['a customer', REFUSED, /premium@example\.com isn't an operator's account, or is locked\./, ['--by', 'premium@example.com', '--reason', 'x']],
		['the customer themselves', REFUSED, /essentials@example\.com isn't an operator's account/, ['--by', 'essentials@example.com', '--reason', 'x']],
		['nobody', REFUSED, /nobody@example\.com: nobody has this address\. --by names an operator's account\./, ['--by', 'nobody@example.com', '--reason', 'x']],
		['without a name', MISUSED, /--by EMAIL is missing/, ['--reason', 'x']],
		['without a reason', MISUSED, /--reason TEXT is missing/, ['--by', 'operator@example.com']],
		['with an empty reason', MISUSED, /--reason needs a value/, ['--by', 'operator@example.com', '--reason=']],
		['with blanks for a reason', MISUSED, /--reason must be one line of UTF-8 text, at most 200 bytes/, ['--by', 'operator@example.com', '--reason', '  ']],
		['with a line feed in the reason', MISUSED, /--reason must be one line/, ['--by', 'operator@example.com', '--reason', 'a\nb']],
		['with an escape in the reason', MISUSED, /without control characters/, ['--by', 'operator@example.com', '--reason', 'a\x1b[2Jb']],
		['with a C1 control in the reason', MISUSED, /without control characters/, ['--by', 'operator@example.com', '--reason', 'a\u009bb']],
		['with 201 bytes of reason', MISUSED, /at most 200 bytes/, ['--by', 'operator@example.com', '--reason', 'é'.repeat(100) + 'e']],
	];
	for (const [name, words] of Object.entries(both))
		for (const [who, status, sentence, more] of wrong)
			test(`${name} ${who} is refused, and nothing is done`, () => refused(demo, status, sentence, ...words, ...more));

	test('a reason that is no UTF-8 is refused', () => {
		const done = spawnSync('bash', ['-c', '"$@" --reason $\'a\\xffb\'', 'bash', program, '--shop', demo, ...both.change,
			'--by', 'operator@example.com'], { encoding: 'utf8' });
		assert.equal(done.status, MISUSED);
		assert.match(done.stderr, /--reason must be one line of UTF-8/);
	});
	test('a reason of 200 bytes, in any language, is kept as it is', () => {
		const shop = copyOf(demo), reason = 'é'.repeat(99) + '"<';
		does(shop, ...both.change, '--by', 'operator@example.com', '--reason', reason);
		assert.equal(asks(shop, 'journal', '--last', 1)[0].reason, reason);
		assert.ok(does(shop, 'journal', '--last', 1).includes(`; reason: ${reason}\n`));
		sound(shop);
	});
});

// ---- changing -------------------------------------------------------------------------------

describe('subscription change', () => {
	test('the quote, the change, the invoice, the journal and the mail', () => {
		const shop = copyOf(demo);
		// Vector own-may: 21 of 31 days.
		const [quote, changed] = objects(does(shop, ...change(shop, 1, 'advanced'), '--json'));
		assert.deepEqual(quote, { subscription: 1, from: 'essentials', quote: 'advanced', currency: 'EUR', old: 2000,
			new: 4000, credit: -1355, charge: 2710, total: 1355, days: 21, period_days: 31, renewal: '2026-06-01' });
		assert.equal(changed.changed, 1);
		assert.equal(changed.total, 1355);
		const [is, ...said] = asks(shop, 'subscription', 'show', 1);
		assert.deepEqual([is.edition, is.price, is.version], ['advanced', 4000, 2]);
		assert.deepEqual(is.next_charge, { on: '2026-06-01', amount: 4000 });
		assert.deepEqual(said.at(-1).change, { kind: 'upgrade', subscription: 1, version: 2, edition: 'advanced', price: 4000,
			catalogue: 1 });
		assert.equal(said.at(-1).actor, OPERATOR);
		assert.equal(said.at(-1).reason, 'as agreed in ticket 12');
		assert.equal(said.at(-1).invoice.gross, 1355);
		assert.equal(said.at(-1).invoice.number, changed.invoice);
		const mails = asks(shop, 'mail', 'list');
		assert.deepEqual(mails.map(mail => [mail.kind, mail.customer, mail.invoice]), [['upgraded', 1, changed.invoice]]);
		sound(shop);
	});
	test('in words, from Essentials to Premium', () => {
		const shop = copyOf(demo);
		assert.equal(does(shop, ...change(shop, 1, 'premium')).replace(/\d{4}-\d{6}/, 'NUMBER'),
			'subscription 1 of essentials@example.com: harmony/essentials to premium, seats: 1\n' +
			'old             20.00 EUR  a month\n' +
			'credit         -13.55 EUR  essentials, 21 of 31 days\n' +
			'charge          47.42 EUR  premium, 21 of 31 days\n' +
			'total           33.87 EUR  due now\n' +
			'renewal         70.00 EUR  on 2026-06-01, then every month\n' +
			'changed to premium; invoice NUMBER of 33.87 EUR\n');
	});
	test('--dry-run tells the same quote and does nothing', () => {
		const shop = copyOf(demo), before = does(shop, 'journal', '--json');
		const [quote, ...more] = objects(does(shop, ...change(shop, 1, 'advanced', '--dry-run'), '--json'));
		assert.deepEqual([quote.old, quote.credit, quote.charge, quote.total], [2000, -1355, 2710, 1355]);
		assert.deepEqual(more, []);
		assert.equal(does(shop, 'journal', '--json'), before);
		assert.equal(does(shop, 'mail', 'list', '--json'), '');
		assert.equal(asks(shop, 'subscription', 'show', 1)[0].edition, 'essentials');
	});
	test('all seats of a year, each line rounded on its own', () => {
		const shop = copyOf(demo);
		// 307 of 365 days: 1770.00 and 2970.00 become 1488.7397… and 2498.0547….
		const [quote] = objects(does(shop, ...change(shop, 5, 'premium'), '--json'));
		assert.deepEqual([quote.days, quote.period_days, quote.old, quote.new], [307, 365, 177000, 297000]);
		assert.deepEqual([quote.credit, quote.charge, quote.total], [-148874, 249805, 100931]);
		assert.equal(quote.currency, 'CAD');
		sound(shop);
	});
	test('the same again is refused by the policy, and nothing is charged', () => {
		const shop = copyOf(demo);
		does(shop, ...change(shop, 1, 'premium'));
		refused(shop, REFUSED, /subscription 1 can't change to premium: you already have this edition\./, ...change(shop, 1, 'premium'));
		assert.equal(asks(shop, 'mail', 'list').length, 1);
	});
	test('a second change on the same day credits the first one\'s price', () => {
		const shop = copyOf(demo);
		does(shop, ...change(shop, 1, 'advanced'));
		const [quote] = objects(does(shop, ...change(shop, 1, 'premium'), '--json'));
		assert.deepEqual([quote.old, quote.credit, quote.charge, quote.total], [4000, -2710, 4742, 2032]);
	});

	const wrong = [
		['an unknown subscription', REFUSED, /there is no subscription 999\./, change(demo, 999, 'premium')],
		['an unknown edition', REFUSED, /harmony has no edition "ultimate"; it has essentials, advanced, premium\./, change(demo, 1, 'ultimate')],
		['the same edition', REFUSED, /subscription 2 can't change to advanced: you already have this edition\./, change(demo, 2, 'advanced')],
		['a lower edition', REFUSED, /may change to essentials at the end of a period only, and that isn't built yet\. Nothing was changed\./, change(demo, 2, 'essentials')],
		['an ended subscription', REFUSED, /subscription 4 has ended and can't be changed\./, change(demo, 4, 'premium')],
		['no edition', MISUSED, /--edition ID is missing/, ['subscription', 'change', 1, ...BY]],
		['no subscription', MISUSED, /ID is missing/, ['subscription', 'change', '--edition', 'premium', ...BY]],
	];
	for (const [what, status, sentence, words] of wrong) {
		test(`${what} is refused, and nothing is changed`, () => refused(demo, status, sentence, ...words));
		test(`${what} is refused by a dry run, too`, () => refused(demo, status, sentence, ...words, '--dry-run'));
	}
	test('the policy\'s reason is told', () => {
		const shop = selling(text => text.replace('policy = (', 'policy = (\n' +
			'  { change = "edition"; from = "essentials"; to = "premium"; result = "illegal";\n' +
			'    reason = { fr = "passez par Advanced."; en = "go through Advanced first."; }; },'));
		refused(shop, REFUSED, /subscription 1 can't change to premium: go through Advanced first\./, ...change(shop, 1, 'premium'));
		does(shop, ...change(shop, 1, 'advanced'));
	});
	test('a lower edition that the policy allows at once is not built yet', () => {
		const shop = selling(text => text.replace('change = "edition"; rank = "lower"; result = "end-of-period"',
			'change = "edition"; rank = "lower"; result = "immediate"'));
		refused(shop, REFUSED, /essentials isn't above advanced, and moving down isn't built yet/, ...change(shop, 2, 'essentials'));
	});
	test('what is no longer sold can not be changed', () => {
		const shop = selling(text => text.replace('id = "essentials"', 'id = "starter"'));
		refused(shop, REFUSED, /harmony\/essentials isn't in the catalogue any more/, ...change(shop, 1, 'premium'));
	});
});

describe('the worked cases', () => {
	const vectors = lines(readFileSync(path.join(root, 'tests/vectors/proration.tsv'), 'utf8'))
		.filter(line => !line.startsWith('#')).map(line => line.split('\t'));
	const days = (start, end) => (Date.parse(end) - Date.parse(start)) / 86400000;
	const edition = (id, rank, cycle, minor) => `{ id = "${id}"; name = "${id}"; rank = ${rank}; adds = ( { fr = "a"; en = "a"; } );
		prices = ( { currency = "EUR"; cycle = "${cycle}"; minor = ${minor}L; } ); }`;
	let shop;

	before(() => {
		shop = copyOf(demo);
		const file = path.join(shop, 'conf/catalog.cfg');
		const products = vectors.map(([id, , old, fresh, start, end]) => {
			const cycle = days(start, end) > 31 ? 'year' : 'month';
			return `{ id = "${id}"; name = "${id}"; tagline = { fr = "t"; en = "t"; };
				editions = ( ${edition('low', 1, cycle, old)}, ${edition('high', 2, cycle, fresh)} ); }`;
		});
		const text = readFileSync(file, 'utf8');
		writeFileSync(file, `products = ( ${products.join(',\n')} );\n${text.slice(text.indexOf('policy = ('))}`);
		does(shop, 'catalog', 'publish');
	});
	for (const [id, , old, , start, end, at, credit, charge, sum] of vectors)
		test(`${id}: added, moved up, and invoiced for what the case says`, () => {
			does(shop, 'clock', 'set', `${at}T12:00:00Z`);
			const [added] = objects(does(shop, ...add('premium@example.com', id, 'low', '--anchor', start, '--cycle',
				days(start, end) > 31 ? 'year' : 'month', '--json')));
			assert.deepEqual(added.next_charge, { on: end, amount: Number(old) });
			const [quote, changed] = objects(does(shop, ...change(shop, added.subscription, 'high', '--json')));
			assert.equal(quote.old, Number(old));
			for (const [name, wanted] of Object.entries({ credit, charge, total: sum }))
				if (wanted !== '-')
					assert.equal(quote[name], Number(wanted), name);
			// Added, the first period, the change.
			const [, ...said] = asks(shop, 'subscription', 'show', added.subscription);
			assert.equal(said.length, 3);
			assert.equal(said[1].invoice.gross, Number(old));
			const last = said[2];
			assert.equal(last.invoice.number, changed.invoice);
			assert.equal(last.invoice.gross, Number(sum));
		});
	test('and the books hold all of it', () => sound(shop));
});

// ---- two at once ----------------------------------------------------------------------------

// The command with its quote said, but kept from going on: whoever should read that doesn't.
// meanwhile() runs, then the command goes on; gives its status and what it said.
async function interrupted(shop, words, meanwhile) {
	const place = mkdtempSync(path.join(folder, 'between-'));
	// A pipe holds 64 KiB: the first byte of the quote waits.
	const script = `cd "$0" && mkfifo go && { head -c 65536 /dev/zero; echo $BASHPID > pid
		exec "$@" 2> error; } | { read -r < go; tail -c +65537 > said; }; echo \${PIPESTATUS[0]} > status`;
	const child = spawn('bash', ['-c', script, place, program, '--shop', shop, ...words.map(String)]);
	const ended = new Promise(resolve => child.once('exit', resolve));
	const read = name => readFileSync(path.join(place, name), 'utf8');
	const sleeps = () => {
		try {
			return readFileSync(`/proc/${read('pid').trim()}/stat`, 'latin1').replace(/.*\) /, '').split(' ', 13);
		} catch { return []; }
	};
	// It sleeps, and has got no further for 0.3 seconds.
	for (let quiet = 0, last = ''; quiet < 6;) {
		const now = sleeps();
		const command = now.length && readFileSync(`/proc/${read('pid').trim()}/comm`, 'utf8');
		quiet = now[0] === 'S' && now.slice(11).join() === last && command === 'palierctl\n' ? quiet + 1 : 0;
		last = now.slice(11).join();
		await new Promise(resolve => setTimeout(resolve, 50));
	}
	try {
		await meanwhile();
	} finally {
		writeFileSync(path.join(place, 'go'), '\n');
		await ended;
	}
	return { status: Number(read('status')), stdout: read('said'), stderr: read('error') };
}

describe('between the quote and the change', () => {
	const cases = [
		['somebody else moves it up', /for meanwhile the subscription was changed by somebody else\. Look at/,
			shop => does(shop, ...change(shop, 1, 'premium'))],
		['the prices change', /for meanwhile a new catalogue was published\./, shop => {
			const file = path.join(shop, 'conf/catalog.cfg');
			writeFileSync(file, readFileSync(file, 'utf8').replace('minor = 4000L', 'minor = 4100L'));
			does(shop, 'catalog', 'publish');
		}],
		['a new day begins', /for meanwhile a new day has begun\./, shop => does(shop, 'clock', 'advance', '1d')],
		['a quarter of an hour passes', /for meanwhile the quote is too old\./, shop => does(shop, 'clock', 'advance', '15m')],
	];
	for (const [what, sentence, meanwhile] of cases)
		test(`${what}: refused, and nothing is charged`, async () => {
			const shop = copyOf(demo);
			let before;
			const done = await interrupted(shop, [...change(shop, 1, 'advanced'), '--json'], () => {
				meanwhile(shop);
				before = does(shop, 'journal', '--json');
			});
			assert.equal(done.status, REFUSED, done.stdout + done.stderr);
			assert.match(done.stderr, /^palierctl: nothing was changed, for meanwhile /);
			assert.match(done.stderr, sentence);
			assert.equal(objects(done.stdout).length, 1);
			assert.equal(objects(done.stdout)[0].total, 1355);
			assert.equal(does(shop, 'journal', '--json'), before);
			sound(shop);
		});
	test('nothing happens: it is done', async () => {
		const shop = copyOf(demo);
		const done = await interrupted(shop, [...change(shop, 1, 'advanced'), '--json'], () => {});
		assert.equal(done.status, DONE, done.stderr);
		assert.equal(objects(done.stdout)[1].total, 1355);
	});
});

describe('two at once', () => {
	const background = (shop, words) => new Promise(resolve => {
		const child = spawn(program, ['--shop', shop, ...words.map(String)], { cwd: root });
		let stdout = '', stderr = '';
		child.stdout.on('data', text => (stdout += text));
		child.stderr.on('data', text => (stderr += text));
		child.once('close', status => resolve({ status, stdout, stderr }));
	});
	const moved = (shop, id) => entries(shop).filter(entry => entry.change?.subscription === id);

	test('of eight commands one changes it', async () => {
		const shop = copyOf(demo);
		const all = await Promise.all(Array.from({ length: 8 }, () => background(shop, change(shop, 1, 'premium'))));
		assert.deepEqual(all.map(done => done.status).sort(), [DONE, ...Array(7).fill(REFUSED)]);
		for (const done of all.filter(one => one.status === REFUSED))
			assert.match(done.stderr, /was changed by somebody else|you already have this edition/);
		assert.equal(moved(shop, 1).length, 1);
		sound(shop);
	});

	describe('the command and the store\'s page', () => {
		let shop, essentials;
		before(async () => {
			shop = await openShop({ name: 'subscription', fill: ['upgrade'] });
			does(shop.directory, 'demo', '--customers', 60);
			essentials = asks(shop.directory, 'subscription', 'list').filter(one =>
				one.edition === 'essentials' && one.status === 'active' && one.cycle === 'month');
		});
		after(() => shop.close());
		const page = (visitor, id) => visitor.get(`/subscriptions/${id}/upgrade`);

		test('a page whose subscription the operator moved up shows a new quote', async () => {
			const { subscription, email } = essentials.pop();
			const visitor = customer(shop, email, 'en');
			const old = await page(visitor, subscription);
			does(shop.directory, ...change(shop, subscription, 'advanced'));
			const answer = await visitor.submit(old, '/upgrade', { edition: 'premium' });
			assert.equal(answer.status, 409);
			tells(answer, says.changed);
			assert.equal(moved(shop.directory, subscription).length, 1);
			const [shown] = subscriptions(await visitor.get('/subscriptions'));
			assert.deepEqual(shown, { id: String(subscription), edition: 'advanced', status: 'active' });
		});
		test('a command whose subscription the customer moved up is refused', async () => {
			const { subscription, email } = essentials.pop();
			const visitor = customer(shop, email, 'en');
			const form = await page(visitor, subscription);
			const done = await interrupted(shop.directory, change(shop, subscription, 'advanced'), async () => {
				const answer = await visitor.submit(form, '/upgrade', { edition: 'premium' });
				assert.equal(answer.status, 303);
			});
			assert.equal(done.status, REFUSED);
			assert.match(done.stderr, /was changed by somebody else/);
			const [only, ...more] = moved(shop.directory, subscription);
			assert.deepEqual(more, []);
			assert.equal(only.change.edition, 'premium');
			assert.equal(only.invoice.gross, total(form, 'premium'));
			assert.equal(only.reason, undefined);
		});
		test('both quote the same', async () => {
			for (const { subscription, email } of essentials.slice(0, 3)) {
				const form = await page(customer(shop, email), subscription);
				for (const edition of ['advanced', 'premium']) {
					const [quote] = objects(does(shop.directory, ...change(shop, subscription, edition, '--dry-run', '--json')));
					assert.equal(quote.total, total(form, edition));
				}
			}
		});
		test('at once, again and again: one of them does it, for what it quoted', async () => {
			const [kind, again] = [{ web: 0, command: 0 }, essentials.splice(0, 6)];
			assert.ok(again.length >= 4, `only ${again.length} customers to race for`);
			for (const { subscription, email } of again) {
				const visitor = customer(shop, email, 'en');
				const form = await page(visitor, subscription);
				// The command takes a while to start: later and later visitors let it win, too.
				const delay = 30 * (kind.web + kind.command);
				const [done, answer] = await Promise.all([
					background(shop.directory, [...change(shop, subscription, 'premium'), '--json']),
					new Promise(resolve => setTimeout(resolve, delay)).then(() =>
						visitor.submit(form, '/upgrade', { edition: 'premium' })),
				]);
				const [only, ...more] = moved(shop.directory, subscription);
				assert.deepEqual(more, []);
				assert.equal(only.invoice.gross, total(form, 'premium'));
				assert.deepEqual([answer.status, done.status], only.actor === OPERATOR ? [409, DONE] : [303, REFUSED]);
				kind[only.actor === OPERATOR ? 'command' : 'web']++;
			}
			console.log(`# the page won ${kind.web} times, the command ${kind.command} times`);
			sound(shop.directory);
		});
	});
});

// ---- the figures ----------------------------------------------------------------------------

describe('stats', () => {
	// What data/ takes, counted by another.
	const taken = directory => readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
		const place = path.join(directory, entry.name);
		return sum + (entry.isDirectory() ? taken(place) : statSync(place).blocks * 512);
	}, 0);
	const kind = (product, edition, cycle, status, number, seats) =>
		({ product, edition, cycle, status, count: number, seats });

	test('the demo customers, added up by hand', () => {
		const shop = copyOf(demo), [found] = asks(shop, 'stats');
		const { bytes, ...rest } = found;
		assert.deepEqual(rest, {
			customers: 4, operators: 1,
			subscriptions: [
				kind('harmony', 'advanced', 'month', 'active', 1, 1),
				kind('harmony', 'advanced', 'year', 'active', 1, 3),
				kind('harmony', 'essentials', 'month', 'active', 1, 1),
				kind('harmony', 'essentials', 'month', 'ended', 1, 1),
				kind('harmony', 'premium', 'month', 'active', 1, 1),
				kind('storyboard', 'solo', 'month', 'active', 1, 2),
			],
			// 20 + 40 + 70 euros; 2 x 13 dollars, and a twelfth of 3 x 590.
			recurring: { EUR: 13000, CAD: 2600 + 14750 },
			month: '2026-05',
			// The three of 1 May.
			invoices: { EUR: { count: 3, net: 13000, vat: 0, gross: 13000 }, CAD: { count: 0, net: 0, vat: 0, gross: 0 } },
			tickets_open: 0, mails_waiting: 0, mails_given_up: 0,
		});
		assert.equal(bytes, taken(path.join(shop, 'data')));
	});
	test('what was done shows', () => {
		const shop = copyOf(demo);
		does(shop, ...change(shop, 1, 'advanced'));
		const [found] = asks(shop, 'stats');
		assert.equal(found.recurring.EUR, 15000);
		assert.deepEqual(found.invoices.EUR, { count: 4, net: 14355, vat: 0, gross: 14355 });
		assert.equal(found.mails_waiting, 1);
		does(shop, 'settle');
		assert.equal(asks(shop, 'stats')[0].mails_waiting, 0);
		does(shop, 'clock', 'advance', '30d');
		assert.equal(asks(shop, 'stats')[0].month, '2026-06');
		assert.equal(asks(shop, 'stats')[0].invoices.EUR.count, 0);
	});
	test('in words', () => {
		const text = does(demo, 'stats');
		for (const line of [/^customers +4$/m, /^harmony +advanced +year +active +1 +3$/m, /^all +6 +9$/m,
			/^recurring a month +130\.00 EUR$/m, /^recurring a month +173\.50 CAD$/m,
			/^invoiced in 2026-05 +130\.00 EUR {2}in 3 \(net 130\.00 EUR, VAT 0\.00 EUR\)$/m, /^data on the disk +[\d.]+ MiB$/m])
			assert.match(text, line);
	});
	test('of an empty shop there is nothing to tell', () => {
		const shop = path.join(folder, 'empty');
		does(shop, 'init');
		const [found] = asks(shop, 'stats');
		assert.deepEqual([found.customers, found.subscriptions, found.recurring, found.invoices], [0, [], {}, {}]);
		assert.match(does(shop, 'stats'), /^all +0 +0$/m);
	});
});

// ---- the journal, followed --------------------------------------------------------------------

describe('journal', () => {
	const following = new Set();
	after(() => following.forEach(child => child.kill('SIGKILL')));

	// A command that goes on: said() gives its lines so far, until(n) waits for so many.
	function follow(shop, ...words) {
		const child = spawn(program, ['--shop', shop, 'journal', '--follow', ...words.map(String)], { cwd: root });
		following.add(child);
		let stdout = '', stderr = '';
		child.stderr.on('data', text => (stderr += text));
		const ended = new Promise(resolve => child.once('close', (status, signal) => {
			following.delete(child);
			resolve({ status, signal, stdout, stderr });
		}));
		// Nothing is read before somebody asks.
		const until = async number => {
			if (!child.stdout.listenerCount('data'))
				child.stdout.on('data', text => (stdout += text));
			for (let tries = 0; lines(stdout).length < number && tries < 400; tries++)
				await new Promise(resolve => setTimeout(resolve, 50));
			assert.ok(lines(stdout).length >= number, `${lines(stdout).length} of ${number} lines: ${stderr}`);
			return lines(stdout);
		};
		const stop = (signal = 'SIGINT') => {
			child.kill(signal);
			return ended;
		};
		return { until, stop };
	}
	async function stops(follower, signal) {
		const done = await follower.stop(signal);
		assert.deepEqual([done.status, done.signal, done.stderr], [DONE, null, '']);
		return lines(done.stdout);
	}

	test('--follow tells what is there, then what comes, and Ctrl-C ends it well', async () => {
		const shop = copyOf(demo), there = lines(does(shop, 'journal', '--json'));
		const follower = follow(shop, '--json');
		assert.deepEqual(await follower.until(there.length), there);
		does(shop, ...change(shop, 1, 'advanced'));
		const change1 = JSON.parse((await follower.until(there.length + 1)).at(-1));
		assert.deepEqual([change1.customer, change1.actor, change1.change.edition], [1, OPERATOR, 'advanced']);
		does(shop, ...add('premium@example.com', 'storyboard', 'solo'));
		await follower.until(there.length + 3);
		const all = await stops(follower);
		assert.equal(all.length, there.length + 3);
		assert.deepEqual([...all].sort(), lines(does(shop, 'journal', '--json')).sort());
	});
	test('--follow in words has its head once, and the subscription\'s own currency', async () => {
		const shop = copyOf(demo), follower = follow(shop, '--last', 1);
		await follower.until(2);
		does(shop, ...change(shop, 5, 'premium'));
		const [head, , moved] = await follower.until(3);
		assert.match(head, /^AT +CUSTOMER/);
		assert.match(moved, /upgrade of subscription 5 to premium at 990\.00 CAD, its version 2; invoice \S+ of 1009\.31 CAD; reason: as agreed in ticket 12$/);
		assert.equal((await stops(follower, 'SIGTERM')).length, 3);
	});
	test('--follow --customer leaves out the others', async () => {
		const shop = copyOf(demo), follower = follow(shop, '--json', '--customer', 'premium@example.com');
		await follower.until(3);
		does(shop, ...change(shop, 1, 'advanced'));
		does(shop, ...add('premium@example.com', 'storyboard', 'solo'));
		await follower.until(5);
		assert.deepEqual((await stops(follower)).map(line => JSON.parse(line).customer), Array(5).fill(3));
	});
	test('entries that come while the rest is being told are told once', async () => {
		const shop = copyOf(demo);
		does(shop, 'demo', '--customers', 2500);
		const latest = asks(shop, 'subscription', 'list').filter(one => one.edition === 'essentials').at(-1);
		// Nobody reads: it waits somewhere among the first thousand customers.
		const follower = follow(shop, '--json'), told = does(shop, 'journal', '--json');
		assert.ok(told.length > 1e6);
		await new Promise(resolve => setTimeout(resolve, 1000));
		does(shop, ...change(shop, 1, 'premium'));
		does(shop, ...change(shop, latest.subscription, 'premium'));
		does(shop, 'demo', '--customers', 2550);
		await follower.until(1);
		does(shop, ...change(shop, 2, 'premium'));
		const wanted = lines(does(shop, 'journal', '--json'));
		await follower.until(wanted.length);
		const all = await stops(follower);
		assert.deepEqual([...all].sort(), wanted.sort());
	});
	test('--last tells those of the whole shop in the order they came', () => {
		const shop = copyOf(demo);
		does(shop, ...change(shop, 3 - 1, 'premium'));
		does(shop, ...change(shop, 1, 'premium'));
		assert.deepEqual(asks(shop, 'journal', '--last', 2).map(entry => entry.change.subscription), [2, 1]);
		assert.equal(asks(shop, 'journal', '--last', 4096).length, entries(shop).length);
		assert.deepEqual(asks(shop, 'journal', '--last', 1, '--customer', 'advanced@example.com')
			.map(entry => entry.change.subscription), [2]);
	});
	test('an unknown customer can not be followed, and --last is a number', () => {
		refused(demo, REFUSED, /nobody@example\.com: no customer has this address/, 'journal', '--follow', '--customer', 'nobody@example.com');
		for (const word of ['0', '4097', '-1', 'all'])
			refused(demo, MISUSED, /--last is "[^"]+"; it must be a number from 1 to 4096/, 'journal', `--last=${word}`);
	});
});
