// The operator's commands for customers, their passwords and their sessions, on shops below the
// build folder, which BUILD names.  The ids are OWASP ASVS 5.0's (security.md).
//   make && node --test tests/tools/customer.mjs
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const program = path.join(build, 'bin/palierctl');
const DONE = 0, REFUSED = 1, MISUSED = 2;
const STRONG = 'kq3 vX8pZ', OTHER = 'lune cactus trombone';
const ANA = 'essentials@example.com', BOB = 'advanced@example.com';

let folder, live, demo, count = 0;

const run = (shop, words, input = '') =>
	spawnSync(program, ['--shop', shop, ...words.map(String)],
		{ cwd: root, encoding: 'utf8', input, maxBuffer: 1 << 28 });
const lines = text => text.split('\n').slice(0, -1);
const objects = text => lines(text).map(line => JSON.parse(line));

function succeeds(shop, words, input) {
	const done = run(shop, words, input);
	assert.equal(done.status, DONE, `${words.join(' ')}: ${done.stderr}`);
	assert.equal(done.stderr, '');
	return done.stdout;
}
// Sentences on one line of standard error, nothing on the other.
function fails(status, sentence, done) {
	assert.equal(done.status, status, done.stdout + done.stderr);
	assert.match(done.stderr, sentence);
	assert.match(done.stderr, /^palierctl: [^\n]+[.`]\n$/);
	assert.equal(done.stdout, '');
}
function copyOf(shop) {
	const copy = path.join(folder, `copy-${++count}`);
	assert.equal(spawnSync('cp', ['-a', '--sparse=always', shop, copy]).status, 0);
	return copy;
}
// Cheap hashes, since many are made.
function cheapen(shop) {
	const file = path.join(shop, 'conf/site.cfg'), text = readFileSync(file, 'utf8');
	const cheap = text.replace('passes = 3', 'passes = 2').replace('mebibytes = 64', 'mebibytes = 19');
	assert.notEqual(cheap, text);
	writeFileSync(file, cheap);
}
const add = (email, ...more) => ['customer', 'add', email, '--name', 'Zoé Guivarch', '--address', '1 rue Haute\n69001 Lyon', ...more];
const sound = shop => assert.equal(objects(succeeds(shop, ['verify', '--json'])).at(-1).findings, 0);
const entries = (shop, email) => objects(succeeds(shop, ['journal', '--customer', email, '--json']));
const list = shop => objects(succeeds(shop, ['customer', 'list', '--json']));

before(() => {
	mkdirSync(build, { recursive: true });
	folder = mkdtempSync(path.join(build, 'customer-'));
	live = path.join(folder, 'live');
	demo = path.join(folder, 'demo');
	succeeds(live, ['init']);
	cheapen(live);
	succeeds(demo, ['init', '--kind', 'demo']);
	cheapen(demo);
	succeeds(demo, ['demo']);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('customer add', () => {
	test('gives a live shop its first operator and its first customer', () => {
		const shop = copyOf(live);
		assert.equal(succeeds(shop, add('Chef@Example.com', '--operator'), `${STRONG}\n`),
			'customer added: operator 1, Chef@Example.com\n');
		assert.deepEqual(objects(succeeds(shop, add('zoe@example.com', '--json'), STRONG)),
			[{ customer: 2, email: 'zoe@example.com', role: 'customer', state: 'active' }]);
		assert.deepEqual(entries(shop, 'chef@example.com').map(one => [one.customer_added, one.actor]), [[{ operator: true }, 0]]);
		assert.deepEqual(entries(shop, 'zoe@example.com').map(one => one.customer_added), [{ operator: false }]);
		sound(shop);
	});
	test('keeps what was said, and what wasn\'t is the shop\'s', () => {
		const shop = copyOf(live);
		succeeds(shop, add('a@example.com', '--language', 'en', '--currency', 'CAD'), STRONG);
		succeeds(shop, add('b@example.com'), STRONG);
		const [a] = objects(succeeds(shop, ['customer', 'show', '1', '--json']));
		const [b] = objects(succeeds(shop, ['customer', 'show', 'B@example.com', '--json']));
		assert.deepEqual([a.name, a.address, a.language, a.currency, a.role, a.state],
			['Zoé Guivarch', '1 rue Haute\n69001 Lyon', 'en', 'CAD', 'customer', 'active']);
		assert.deepEqual([b.language, b.currency], ['fr', 'EUR']);
		assert.equal(a.password, undefined);
	});
	test('hashes with the passes and the memory that conf/site.cfg names [11.4.2]', () => {
		const shop = copyOf(live);
		succeeds(shop, add('a@example.com'), STRONG);
		const hashed = spawnSync('grep', ['-raoh', 'argon2id$v=19$m=[0-9]*,t=[0-9]*,p=1', path.join(shop, 'data')], { encoding: 'utf8' });
		assert.deepEqual([...new Set(lines(hashed.stdout))], [`argon2id$v=19$m=${19 * 1024},t=2,p=1`]);
	});
	test('can leave the password for later', () => {
		const shop = copyOf(live);
		assert.deepEqual(objects(succeeds(shop, add('a@example.com', '--no-password', '--json'))).map(one => one.state), ['no-password']);
		succeeds(shop, ['customer', 'password', 'a@example.com'], STRONG);
		assert.deepEqual(list(shop).map(one => one.state), ['active']);
		sound(shop);
	});

	const wrong = [
		['an address that is none', add('zoe'), /"zoe" is no address for mail\. See `palierctl customer add --help`/],
		['an address with a line\'s end', add('zoe@example.com\r\nBcc: x@example.com'), /is no address for mail/],
		['a name with a line\'s end', ['customer', 'add', 'z@example.com', '--name', 'Z\r\nBcc: x', '--address', 'x'], /--name must be one line of UTF-8 text/],
		['a name with an escape', ['customer', 'add', 'z@example.com', '--name', '\x1b[2J', '--address', 'x'], /--name must be/],
		['a name of spaces', ['customer', 'add', 'z@example.com', '--name', '  ', '--address', 'x'], /--name must be/],
		['a name that is too long', ['customer', 'add', 'z@example.com', '--name', 'x'.repeat(601), '--address', 'x'], /at most 600 bytes/],
		['an address of lines with a return', ['customer', 'add', 'z@example.com', '--name', 'Z', '--address', 'a\r\nb'], /--address must be lines/],
		['an address that is too long', ['customer', 'add', 'z@example.com', '--name', 'Z', '--address', 'x'.repeat(1601)], /at most 1600 bytes/],
		['no name', ['customer', 'add', 'z@example.com', '--address', 'x'], /--name NAME is missing/],
		['no address', ['customer', 'add', 'z@example.com', '--name', 'Z'], /--address LINES is missing/],
		['no customer', ['customer', 'add', '--name', 'Z', '--address', 'x'], /EMAIL is missing/],
		['a language that isn\'t spoken', add('z@example.com', '--language', 'de'), /--language is "de"; it must be one of fr\|en/],
		['a currency that isn\'t taken', add('z@example.com', '--currency', 'GBP'), /it must be one of EUR\|USD\|CAD/],
		['a password among the arguments', add('z@example.com', '--password', STRONG), /there is no option --password here/],
		['a password among the arguments, unnamed', add('z@example.com', STRONG), /is one argument too many/],
	];
	for (const [name, words, sentence] of wrong)
		test(`refuses ${name}`, () => fails(MISUSED, sentence, run(live, words, STRONG)));
	test('refuses a name that isn\'t UTF-8', () => {
		const done = spawnSync('bash', ['-c', `${program} --shop ${live} customer add z@example.com --address x --name $'Zo\\xe9'`],
			{ encoding: 'utf8', input: STRONG });
		fails(MISUSED, /--name must be one line of UTF-8 text/, done);
	});
	test('refuses an address that is taken, in any case, before it wants a password', () => {
		fails(REFUSED, /ESSENTIALS@example\.com: a customer has this address already\. See `palierctl customer show/,
			run(demo, add('ESSENTIALS@example.com'), ''));
	});
	test('none of this left anything', () => {
		assert.deepEqual(list(live), []);
		assert.equal(list(demo).length, 5);
		sound(demo);
	});
});

