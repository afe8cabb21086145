// Takes customers over from another system with `palierctl import`: files of tests/support/import_file.mjs,
// whole and damaged, into shops below the build folder.  BUILD names that folder.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync,
	writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';

import { customer, damages, lines } from '../support/import_file.mjs';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const program = path.join(build, 'bin/palierctl');
const sanitized = Boolean(process.env.SANITIZE);

const DONE = 0, REFUSED = 1, MISUSED = 2;
const COUNT = 2000, EVERY = 40, BAD = COUNT / EVERY;

let folder;  // of this run
let empty;   // a shop without customers; tests take a copy
let big;     // COUNT lines, of which every EVERYth is damaged
let whole;   // a shop that took it, and what it says of itself

const place = (() => { let count = 0; return name => path.join(folder, `${name}-${++count}`); })();
function run(words, options = {}) {
	const done = spawnSync(options.program ?? program, words.map(String),
		{ cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
	assert.equal(done.signal, null, `${words.join(' ')} ended by ${done.signal}: ${done.stderr}`);
	return done;
}
const palierctl = (shop, ...words) => run(['--shop', shop, ...words]);
function copyOf(shop) {
	const copy = place('copy');
	assert.equal(spawnSync('cp', ['-a', '--sparse=always', shop, copy]).status, 0);
	return copy;
}
function write(...parts) {
	const file = place('file');
	writeFileSync(file, Buffer.concat(parts.map(part => Buffer.from(part))));
	return file;
}
const line = object => `${JSON.stringify(object)}\n`;
const split = text => text.split('\n').slice(0, -1);
const objects = text => split(text).map(each => JSON.parse(each));

// What the import said: its sums, and of refused lines "number: why".
function imports(shop, file, ...more) {
	const done = palierctl(shop, 'import', file, '--json', ...more);
	assert.equal(done.stderr, '');
	const said = objects(done.stdout), sums = said.pop();
	assert.equal(done.status, sums.refused > 0 ? REFUSED : DONE);
	assert.equal(said.length, sums.refused);
	return { ...sums, why: said.map(each => `${each.line}: ${each.refused}`) };
}
function verified(shop) {
	const done = palierctl(shop, 'verify', '--json');
	assert.equal(done.status, DONE, done.stdout + done.stderr);
	return objects(done.stdout).at(-1);
}
const journal = (shop, ...more) => objects(palierctl(shop, 'journal', '--json', ...more).stdout);
// All that the journal says, but when it was written.
const history = shop => journal(shop).map(({ at, ...entry }) => entry);
function fails(status, sentence, done) {
	assert.equal(done.status, status, done.stdout + done.stderr);
	assert.match(done.stderr, sentence);
	assert.equal(done.stdout, '');
}
const day = text => Date.parse(text) / 86400000;

before(() => {
	mkdirSync(build, { recursive: true });
	folder = mkdtempSync(path.join(build, 'import-'));
	chmodSync(folder, 0o755);
	empty = path.join(folder, 'empty');
	assert.equal(palierctl(empty, 'init', '--kind', 'test').status, DONE);
	assert.equal(palierctl(empty, 'clock', 'set', '2026-07-15T12:00:00+02:00').status, DONE);
	big = write(...[...lines(COUNT, EVERY)].flatMap(each => [each, '\n']));
	whole = { shop: copyOf(empty) };
	whole.sums = imports(whole.shop, big, '--refused', path.join(folder, 'refused'));
	whole.history = history(whole.shop);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('a whole line', () => {
	const said = { ...customer(12), subscriptions: [
		{ product: 'harmony', edition: 'advanced', seats: 3, cycle: 'month', anchor: '2026-01-31', price: 3500 },
		{ product: 'storyboard', edition: 'solo', seats: 1, cycle: 'year', anchor: '2025-07-15' }] };
	let shop;
	before(() => {
		shop = copyOf(empty);
		assert.deepEqual(imports(shop, write(line({ ...said, currency: 'EUR' }))),
			{ imported: 1, subscriptions: 2, already_there: 0, refused: 0, dry_run: false, why: [] });
	});

	test('becomes a customer with subscriptions at the prices said, else at the catalogue\'s', () => {
		const [added, first, second] = history(shop);
		assert.deepEqual(added.customer_added, { operator: false });
		const { product, edition, seats, cycle, price, anchor } = first.added;
		assert.deepEqual({ product, edition, seats, cycle, price, anchor }, { product: 'harmony',
			edition: 'advanced', seats: 3, cycle: 'month', price: 3500, anchor: day('2026-01-31') });
		assert.equal(second.added.price, 9000);
		assert.equal(second.added.cycle, 'year');
	});
	test('gets no invoice, and a mark up to which day it was billed elsewhere', () => {
		const sums = verified(shop);
		assert.equal(sums.invoices, 0);
		assert.equal(sums.outbox, 0);
		// 31 January by the month: the period at hand ends on 31 July; a year from 15 July ends a year on.
		assert.deepEqual(history(shop).slice(1).map(entry => entry.imported),
			[{ billed_until: day('2026-07-31') }, { billed_until: day('2027-07-15') }]);
		assert.match(palierctl(shop, 'journal').stdout, /35\.00 EUR per month, billed elsewhere until 2026-07-31\n/);
	});
	test('is found by the address, in any case', () =>
		assert.equal(journal(shop, '--customer', said.email.toUpperCase()).length, 3));
	test('again is there already, however it is spelt', () => {
		const { email, ...rest } = { ...said, currency: 'EUR' };
		const spelt = JSON.stringify({ ...rest, email }, null, ' ').replaceAll('\n', ' ').replace('’', '\\u2019');
		const { why, ...sums } = imports(shop, write(spelt, '\r\n'));
		assert.deepEqual(sums, { imported: 0, subscriptions: 0, already_there: 1, refused: 0, dry_run: false });
		assert.equal(verified(shop).customers, 1);
	});
	test('with another content is refused, and changes nothing', () => {
		const before = history(shop);
		for (const change of [{ name: 'Somebody Else' }, { subscriptions: [] }, { email: said.email.toUpperCase() }])
			assert.deepEqual(imports(shop, write(line({ ...said, currency: 'EUR', ...change }))).why,
				['1: customer 1 was imported with this address already, and with another content. ' +
					'Leave the line out, and change the customer in the shop.']);
		assert.deepEqual(history(shop), before);
	});
	test('is there already after the edition is no longer sold', () => {
		const changed = copyOf(shop), file = path.join(changed, 'conf/catalog.cfg');
		writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"harmony"', '"melody"'));
		assert.equal(palierctl(changed, 'catalog', 'publish').status, DONE);
		assert.equal(imports(changed, write(line({ ...said, currency: 'EUR' }))).already_there, 1);
	});
	test('for a customer who came otherwise is refused', () => {
		const demo = copyOf(empty);
		assert.equal(palierctl(demo, 'demo').status, DONE);
		assert.deepEqual(imports(demo, write(line({ ...said, email: 'Premium@example.com' }))).why,
			['1: customer 3 has this address already. Leave the line out, and change the customer in the shop.']);
		assert.equal(verified(demo).customers, 5);
	});
	test('without subscriptions or lines of address is taken', () =>
		assert.equal(imports(copyOf(empty), write(line({ ...said, address: [], subscriptions: [] }))).imported, 1));
});

describe('a damaged line', () => {
	let said;
	before(() => {
		// Between whole ones, in one slice with them.
		const parts = damages.flatMap(({ spoil }, i) => [line(customer(2 * i + 1)), spoil(customer(2 * i + 2)), '\n']);
		const shop = copyOf(empty);
		said = imports(shop, write(...parts));
		said.sums = verified(shop);
	});
	damages.forEach(({ name, why }, i) => test(`is refused with its number and the reason: ${name}`, () => {
		assert.ok(said.why[i].startsWith(`${2 * i + 2}: `), said.why[i]);
		assert.match(said.why[i].slice(`${2 * i + 2}: `.length), why);
	}));
	test('takes no other line with it', () => {
		assert.equal(said.imported, damages.length);
		assert.equal(said.sums.customers, damages.length);
	});
	test('is named on standard error, in a sentence, when nobody asks for objects', () => {
		const file = write(line(customer(1)), 'x\n', line(customer(2)));
		const done = palierctl(copyOf(empty), 'import', file);
		assert.equal(done.status, REFUSED);
		assert.equal(done.stderr, `palierctl: ${file}:2: it isn't JSON; something is wrong near byte 1.\n`);
		assert.equal(done.stdout, 'imported 2 customers with 3 subscriptions; 0 were already there, 1 line refused\n');
	});
	test('second subscriptions are named by their number', () => {
		const two = customer(2);
		two.subscriptions[1].edition = 'x';
		assert.deepEqual(imports(copyOf(empty), write(line(two))).why,
			['1: subscription 2: "edition" is none of the product harmony. Publish it first.']);
	});
	test('a currency that one product isn\'t sold in is refused', () => {
		const shop = copyOf(empty), file = path.join(shop, 'conf/catalog.cfg');
		writeFileSync(file, readFileSync(file, 'utf8').replace(/\{ currency = "USD".*\},?\n/g, ''));
		assert.equal(palierctl(shop, 'catalog', 'publish').status, DONE);
		assert.deepEqual(imports(shop, write(line({ ...customer(5), currency: 'USD' }))).why,
			['1: subscription 1: premium isn\'t sold by the year in USD. Publish a price first.']);
	});
	test('an address twice in the file: the same is there already, another is refused', () => {
		const one = customer(1), other = { ...one, email: one.email.toUpperCase(), name: 'Other' };
		const shop = copyOf(empty), file = write(line(one), line(other), line(one));
		const { why, ...sums } = imports(shop, file);
		assert.deepEqual(sums, { imported: 1, subscriptions: 1, already_there: 1, refused: 1, dry_run: false });
		assert.match(why[0], /^2: customer 1 was imported with this address already/);
		const dry = imports(copyOf(empty), file, '--dry-run');
		assert.deepEqual([dry.imported, dry.already_there], [1, 1]);
		assert.match(dry.why[0], /^2: a line above has this address already, with another content\./);
	});
});

describe('a file', () => {
	test('of 2,000 lines is taken but for the damaged ones, and the shop is sound', () => {
		const good = COUNT - BAD;
		assert.equal(whole.sums.imported, good);
		assert.equal(whole.sums.refused, BAD);
		const sums = verified(whole.shop);
		assert.equal(sums.customers, good);
		assert.equal(sums.subscriptions, whole.sums.subscriptions);
		assert.equal(sums.entries, good + sums.subscriptions);
		assert.equal(sums.invoices, 0);
		assert.deepEqual(whole.sums.why.map(each => Number(each.split(':')[0])),
			Array.from({ length: BAD }, (_, i) => (i + 1) * EVERY));
	});
	test('again is there already, in the shop and in a dry run', () => {
		for (const more of [[], ['--dry-run']]) {
			const again = imports(whole.shop, big, ...more);
			assert.equal(again.imported, 0);
			assert.equal(again.already_there, COUNT - BAD);
			assert.deepEqual(again.why, whole.sums.why);
		}
		assert.deepEqual(history(whole.shop), whole.history);
	});
	test('its refused lines are written as they were, and can be mended', () => {
		const refused = path.join(folder, 'refused');
		const wanted = [...lines(COUNT, EVERY)].filter((_, i) => (i + 1) % EVERY === 0);
		assert.deepEqual(readFileSync(refused), Buffer.concat(wanted.flatMap(each => [each, Buffer.from('\n')])));
		assert.equal(statSync(refused).mode & 0o777, 0o600);
		const mended = write(...wanted.map((_, i) => line(customer((i + 1) * EVERY))));
		const shop = copyOf(whole.shop), left = place('left');
		assert.equal(imports(shop, mended, '--refused', left).imported, BAD);
		assert.equal(verified(shop).customers, COUNT);
		assert.equal(statSync(left).size, 0);
	});
	test('a dry run says the same, and does nothing', () => {
		const shop = copyOf(empty);
		const dry = imports(shop, big, '--dry-run');
		assert.deepEqual({ ...dry, dry_run: false }, whole.sums);
		assert.equal(verified(shop).customers, 0);
		assert.match(palierctl(shop, 'import', write(line(customer(1))), '--dry-run').stdout,
			/^would import 1 customer with 1 subscription; /);
	});
	test('comes over standard input, too', () => {
		const shop = copyOf(empty);
		const done = run(['--shop', shop, 'import', '-'], { input: line(customer(1)) + 'x\n' });
		assert.equal(done.status, REFUSED);
		assert.match(done.stderr, /^palierctl: standard input:2: it isn't JSON/);
		assert.equal(verified(shop).customers, 1);
	});
	test('may begin with a byte order mark, have blank lines and end without a line feed', () => {
		const file = write('\ufeff', line(customer(1)), '\r\n \n\n', JSON.stringify(customer(2)));
		assert.equal(imports(copyOf(empty), file).imported, 2);
		assert.match(imports(copyOf(empty), write('\n\nx')).why[0], /^3: /);
	});
	test('killed half-way and run again comes to the same end', async () => {
		const shop = copyOf(empty);
		let kills = 0, counts = [0];
		for (let wait = 30; kills < 3; wait += 15) {
			const child = spawn(program, ['--shop', shop, 'import', big], { stdio: 'ignore' });
			const ended = new Promise(resolve => child.once('exit', (code, signal) => resolve(signal)));
			// Killed once it has written more than the one before.
			const began = Date.now();
			while (child.exitCode === null && Date.now() - began < wait * (sanitized ? 10 : 1))
				await new Promise(resolve => setTimeout(resolve, 5));
			child.kill('SIGKILL');
			if (await ended !== 'SIGKILL')
				break;
			const { customers } = verified(shop);
			assert.ok(customers >= counts.at(-1));
			if (customers > counts.at(-1) && customers < COUNT - BAD) {
				kills++;
				counts.push(customers);
			}
		}
		assert.ok(kills > 0, 'it was never killed half-way');
		const last = imports(shop, big);
		assert.equal(last.already_there, counts.at(-1));
		assert.equal(last.imported, COUNT - BAD - counts.at(-1));
		verified(shop);
		assert.deepEqual(history(shop), whole.history);
	});
	test('two imports of one file at once come to the same end', async () => {
		const shop = copyOf(empty);
		const both = await Promise.all([1, 2].map(() => new Promise(resolve => {
			const child = spawn(program, ['--shop', shop, 'import', big, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
			let text = '';
			child.stdout.on('data', piece => (text += piece));
			child.once('close', () => resolve(objects(text).at(-1)));
		})));
		assert.equal(both[0].imported + both[1].imported, COUNT - BAD);
		assert.equal(both[0].already_there + both[1].already_there, COUNT - BAD);
		assert.equal(verified(shop).customers, COUNT - BAD);
	});
	test('takes no more memory for being longer', { skip: sanitized && 'the sanitizer takes its own' }, async () => {
		// Of its own: the store's cache, which is everybody's, fills up with what is written.
		const peak = async count => {
			const file = write(...[...lines(count)].flatMap(each => [each, '\n']));
			const child = spawn(program, ['--shop', copyOf(empty), 'import', file], { stdio: 'ignore' });
			const ended = new Promise(resolve => child.once('exit', resolve));
			let most = 0;
			while (child.exitCode === null) {
				const [, own] = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [0, 0];
				most = Math.max(most, Number(own));
				await new Promise(resolve => setTimeout(resolve, 5));
			}
			assert.equal(await ended, DONE);
			assert.ok(most > 0);
			return most;
		};
		const few = await peak(500), many = await peak(5000);
		assert.ok(many < few + 500, `${few} KiB, then ${many} KiB`);
	});
	test('on a terminal a bar says how far it is, and makes room for what is refused', () => {
		const done = run(['-qec', `${program} --shop ${copyOf(empty)} import ${big}`, '/dev/null'],
			{ program: 'script' });
		assert.match(done.stdout, /\rlines imported \[[.#]{30}\] \d+ of 2000/);
		assert.match(done.stdout, /\r\x1b\[Kpalierctl: \S+:\d+: /);
		assert.match(done.stdout, /imported 1950 customers with \d+ subscriptions; 0 were already there, 50 lines refused\r\n/);
	});
});

describe('what can\'t be imported', () => {
	const file = () => write(line(customer(1)));

	test('an empty file, or a blank one', () => {
		for (const text of ['', '\n \n'])
			fails(REFUSED, /file-\d+: there is no line in it\. Give it a JSON object a line\.\n$/,
				palierctl(copyOf(empty), 'import', write(text)));
	});
	test('a missing file', () =>
		fails(REFUSED, /^palierctl: \/nowhere\/a: can't be read \(No such file or directory\)\.\n$/,
			palierctl(empty, 'import', '/nowhere/a')));
	test('a folder', () =>
		fails(REFUSED, /: is a folder\. Name a file with a JSON object a line\.\n$/,
			palierctl(empty, 'import', folder)));
	test('no file, and two of them', () => {
		fails(MISUSED, /FILE is missing\. See `palierctl import --help`/, palierctl(empty, 'import'));
		fails(MISUSED, /"b" is one argument too many/, palierctl(empty, 'import', 'a', 'b'));
	});
	test('into a shop that isn\'t there', () =>
		fails(REFUSED, /nowhere: there is no shop/, palierctl('/nowhere', 'import', file())));
	test('into a shop that sells nothing yet', () => {
		const shop = place('unpublished'), samples = place('samples');
		mkdirSync(samples);
		for (const name of ['site.cfg', 'catalog.cfg'])
			writeFileSync(path.join(samples, name), readFileSync(path.join(root, 'conf', name)));
		writeFileSync(path.join(samples, 'catalog.cfg'), 'products = ();\n');
		assert.equal(palierctl(shop, 'init', '--conf', samples).status, REFUSED);
		fails(REFUSED, /sells nothing yet\. Run `palierctl --shop \S+ catalog publish` first\.\n$/,
			palierctl(shop, 'import', file()));
	});
	test('with refused lines written over the file that is read', () => {
		const from = file(), before = readFileSync(from);
		fails(REFUSED, /: is the file that is read\. Name another one for the refused lines\.\n$/,
			palierctl(copyOf(empty), 'import', from, '--refused', from));
		assert.deepEqual(readFileSync(from), before);
	});
	test('with refused lines written where nothing can be', () => {
		fails(REFUSED, /\/nowhere\/b: can't be written \(No such file or directory\)\.\n$/,
			palierctl(copyOf(empty), 'import', file(), '--refused', '/nowhere/b'));
		const done = palierctl(copyOf(empty), 'import', write('x\n'), '--refused', '/dev/full');
		assert.equal(done.status, REFUSED);
		assert.match(done.stderr, /\/dev\/full: can't be written \(No space left on device\)\.\n$/);
	});
	test('and help says that nothing is invoiced', () =>
		assert.match(palierctl(empty, 'import', '--help').stdout.replace(/\s+/g, ' '),
			/Nothing is invoiced: the other system has billed up to the end of the period at hand/));
	test('a file that the shop\'s owner can\'t read, which root may hand over', {
		skip: process.getuid() !== 0 && 'only root can give a shop away' }, () => {
		const above = mkdtempSync('/tmp/import-'), shop = path.join(above, 'shop');
		try {
			chmodSync(above, 0o755);
			spawnSync('cp', ['-a', '--sparse=always', empty, shop]);
			spawnSync('chown', ['-R', 'nobody:nogroup', shop]);
			const from = path.join(above, 'file');
			writeFileSync(from, line(customer(1)), { mode: 0o600 });
			fails(REFUSED, /file: can't be read \(Permission denied\)\..*`palierctl import - < FILE`\.\n$/,
				palierctl(shop, 'import', from));
			assert.equal(run(['--shop', shop, 'import', '-'], { input: readFileSync(from) }).status, DONE);
		} finally {
			rmSync(above, { recursive: true, force: true });
		}
		assert.ok(!existsSync(above));
	});
});