describe('a password', () => {
	const bad = [
		['of 7 bytes [6.2.1]', 'kq3vX8p', /too short: at least 8 bytes/],
		['of 129 bytes', 'kq3 vX8,pZ-w'.repeat(11).slice(0, 129), /too long: at most 128 bytes/],
		['far longer', 'kq3 vX8,pZ-w'.repeat(1000), /too long/],
		['that is among the commonest [6.2.4]', 'password1', /among the commonest/],
		['that is among the commonest, in capitals', 'TrustNo1', /among the commonest/],
		['that is guessed soon', 'soleil123', /guessed too easily/],
		['with the name in it [6.2.11]', 'Zoé Guivarch!', /little more than the customer's or the shop's name/],
		['with the address for mail in it', 'zg@kermorvan.bzh', /little more than/],
		['with the shop\'s name in it', 'Atelier du Pont 1', /little more than/],
		['that isn\'t UTF-8', Buffer.from('kq3 vX8pZ\xff', 'latin1'), /isn't UTF-8 text/],
		['with a NUL in it', 'kq3 vX8pZ\0w', /isn't UTF-8 text/],
		['that is empty', '\n', /standard input has no password\. Give it on one line/],
		['that isn\'t there', '', /standard input has no password/],
		['with a second line', `${STRONG}\n${STRONG}\n`, /standard input has more than one line/],
	];
	for (const [name, input, sentence] of bad)
		test(`${name} is refused`, () => {
			fails(REFUSED, sentence, run(live, add('zg@kermorvan.bzh'), input));
			fails(REFUSED, sentence, run(demo, name.includes('name in it') || name.includes('mail in it')
				? add('zg@kermorvan.bzh') : ['customer', 'password', ANA], input));
		});
	test('that was refused changed nothing', () => {
		assert.deepEqual(list(live), []);
		assert.ok(entries(demo, ANA).every(one => !one.password_changed));
	});
	const good = ['kq3vX8pZ', 'kq3 vX8,pZ-w'.repeat(11).slice(0, 128), 'mvxqrtzbkw', '社会保険労務士', ' 🦊 renard sapin '];
	test('of 8 to 128 bytes and any characters is taken [6.2.5] [6.2.9]', () => {
		const shop = copyOf(live);
		good.forEach((password, i) => succeeds(shop, add(`z${i}@example.com`), `${password}\r\n`.slice(0, i % 2 ? undefined : -2)));
		assert.equal(list(shop).length, good.length);
	});
	test('isn\'t waited for any longer than its line', async () => {
		const child = spawn(program, ['--shop', copyOf(live), ...add('z@example.com')], { cwd: root });
		const ended = new Promise(resolve => child.on('exit', resolve));
		child.stdin.write(`${STRONG}\n`); // and stays open
		assert.equal(await ended, DONE);
		child.stdin.destroy();
	});
	test('is in no file of the shop, and in none of the log\'s lines', () => {
		const shop = copyOf(live);
		succeeds(shop, add('z@example.com'), STRONG);
		assert.equal(spawnSync('grep', ['-raqF', STRONG, shop]).status, 1);
		const log = readFileSync(path.join(shop, 'log/palier.log'), 'utf8');
		assert.match(log, / customer added customer=1 by=palierctl\n$/);
		assert.ok(!log.includes('z@example.com'));
	});
});

describe('on a terminal', () => {
	// Types each answer when its prompt has come.
	async function type(words, ...answers) {
		const command = ['trap : INT;', program, ...words].join(' ');
		const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: root });
		const ended = new Promise(resolve => child.on('exit', resolve));
		let said = '', prompts = 0;
		child.stdout.on('data', bytes => {
			said += bytes;
			const asked = said.match(/(New password|Once more): /g)?.length ?? 0;
			for (; prompts < asked; prompts++)
				child.stdin.write(answers[prompts] ?? '\n');
		});
		return { status: await ended, said };
	}
	test('it is asked for twice, and not shown', async () => {
		const shop = copyOf(demo);
		const { status, said } = await type(['--shop', shop, 'customer', 'password', ANA], `${OTHER}\n`, `${OTHER}\n`);
		assert.equal(status, DONE, said);
		assert.match(said, /^New password: \r\nOnce more: \r\npassword changed: customer 1, essentials@example\.com\r\n$/);
		assert.ok(entries(shop, ANA).at(-1).password_changed);
	});
	test('another one the second time is refused', async () => {
		const shop = copyOf(demo);
		const { status, said } = await type(['--shop', shop, 'customer', 'password', ANA], `${OTHER}\n`, `${STRONG}\n`);
		assert.equal(status, REFUSED, said);
		assert.match(said, /that wasn't the same twice\. Nothing was changed; try again\./);
		assert.ok(!entries(shop, ANA).at(-1).password_changed);
	});
	test('Ctrl-C breaks it off, and the terminal shows again what is typed', async () => {
		const shop = copyOf(demo);
		const { said } = await type(['--shop', shop, 'customer', 'password', ANA, ';', 'stty', '-a'], '\x03');
		assert.doesNotMatch(said, /password changed/);
		assert.match(said, / echo /);
		assert.doesNotMatch(said, / -echo /);
		assert.ok(!entries(shop, ANA).at(-1).password_changed);
	});
});

describe('customer list', () => {
	test('has a line for each, by number', () => {
		const [head, ...rows] = lines(succeeds(demo, ['customer', 'list']));
		assert.match(head, /^CUSTOMER {2}ROLE {6}STATE {8}EMAIL +NAME$/);
		assert.match(rows[0], /^ {7}1 {2}customer {2}active {7}essentials@example\.com +Camille Moreau$/);
		assert.match(rows[4], /^ {7}5 {2}operator {2}active {7}operator@example\.com +Dominique Petit$/);
		assert.equal(succeeds(demo, ['customer']), succeeds(demo, ['customer', 'list']));
		assert.deepEqual(list(demo)[1], { customer: 2, email: BOB, name: 'Noé Lefèvre', role: 'customer', state: 'active' });
	});
	test('goes on behind its first slice', () => {
		const shop = copyOf(demo);
		succeeds(shop, ['demo', '--customers', '1200']);
		assert.deepEqual(list(shop).map(one => one.customer), Array.from({ length: 1205 }, (_, i) => i + 1));
	});
	test('of nobody is empty', () => assert.equal(lines(succeeds(live, ['customer', 'list'])).length, 1));
});

describe('customer show', () => {
	test('tells facts, subscriptions and open sessions', () => {
		const shop = copyOf(demo);
		const [token] = lines(succeeds(shop, ['session', 'open', 'studio@example.com']));
		const said = succeeds(shop, ['customer', 'show', 'STUDIO@example.com']);
		assert.match(said, /^customer 4: studio@example\.com\n {2}Robin Tremblay\n {2}214 rue du Belvédère\n {2}Montréal/);
		assert.match(said, /\n {2}customer, active, language en, currency CAD\n {2}since \S+, \d+ journal entries\n/);
		assert.match(said, /\nsubscription \d+: harmony\/advanced, 3 seats, \d+\.\d\d CAD per year, since \d{4}-\d\d-\d\d, active\n/);
		assert.match(said, /\nsubscription \d+: harmony\/essentials, 1 seat, .*, ended\n/);
		assert.match(said, /\nsession [0-9a-f]{12}: opened \S+, last seen \S+, ends \S+\n$/);
		assert.ok(!said.includes(token) && !said.includes('argon2'));
		const [facts, ...more] = objects(succeeds(shop, ['customer', 'show', '4', '--json']));
		assert.equal(facts.customer, 4);
		assert.equal(more.filter(one => one.subscription).length, 3);
		assert.equal(more.filter(one => one.session).length, 1);
	});
	for (const [who, sentence] of [['nobody@example.com', /nobody@example\.com: no customer has this address/],
		['99', /99: no customer has this number/], ['x', /x: no customer has this address/]])
		test(`${who} is unknown to every command`, () => {
			for (const verb of ['show', 'password', 'lock', 'unlock'])
				fails(REFUSED, sentence, run(demo, ['customer', verb, who], STRONG));
		});
});

describe('customer password', () => {
	test('is journalled, and ends the customer\'s sessions and nobody else\'s [7.4.3]', () => {
		const shop = copyOf(demo);
		succeeds(shop, ['session', 'open', ANA, ANA, BOB]);
		assert.equal(succeeds(shop, ['customer', 'password', ANA], OTHER), `password changed: customer 1, ${ANA}\n`);
		const last = entries(shop, ANA).at(-1);
		assert.deepEqual([last.password_changed, last.actor], [{}, 0]);
		assert.deepEqual(objects(succeeds(shop, ['session', 'list', '--json'])).map(one => one.email), [BOB]);
		assert.match(succeeds(shop, ['journal', '--customer', ANA]), / password changed\n$/);
		sound(shop);
	});
});

describe('customer lock and unlock', () => {
	test('are journalled, end sessions, and say so when it is so already [7.4.2]', () => {
		const shop = copyOf(demo);
		succeeds(shop, ['session', 'open', ANA]);
		assert.equal(succeeds(shop, ['customer', 'lock', ANA]), `customer locked: customer 1, ${ANA}\n`);
		assert.equal(list(shop)[0].state, 'locked');
		assert.deepEqual(objects(succeeds(shop, ['session', 'list', '--json'])), []);
		fails(REFUSED, /^palierctl: essentials@example\.com is locked already\.\n/, run(shop, ['customer', 'lock', ANA]));
		fails(REFUSED, /is locked\./, run(shop, ['session', 'open', ANA]));
		sound(shop);
		assert.deepEqual(objects(succeeds(shop, ['customer', 'unlock', '1', '--json'])).map(one => one.state), ['active']);
		assert.deepEqual(objects(succeeds(shop, ['session', 'list', '--json'])), [], 'none came back to life');
		fails(REFUSED, /^palierctl: 1 is unlocked already\.\n/, run(shop, ['customer', 'unlock', '1']));
		assert.deepEqual(entries(shop, ANA).slice(-2).map(one => [one.customer_locked, one.customer_unlocked]), [[{}, undefined], [undefined, {}]]);
		assert.match(succeeds(shop, ['journal', '--customer', ANA]), / customer locked\n[^\n]* customer unlocked\n$/);
		sound(shop);
	});
});

describe('session list and session end', () => {
	test('tell who is signed in, and never a token [7.2.3]', () => {
		const shop = copyOf(demo);
		const tokens = lines(succeeds(shop, ['session', 'open', ANA, BOB]));
		const [head, ...rows] = lines(succeeds(shop, ['session', 'list']));
		assert.match(head, /^SESSION +OPENED +LAST SEEN +ENDS +EMAIL$/);
		assert.equal(rows.length, 2);
		const all = objects(succeeds(shop, ['session', 'list', '--json']));
		for (const one of all) {
			assert.match(one.session, /^[0-9a-f]{12}$/);
			assert.equal(one.opened, one.seen);
			assert.equal(Date.parse(one.expires) - Date.parse(one.opened), 8 * 3600 * 1000);
			assert.ok(Math.abs(Date.parse(one.opened) - Date.now()) < 60000);
		}
		assert.deepEqual(all.map(one => one.email).sort(), [BOB, ANA]);
		for (const token of tokens)
			assert.ok(![head, ...rows].join('\n').includes(token));
		assert.deepEqual(objects(succeeds(shop, ['session', 'list', BOB, '--json'])).map(one => one.customer), [2]);
		fails(REFUSED, /nobody@example\.com: no customer has this address/, run(shop, ['session', 'list', 'nobody@example.com']));
	});
	const left = shop => objects(succeeds(shop, ['session', 'list', '--json'])).map(one => one.email).sort();
	test('end those of the customers named, one session, or everybody\'s [7.4.5]', () => {
		const shop = copyOf(demo), CAM = 'premium@example.com';
		succeeds(shop, ['session', 'open', ANA, ANA, BOB, CAM, CAM]);
		assert.equal(succeeds(shop, ['session', 'end', ANA, BOB]), `ended: all sessions of ${ANA}\nended: all sessions of ${BOB}\n`);
		assert.deepEqual(left(shop), [CAM, CAM]);
		const [{ session }] = objects(succeeds(shop, ['session', 'list', '--json']));
		assert.deepEqual(objects(succeeds(shop, ['session', 'end', session, '--json'])), [{ ended: session }]);
		assert.deepEqual(left(shop), [CAM]);
		fails(REFUSED, /: no such session is open\./, run(shop, ['session', 'end', session]));
		fails(REFUSED, /^palierctl: x: neither an address for mail nor a session\. See `palierctl session list`/, run(shop, ['session', 'end', 'x']));
		succeeds(shop, ['session', 'open', ...Array(700).fill(ANA)]);
		assert.deepEqual(objects(succeeds(shop, ['session', 'end', '--all', '--json'])), [{ sessions: 701 }]);
		assert.deepEqual(left(shop), []);
		sound(shop);
	});
	test('say which customer is unknown, and end the others\' all the same', () => {
		const shop = copyOf(demo);
		succeeds(shop, ['session', 'open', ANA, BOB]);
		const done = run(shop, ['session', 'end', ANA, 'nobody@example.com', BOB]);
		assert.equal(done.status, REFUSED);
		assert.equal(done.stderr, 'palierctl: nobody@example.com: no customer has this address.\n');
		assert.deepEqual(left(shop), []);
	});
	test('ending wants to know whose', () => {
		for (const words of [[], [ANA, '--all']])
			fails(MISUSED, /name whose sessions, or say --all/, run(demo, ['session', 'end', ...words]));
	});
});

test('every command has a help that fits a terminal, with an example', () => {
	for (const words of ['customer add', 'customer list', 'customer show', 'customer password', 'customer lock', 'customer unlock',
		'session open', 'session list', 'session end', 'customer', 'session']) {
		const help = succeeds('/nowhere', [...words.split(' '), '--help']);
		assert.match(help, /\nExample:\n {2}palierctl /, words);
		for (const line of words.includes(' ') ? lines(help) : [])
			assert.ok(line.startsWith('usage') || line.startsWith('  palierctl') || line.length <= 80, line);
		assert.ok(succeeds('/nowhere', ['--help']).includes(`  ${words}`), words);
	}
});
