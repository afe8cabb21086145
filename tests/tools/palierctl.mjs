// Runs the operator's command on shops of its own, below the build folder.  BUILD names that
// folder.  As root it also gives a shop to another account and looks whose files are whose.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync,
	readFileSync, readdirSync, rmSync, statSync, writeFileSync,
	writeSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const program = path.join(build, 'bin/palierctl');
const damage = path.join(build, 'tests/support/damage');
const isRoot = process.getuid() === 0;

const DONE = 0, REFUSED = 1, MISUSED = 2, DAMAGED = 3;

let folder; // of this run
let demo;   // a demo shop with 30 customers more; tests that write take a copy
let live;   // a live shop without customers

function run(words, options = {}) {
	const environment = { ...process.env, ...options.env };
	if (!options.env)
		delete environment.PALIER_SHOP;
	const done = spawnSync(options.program ?? program, words.map(String), { cwd: root,
		encoding: 'utf8', maxBuffer: 1 << 28, stdio: options.stdio, env: environment });
	assert.equal(done.signal, null, `${words.join(' ')} ended by ${done.signal}: ${done.stderr}`);
	return done;
}
const palierctl = (shop, ...words) => run(['--shop', shop, ...words]);

function succeeds(shop, ...words) {
	const done = palierctl(shop, ...words);
	assert.equal(done.status, DONE, `${words.join(' ')}: ${done.stderr}`);
	assert.equal(done.stderr, '');
	return done.stdout;
}
const lines = text => text.split('\n').slice(0, -1);
const objects = text => lines(text).map(line => JSON.parse(line));

// One sentence on standard error, nothing on the other.
function fails(status, sentence, done) {
	assert.equal(done.status, status, done.stdout + done.stderr);
	assert.match(done.stderr, sentence);
	assert.match(done.stderr, /^palierctl: [^\n]+[.?`]\n$/);
	assert.equal(done.stdout, '');
}

let count = 0;
const place = name => path.join(folder, `${name}-${++count}`);
function copyOf(shop) {
	const copy = place('copy');
	// Holes stay holes: a store's logs and regions are mostly those.
	assert.equal(spawnSync('cp', ['-a', '--sparse=always', shop, copy]).status, 0);
	return copy;
}
const write = (name, text) => {
	const file = place(name);
	writeFileSync(file, text);
	return file;
};
const edit = (file, change) => {
	const text = readFileSync(file, 'utf8'), changed = change(text);
	assert.notEqual(changed, text);
	writeFileSync(file, changed);
};
const vectors = name => lines(readFileSync(path.join(root, 'tests/vectors', name), 'utf8'))
	.filter(line => !line.startsWith('#')).map(line => line.split('\t'));

before(() => {
	mkdirSync(build, { recursive: true });
	folder = mkdtempSync(path.join(build, 'palierctl-'));
	live = path.join(folder, 'live');
	demo = path.join(folder, 'demo');
	succeeds(live, 'init');
	succeeds(demo, 'init', '--kind', 'demo');
	succeeds(demo, 'demo', '--customers', 30);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('arguments', () => {
	const commands = ['help', 'init', 'demo', 'import', 'session open', 'prorate', 'schedule', 'clock show',
		'clock set', 'clock advance', 'catalog check', 'catalog preview', 'catalog publish',
		'config check', 'secret list', 'secret rotate', 'journal', 'verify', 'settle', 'mail list', 'mail retry', 'stats',
		'subscription list', 'subscription show', 'subscription add', 'subscription change'];

	test('help lists every command and tells the exit statuses', () => {
		const help = succeeds(live, '--help');
		for (const words of commands)
			assert.ok(help.includes(`  ${words} `), words);
		assert.match(help, /0 done, 1 refused or not found, 2 wrong usage, 3 the shop is damaged/);
	});
	test('every command and every group has a help with an example', () => {
		for (const words of [...commands, 'session', 'clock', 'catalog', 'config', 'secret', 'mail', 'subscription']) {
			const help = succeeds(live, ...words.split(' '), '--help');
			assert.match(help, new RegExp(`^usage: palierctl ${words} ?`), words);
			assert.match(help, /\nExample:\n {2}palierctl /, words);
			assert.ok(help.includes(words.split(' ')[0], help.indexOf('Example:')), words);
		}
	});
	test('the crontab’s samples are commands', () => {
		const found = [...readFileSync(path.join(root, 'conf/crontab'), 'utf8').matchAll(/^[^#\n]+ palierctl ([a-z ]+[a-z])/gm)];
		assert.ok(found.length >= 3);
		for (const [, words] of found) succeeds('/nowhere', ...words.split(' '), '--help');
	});
	test('help needs no shop and no arguments', () => {
		assert.match(succeeds('/nowhere', 'session', 'open', '--help'), /EMAIL…/);
	});
	test('no line of help is longer than a terminal', () => {
		for (const words of commands)
			for (const line of lines(succeeds(live, ...words.split(' '), '--help')))
				assert.ok(line.startsWith('usage') || line.startsWith('  palierctl') ||
					line.length <= 80, line);
	});

	const wrong = [
		[[], /which command\? See `palierctl --help`/],
		[['bogus'], /there is no command "bogus"\. See `palierctl --help`/],
		[['session'], /which command of "session"\? See `palierctl session --help`/],
		[['catalog', 'bogus'], /there is no command "catalog bogus"/],
		[['clock', 'show', 'now'], /"now" is one argument too many\. See `palierctl clock show --help`/],
		[['session', 'open'], /EMAIL… is missing/],
		[['clock', 'set'], /INSTANT is missing/],
		[['verify', '--bogus'], /there is no option --bogus here/],
		[['--bogus'], /there is no option --bogus\./],
		[['verify', '-x'], /there is no option -x here/],
		[['verify', '--json', '--json'], /--json is given twice/],
		[['verify', '--shop'], /--shop needs a value, DIR/],
		[['verify', '--shop', '--json'], /--shop needs a value, DIR/],
		[['verify', '--shop='], /--shop needs a value, DIR/],
		[['--shop', 'a', 'verify', '--shop', 'b'], /--shop is given twice/],
		[['verify', '--json=yes'], /--json takes no value/],
		[['journal', '--customer=a@b.fr', '--customer=a@b.fr'], /--customer is given twice/],
		[['init', '--kind', 'shop'], /--kind is "shop"; it must be one of live\|demo\|test/],
		[['init', '--kind', 'live|demo'], /it must be one of/],
		[['init', '--address', 'http://a"b'], /--address must read like/],
		[['demo', '--customers', '-1'], /--customers is "-1"/],
		[['demo', '--customers', '1.5'], /must be a number from 0 to/],
		[['demo', '--customers', 'many'], /must be a number/],
		[['demo', '--customers', '10000001'], /must be a number/],
		[['clock', 'advance', '30'], /"30" is no length of time/],
		[['clock', 'advance', '-3d'], /there is no option -3d here/],
		[['clock', 'advance', '--', '-3d'], /"-3d" is no length of time/],
		[['clock', 'advance', '3w'], /no length of time/],
		[['clock', 'advance', 'd'], /no length of time/],
		[['clock', 'advance', '99999999999999999999d'], /no length of time/],
		[['mail', 'list', '--state', 'lost'], /--state is "lost"; it must be one of waiting\|sent\|given-up/],
		[['clock', 'set', '2026-02-30T10:00:00Z'], /is no instant; write it like/],
		[['clock', 'set', '2026-12-01'], /is no instant/],
	];
	for (const [words, sentence] of wrong)
		test(`wrong usage: ${words.join(' ') || 'nothing'}`, () =>
			fails(MISUSED, sentence, run(words)));

	test('the shop is --shop, else PALIER_SHOP, else build/shop', () => {
		const named = env => run(['clock'], { env }).stderr;
		assert.match(named({ PALIER_SHOP: '/nowhere/a' }), /^palierctl: \/nowhere\/a: there is no shop/);
		assert.match(run(['--shop', '/nowhere/b/', 'clock'], { env: { PALIER_SHOP: '/nowhere/a' } })
			.stderr, /^palierctl: \/nowhere\/b: there is no shop/);
		if (!existsSync(path.join(root, 'build/shop')))
			assert.match(named({ PALIER_SHOP: '' }), /^palierctl: build\/shop: there is no shop/);
	});
	test('a shop that is not there is refused with the remedy', () => {
		for (const words of [['clock'], ['journal'], ['verify'], ['demo'], ['config', 'check'],
			['session', 'open', 'a@b.fr'], ['catalog', 'publish', path.join(root, 'conf/catalog.cfg')]])
			fails(REFUSED, /nowhere: there is no shop \(.*\).*`palierctl init --shop \/nowhere`/,
				palierctl('/nowhere', ...words));
	});
	test('output that can not be written is no success', () => {
		const full = openSync('/dev/full', 'w');
		const done = run(['schedule', '--anchor', '2024-01-31', '--cycle', 'month', '--count', '12'],
			{ stdio: ['ignore', full, 'pipe'] });
		closeSync(full);
		assert.equal(done.status, REFUSED);
		assert.match(done.stderr, /the output can't be written \(No space left on device\)\.\n$/);
	});
});

describe('prorate', () => {
	const words = { old: 1999, new: 4999, start: '2026-05-01', end: '2026-06-01', at: '2026-05-11' };
	const prorate = changed => run(['prorate', ...Object.entries({ ...words, ...changed })
		.filter(([, value]) => value !== undefined)
		.flatMap(([name, value]) => [`--${name}`, value])]);

	test('prints the two lines and the total, in that order', () => {
		const done = prorate({});
		assert.equal(done.stdout, '{"credit":-1354,"charge":3386,"total":2032}\n');
		assert.equal(done.status, DONE);
	});
	for (const [id, , old, fresh, start, end, at, credit, charge, total] of vectors('proration.tsv'))
		test(`the worked case ${id}`, () => {
			const done = prorate({ old, new: fresh, start, end, at });
			assert.equal(done.status, DONE, done.stderr);
			const found = JSON.parse(done.stdout);
			for (const [name, wanted] of Object.entries({ credit, charge, total }))
				if (wanted !== '-')
					assert.equal(found[name], Number(wanted), name);
		});
	test('0 is a legal price, on either side', () => {
		assert.equal(prorate({ old: 0 }).stdout, '{"credit":0,"charge":3386,"total":3386}\n');
		assert.equal(prorate({ new: 0 }).stdout, '{"credit":-1354,"charge":0,"total":-1354}\n');
	});
	test('the largest prices keep every cent', () => {
		const most = '1000000000000000';
		assert.equal(prorate({ old: most, new: most, at: '2026-05-31' }).stdout,
			'{"credit":-32258064516129,"charge":32258064516129,"total":0}\n');
	});
	for (const [name, value] of [['old', '-1'], ['new', '19.99'], ['old', 'much'], ['old', '0x10'],
		['old', '1e3'], ['old', ' 1'], ['old', '+1'], ['new', '1000000000000001'],
		['new', '99999999999999999999'], ['start', '2026-02-30'], ['end', '2026-13-01'],
		['at', '11.05.2026'], ['at', '2026-5-11'], ['at', '2026-05-11T00:00:00Z'], ['start', '']])
		test(`--${name} ${value} is wrong usage`, () =>
			fails(MISUSED, new RegExp(`^palierctl: --${name} `), prorate({ [name]: value })));
	for (const name of Object.keys(words)) {
		test(`--${name} must be given`, () =>
			fails(MISUSED, new RegExp(`--${name} \\w+ is missing`), prorate({ [name]: undefined })));
		test(`--${name} must be given once`, () => fails(MISUSED, new RegExp(`--${name} is given twice`),
			run(['prorate', `--${name}`, words[name], `--${name}=${words[name]}`])));
	}
	test('a date outside the period is refused', () => {
		for (const at of ['2026-04-30', '2026-06-01'])
			fails(REFUSED, new RegExp(`${at} doesn't lie in the period`), prorate({ at }));
	});
	test('a period that ends before it starts, or at once, is refused', () => {
		for (const end of ['2026-04-01', '2026-05-01'])
			fails(REFUSED, /isn't after its start/, prorate({ end }));
	});
	test('a period longer than any is refused', () =>
		fails(REFUSED, /longer than any that is billed/, prorate({ end: '2036-06-01' })));
});

describe('schedule', () => {
	const schedule = (anchor, cycle, count, ...more) =>
		run(['schedule', '--anchor', anchor, '--cycle', cycle, '--count', count, ...more]);

	for (const [anchor, cycle, starts] of vectors('anchors.tsv'))
		test(`${anchor} by the ${cycle}`, () => {
			const wanted = starts.split(' ');
			assert.deepEqual(lines(schedule(anchor, cycle, wanted.length).stdout), wanted);
		});
	test('as JSON, an object a line', () =>
		assert.equal(schedule('2024-01-31', 'month', 2, '--json').stdout,
			'{"start":"2024-02-29"}\n{"start":"2024-03-31"}\n'));
	test('1200 are the most, far into the future', () => {
		const starts = lines(schedule('2199-12-31', 'year', 1200).stdout);
		assert.equal(starts.length, 1200);
		assert.equal(starts[1199], '3399-12-31');
	});
	for (const [anchor, cycle, count, sentence] of [['2024-02-30', 'month', 1, /--anchor is/],
		['2024-01-31', 'week', 1, /one of month\|year/], ['2024-01-31', 'month', 0, /--count is "0"/],
		['2024-01-31', 'month', 1201, /--count is "1201"/], ['2024-01-31', 'month', 'x', /--count is "x"/]])
		test(`${anchor} ${cycle} ${count} is wrong usage`, () =>
			fails(MISUSED, sentence, schedule(anchor, cycle, count)));
	test('each option must be given', () =>
		fails(MISUSED, /--count N is missing/,
			run(['schedule', '--anchor', '2024-01-31', '--cycle', 'month'])));
});

describe('init', () => {
	const mode = (...parts) => statSync(path.join(...parts)).mode & 0o7777;

	test('makes a shop that nobody else can look into', () => {
		assert.equal(mode(live), 0o700);
		for (const name of ['conf', 'secrets', 'data', 'log', 'mail'])
			assert.equal(mode(live, name), 0o700, name);
		for (const name of ['conf/site.cfg', 'conf/catalog.cfg', 'secrets/signing', 'data/mark'])
			assert.equal(mode(live, name), 0o600, name);
		assert.match(readFileSync(path.join(live, 'secrets/signing'), 'latin1'), /^[0-9a-f]{64}\n$/);
	});
	test('copies the samples as they are', () => {
		for (const name of ['site.cfg', 'catalog.cfg'])
			assert.deepEqual(readFileSync(path.join(live, 'conf', name)),
				readFileSync(path.join(root, 'conf', name)));
	});
	test('says what it made, and what comes next', () => {
		const said = succeeds(place('fresh'), 'init');
		assert.match(said, /^made {2}\S+\/conf\/site\.cfg\n/);
		assert.match(said, /\npublished catalogue 1\n/);
		assert.match(said, /edit \S+\/conf\/site\.cfg[^]*config check[^]*demo`/);
	});
	test('can be repeated: what exists stays', () => {
		const shop = copyOf(demo), secret = readFileSync(path.join(shop, 'secrets/signing'));
		edit(path.join(shop, 'conf/site.cfg'), text => text + '# mine\n');
		const said = objects(succeeds(shop, 'init', '--json'));
		assert.ok(said.every(each => each.made === false), JSON.stringify(said));
		assert.deepEqual(readFileSync(path.join(shop, 'secrets/signing')), secret);
		assert.match(readFileSync(path.join(shop, 'conf/site.cfg'), 'utf8'), /# mine\n$/);
		assert.equal(objects(succeeds(shop, 'verify', '--json')).at(-1).customers, 35);
	});
	test('makes what is missing', () => {
		const shop = copyOf(demo);
		rmSync(path.join(shop, 'mail'), { recursive: true });
		rmSync(path.join(shop, 'conf/catalog.cfg'));
		succeeds(shop, 'init');
		assert.equal(mode(shop, 'mail'), 0o700);
		assert.ok(existsSync(path.join(shop, 'conf/catalog.cfg')));
	});
	test('adds the tables that an older version did not have, and only it does', () => {
		const shop = copyOf(demo);
		rmSync(path.join(shop, 'data/imports.db'));
		for (const words of [['verify'], ['customer', 'list']])
			fails(REFUSED, /an older version made this store, which lacks tables\. Add them with `palierctl --shop .* init`/, palierctl(shop, ...words));
		assert.ok(!existsSync(path.join(shop, 'data/imports.db')));
		const made = objects(succeeds(shop, 'init', '--json')).filter(each => each.made).map(each => each.path);
		assert.deepEqual(made, [path.join(shop, 'data/imports.db')], 'what it added is said');
		assert.ok(existsSync(path.join(shop, 'data/imports.db')));
		assert.equal(objects(succeeds(shop, 'verify', '--json')).at(-1).customers, 35);
	});
	test('writes the kind and the address into its copy, and nothing else', () => {
		const shop = place('asked');
		succeeds(shop, 'init', '--kind', 'test', '--address', 'https://shop.example.com');
		assert.equal(readFileSync(path.join(shop, 'conf/site.cfg'), 'utf8'),
			readFileSync(path.join(root, 'conf/site.cfg'), 'utf8')
				.replace('kind = "live"', 'kind = "test"')
				.replace('address = "http://127.0.0.1:8080"', 'address = "https://shop.example.com"'));
	});
	test('a demo or test shop has a clock from the first day, a live one has none', () => {
		assert.equal(statSync(path.join(demo, 'data/clock')).size, 8);
		assert.ok(!existsSync(path.join(live, 'data/clock')));
	});
	test('makes the folders above, open as folders are', () => {
		const above = place('above');
		succeeds(path.join(above, 'deep', 'shop'), 'init');
		assert.equal(mode(above, 'deep'), 0o755);
		assert.equal(mode(above, 'deep', 'shop'), 0o700);
	});
	test('another kind or address than a shop has is refused', () => {
		const words = [['--kind', 'live'], ['--address', 'https://other.example.com']];
		for (const more of words) {
			const before = readFileSync(path.join(demo, 'conf/site.cfg'));
			fails(REFUSED, /conf\/site\.cfg is there already and has another kind or address/,
				palierctl(demo, 'init', ...more));
			assert.deepEqual(readFileSync(path.join(demo, 'conf/site.cfg')), before);
		}
	});
	test('a refused address leaves the next try free', () => {
		const shop = place('retried');
		const first = palierctl(shop, 'init', '--kind', 'demo', '--address', 'https://shop.example.com');
		assert.equal(first.status, REFUSED);
		assert.match(first.stderr, /site\.cfg.*must be on 127\.0\.0\.1/);
		succeeds(shop, 'init', '--kind', 'demo');
	});
	test('samples come from --conf when it is given', () => {
		const samples = place('samples'), shop = place('sampled');
		cpSync(path.join(root, 'conf'), samples, { recursive: true });
		edit(path.join(samples, 'site.cfg'), text => text.replace('"Harmony"', '"Mine"'));
		succeeds(shop, 'init', '--conf', samples);
		assert.match(readFileSync(path.join(shop, 'conf/site.cfg'), 'utf8'), /^name = "Mine"/m);
		fails(REFUSED, /\/nowhere\/site\.cfg: can't be read \(No such file or directory\)/,
			palierctl(place('unsampled'), 'init', '--conf', '/nowhere'));
	});
	test('samples of an installed command lie in share/palier/conf', () => {
		const prefix = place('prefix'), installed = path.join(prefix, 'bin/palierctl');
		mkdirSync(path.join(prefix, 'share/palier'), { recursive: true });
		mkdirSync(path.join(prefix, 'bin'));
		cpSync(program, installed);
		cpSync(path.join(root, 'conf'), path.join(prefix, 'share/palier/conf'), { recursive: true });
		edit(path.join(prefix, 'share/palier/conf/site.cfg'), text =>
			text.replace('"Harmony"', '"Installed"'));
		const shop = place('installed');
		const done = run(['--shop', shop, 'init'], { program: installed });
		assert.equal(done.status, DONE, done.stderr);
		assert.match(readFileSync(path.join(shop, 'conf/site.cfg'), 'utf8'), /^name = "Installed"/m);
	});
	test('a file where the shop should be is refused', () =>
		fails(REFUSED, /conf: can't be made \(Not a directory\)/, palierctl(write('file', ''), 'init')));
	test('a catalogue that does not hold together is refused with its line', () => {
		const samples = place('samples');
		cpSync(path.join(root, 'conf'), samples, { recursive: true });
		edit(path.join(samples, 'catalog.cfg'), text => text.replace('rank = 1;', 'rank = 9;'));
		const done = palierctl(place('badly'), 'init', '--conf', samples);
		assert.equal(done.status, REFUSED);
		assert.match(done.stderr, /conf\/catalog\.cfg:\d+: .*List editions from the lowest/);
	});
});

describe('demo', () => {
	test('makes a live shop without customers a demo, and prints who is in it', () => {
		const shop = copyOf(live), file = path.join(shop, 'conf/site.cfg');
		chmodSync(file, 0o640);
		const said = succeeds(shop, 'demo');
		for (const name of ['essentials', 'advanced', 'premium', 'studio', 'operator'])
			assert.ok(lines(said).includes(`${name}@example.com`), name);
		assert.match(said, /demo-palier-2026/);
		assert.equal(readFileSync(file, 'utf8'),
			readFileSync(path.join(live, 'conf/site.cfg'), 'utf8')
				.replace('kind = "live"', 'kind = "demo"'));
		assert.equal(statSync(file).mode & 0o7777, 0o640);
		assert.ok(existsSync(path.join(shop, 'data/clock')));
		assert.ok(!existsSync(file + '.new'));
	});
	test('as JSON, a customer a line', () => {
		const shop = place('json');
		succeeds(shop, 'init', '--kind', 'test');
		assert.deepEqual(objects(succeeds(shop, 'demo', '--json'))[0],
			{ email: 'essentials@example.com', password: 'demo-palier-2026' });
	});
	test('can be run again, for more', () => {
		const shop = copyOf(demo);
		succeeds(shop, 'demo', '--customers', 40);
		assert.equal(objects(succeeds(shop, 'verify', '--json')).at(-1).customers, 45);
	});
	test('customers have histories: one to three subscriptions, upgrades, invoices', () => {
		const shop = place('histories'), again = place('histories');
		for (const each of [shop, again]) {
			succeeds(each, 'init', '--kind', 'demo');
			succeeds(each, 'demo', '--customers', 300);
		}
		const entries = objects(succeeds(shop, 'journal', '--json')).map(({ at, ...entry }) => entry);
		const of = kind => entries.filter(entry => entry[kind] && entry.customer > 5);
		const counts = new Map();
		for (const { customer } of of('added'))
			counts.set(customer - 5, (counts.get(customer - 5) ?? 0) + 1);
		assert.equal(counts.size, 300);
		for (const [number, count] of counts)
			assert.equal(count, { 1: 3, 4: 2, 7: 2 }[number % 10] ?? 1, `customer ${number}`);
		assert.ok(of('change').length > 15 && of('change').length < 100, `${of('change').length} upgrades`);
		for (const { actor, customer, invoice, change } of of('change')) {
			assert.equal(actor, customer);
			assert.equal(invoice.subscription, change.subscription);
		}
		assert.ok(of('invoice').length > 600);
		const [sums] = objects(succeeds(shop, 'verify', '--json'));
		assert.equal(sums.mails, 0);
		// The same for the same number, and left alone when it is there.
		succeeds(again, 'demo', '--customers', 300);
		assert.deepEqual(objects(succeeds(again, 'journal', '--json')).map(({ at, ...entry }) => entry), entries);
	});
	test('a live shop that has customers is refused, and stays live', () => {
		const shop = copyOf(demo), file = path.join(shop, 'conf/site.cfg');
		edit(file, text => text.replace('kind = "demo"', 'kind = "live"'));
		fails(REFUSED, /is a live shop: it has customers/, palierctl(shop, 'demo'));
		assert.match(readFileSync(file, 'utf8'), /^kind = "live"/m);
	});
	test('a live shop on a public address is refused', () => {
		const shop = place('public');
		succeeds(shop, 'init', '--address', 'https://shop.example.com');
		fails(REFUSED, /a demo shop's address must be on 127\.0\.0\.1/, palierctl(shop, 'demo'));
		assert.match(readFileSync(path.join(shop, 'conf/site.cfg'), 'utf8'), /^kind = "live"/m);
	});
	test('a catalogue without Harmony is refused', () => {
		const shop = place('other');
		succeeds(shop, 'init', '--kind', 'demo');
		edit(path.join(shop, 'conf/catalog.cfg'), text =>
			text.replaceAll('id = "harmony"', 'id = "melody"'));
		succeeds(shop, 'catalog', 'publish');
		fails(REFUSED, /doesn't sell Harmony/, palierctl(shop, 'demo'));
	});
});

describe('session open', () => {
	test('prints a cookie per customer, in the order asked', () => {
		const emails = ['premium@example.com', 'ESSENTIALS@example.com', 'operator@example.com'];
		const tokens = lines(succeeds(demo, 'session', 'open', ...emails));
		assert.equal(tokens.length, 3);
		for (const token of tokens)
			assert.match(token, /^[A-Za-z0-9_-]{43}$/);
		assert.equal(new Set(tokens).size, 3);
		assert.equal(objects(succeeds(demo, 'session', 'open', '--json', ...emails))[1].email, emails[1]);
	});
	test('an unknown address is said, and prints nothing', () => {
		const done = palierctl(demo, 'session', 'open', 'nobody@example.com', 'premium@example.com', 'x');
		assert.equal(done.status, REFUSED);
		assert.equal(lines(done.stdout).length, 1);
		assert.equal(done.stderr, 'palierctl: nobody@example.com: no customer has this address.\n' +
			'palierctl: x: no customer has this address.\n');
	});
	test('more than one slice of them', () => {
		const emails = Array.from({ length: 2050 }, (_, i) =>
			`customer${String(i % 30 + 1).padStart(6, '0')}@example.com`);
		const tokens = lines(succeeds(copyOf(demo), 'session', 'open', ...emails));
		assert.equal(new Set(tokens).size, 2050);
	});
	test('a locked customer gets none', () => {
		const shop = copyOf(demo);
		assert.equal(run([shop, 'lock'], { program: damage }).status, 0);
		fails(REFUSED, /advanced@example\.com is locked/,
			palierctl(shop, 'session', 'open', 'advanced@example.com'));
	});
	test('is refused in a live shop', () =>
		fails(REFUSED, /live is a live shop: .*Use a demo or test shop/,
			palierctl(live, 'session', 'open', 'essentials@example.com')));
});

describe('clock', () => {
	const now = shop => objects(succeeds(shop, 'clock', '--json'))[0];
	const seconds = text => Date.parse(text) / 1000;

	test('shows the machine\'s time, in the shop\'s zone, until it is moved', () => {
		const shown = now(demo);
		assert.equal(shown.ahead, 0);
		assert.match(shown.now, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/);
		assert.ok(Math.abs(seconds(shown.now) - Date.now() / 1000) < 5);
		assert.match(succeeds(demo, 'clock', 'show'), /, as the machine's\n$/);
	});
	test('is set to an instant, forwards and back', () => {
		const shop = copyOf(demo);
		for (const to of ['2030-12-01T10:00:00+01:00', '2020-02-29T23:59:59Z']) {
			succeeds(shop, 'clock', 'set', to);
			assert.ok(Math.abs(seconds(now(shop).now) - seconds(to)) < 5, to);
		}
		assert.match(succeeds(shop, 'clock'), /seconds behind the machine's\n$/);
	});
	test('days keep the time of day when summer time begins', () => {
		const shop = copyOf(demo);
		succeeds(shop, 'clock', 'set', '2027-03-01T10:00:00+01:00');
		assert.match(succeeds(shop, 'clock', 'advance', '30d'), /^2027-03-31T10:00:0\d\+02:00/);
	});
	test('hours, minutes and seconds are what they are', () => {
		const shop = copyOf(demo);
		succeeds(shop, 'clock', 'set', '2027-03-01T10:00:00+01:00');
		succeeds(shop, 'clock', 'advance', '24h');
		succeeds(shop, 'clock', 'advance', '90m');
		assert.match(succeeds(shop, 'clock', 'advance', '30s'), /^2027-03-02T11:30:3\d\+01:00/);
	});
	test('what is due later counts from the moved clock', () => {
		const shop = place('moved');
		succeeds(shop, 'init', '--kind', 'demo');
		succeeds(shop, 'clock', 'set', '2027-05-11T12:00:00+02:00');
		succeeds(shop, 'demo');
		assert.match(succeeds(shop, 'journal'), /2027-05-11T12:00:0\d\+02:00 .*invoice 2027-000001 /);
	});
	test('can not leave the calendar', () => {
		const shop = copyOf(demo);
		fails(REFUSED, /can't leave the years 1970 to 2199/, palierctl(shop, 'clock', 'advance', '99999d'));
		fails(REFUSED, /can't leave the years/, palierctl(shop, 'clock', 'advance', '99999999d'));
		assert.equal(now(shop).ahead, 0);
	});
	test('is refused in a live shop', () => {
		for (const words of [['show'], ['set', '2030-12-01T10:00:00+01:00'], ['advance', '1d'], []])
			fails(REFUSED, /is a live shop: its clock is the machine's/, palierctl(live, 'clock', ...words));
		assert.ok(!existsSync(path.join(live, 'data/clock')));
	});
});

describe('catalog', () => {
	const sample = path.join(root, 'conf/catalog.cfg');
	const changed = (from, to) => {
		const text = readFileSync(sample, 'utf8');
		assert.ok(text.includes(from), from);
		return write('catalog.cfg', text.replace(from, to));
	};

	test('check says what a file holds, and takes the shop\'s when none is named', () => {
		assert.match(succeeds(demo, 'catalog', 'check'),
			/conf\/catalog\.cfg holds together: 2 products, 5 editions, 30 prices, 9 cases/);
		assert.deepEqual(objects(succeeds('/nowhere', 'catalog', 'check', sample, '--json')), [{
			checked: sample, products: 2, editions: 5, prices: 30, cases: 9 }]);
	});
	test('check refuses a file with its line and a remedy', () => {
		const file = changed('minor = 4000L', 'minor = 4000');
		fails(REFUSED, new RegExp(`^palierctl: ${file}:\\d+: .*must end with an L`),
			palierctl(demo, 'catalog', 'check', file));
		fails(REFUSED, /\/nowhere\.cfg.*can't be read \(No such file/,
			palierctl(demo, 'catalog', 'check', '/nowhere.cfg'));
	});
	test('preview tells each change, and changes nothing', () => {
		const text = readFileSync(sample, 'utf8')
			.replace('cycle = "month"; minor = 4000L', 'cycle = "month"; minor = 4100L')
			.replace('name = "Solo"', 'name = "Alone"')
			.replace('change = "cycle"; rank = "same"; result = "illegal"', 'change = "cycle"; ' +
				'rank = "same"; product = "harmony"; result = "illegal"');
		const file = write('catalog.cfg', text);
		assert.deepEqual(lines(succeeds(demo, 'catalog', 'preview', file)), [
			'harmony/advanced: 40.00 EUR becomes 41.00 EUR per month',
			'storyboard/solo: "Solo" is called "Alone"',
			'policy: 9 cases become 9 others',
		]);
		assert.match(succeeds(demo, 'catalog', 'preview'), /is what catalogue 1 says: nothing would change/);
	});
	test('preview tells of what comes and what goes', () => {
		const text = readFileSync(sample, 'utf8')
			.replace('id = "solo"', 'id = "single"')
			.replaceAll(/\{ currency = "CAD"; cycle = "year"; {2}minor = \d+L; \},?/g, '')
			.replaceAll(/,(\s*\);)/g, '$1');
		const said = objects(succeeds(demo, 'catalog', 'preview', '--json',
			write('catalog.cfg', text)));
		const has = (what, change, detail) => said.some(each => each.what === what &&
			each.change === change && each.detail === detail);
		assert.ok(has('harmony/premium', 'removed', 'CAD/year'), JSON.stringify(said));
		assert.ok(has('storyboard/single', 'added', 'edition'));
		assert.ok(has('storyboard/single', 'added', 'EUR/month'));
		assert.ok(has('storyboard/solo', 'removed', 'edition'));
		assert.equal(said.length, 3 + 1 + 1 + 5 + 1);
	});
	test('publish puts a new version in force, once', () => {
		const shop = copyOf(demo), file = changed('minor = 4000L', 'minor = 4200L');
		assert.equal(succeeds(shop, 'catalog', 'publish', file), 'catalogue 2 is in force\n');
		assert.equal(succeeds(shop, 'catalog', 'publish', file),
			'catalogue 2 says the same and stays in force\n');
		assert.equal(succeeds(shop, 'catalog', 'publish', '--json'), '{"catalogue":3,"published":true}\n');
		assert.equal(objects(succeeds(shop, 'verify', '--json')).at(-1).findings, 0);
	});
	test('publish refuses what does not hold together', () => {
		const shop = copyOf(demo);
		fails(REFUSED, /:\d+: /, palierctl(shop, 'catalog', 'publish', changed('rank = 2', 'rank = 1')));
		assert.equal(succeeds(shop, 'catalog', 'publish'), 'catalogue 1 says the same and stays in force\n');
	});
});

describe('config check', () => {
	function finds(sentence, change) {
		const shop = copyOf(live);
		change(shop);
		const done = palierctl(shop, 'config', 'check');
		assert.equal(done.status, REFUSED, done.stdout);
		assert.match(done.stderr, sentence);
		assert.match(done.stdout, /^wrong {2}/m);
		assert.equal(lines(done.stderr).length, 1);
	}
	const site = (shop, from, to) =>
		edit(path.join(shop, 'conf/site.cfg'), text => text.replace(from, to));

	test('says each thing that it looked at', () => {
		const said = lines(succeeds(live, 'config', 'check'));
		assert.equal(said.length, 14);
		for (const what of [/conf\/site\.cfg$/, /address http:\S+, on this machine alone$/, /zone Europe\/Paris$/, /conf\/catalog\.cfg$/,
			/secrets\/signing$/, /secrets\/lasting$/, /secrets\/\*, who may read them$/, /log\/palier\.log$/, /disk, \d+ MiB free$/])
			assert.equal(said.filter(line => what.test(line)).length, 1, `${what}\n${said.join('\n')}`);
		assert.ok(said.every(line => line.startsWith('good ')), said.join('\n'));
		assert.ok(objects(succeeds(live, 'config', 'check', '--json')).every(each => each.good));
	});
	test('finds a mistake in site.cfg, with its line', () =>
		finds(/conf\/site\.cfg:\d+: "kind" must be one of/, shop => site(shop, 'kind = "live"',
			'kind = "alive"')));
	const withMail = shop => edit(path.join(shop, 'conf/site.cfg'), text => text.replace(
		'host = "";', 'host = "mail.example.com";').replace('user = "";', 'user = "shop";'));
	test('finds that the mail server’s password is missing, empty, or read by others', () => {
		finds(/secrets\/mail: can't be read \(No such file.*password of "shop" at mail\.example\.com.*`chmod 600`/, withMail);
		finds(/secrets\/mail: is empty/, shop => {
			withMail(shop);
			writeFileSync(path.join(shop, 'secrets/mail'), '', { mode: 0o600 });
		});
		finds(/secrets\/mail: others may read this secret\. Run `chmod 600` on it/, shop => {
			withMail(shop);
			writeFileSync(path.join(shop, 'secrets/mail'), 'x\n');
			chmodSync(path.join(shop, 'secrets/mail'), 0o644);
		});
		const shop = copyOf(live);
		withMail(shop);
		writeFileSync(path.join(shop, 'secrets/mail'), 'x\n', { mode: 0o600 });
		assert.match(succeeds(shop, 'config', 'check'), /^good {3}\S+secrets\/mail$/m);
	});
	test('finds an address where passwords would travel in the clear', () =>
		finds(/nobody can sign in.*Use https/, shop => site(shop, 'http://127.0.0.1:8080',
			'http://shop.example.com')));
	test('finds an unknown zone', () =>
		finds(/"zone" is "Europe\/Atlantis"/, shop => site(shop, 'Europe/Paris', 'Europe/Atlantis')));
	test('finds a mistake in catalog.cfg', () =>
		finds(/conf\/catalog\.cfg:\d+: /, shop => edit(path.join(shop, 'conf/catalog.cfg'),
			text => text.replace('cycle = "month"; minor', 'cycle = "moon"; minor'))));
	test('finds a secret that others may read', () =>
		finds(/secrets\/signing: others may read this secret\. Run `chmod 600` on it/,
			shop => chmodSync(path.join(shop, 'secrets/signing'), 0o640)));
	test('finds a folder that others may look into', () =>
		finds(/data: others may look into it\. Run `chmod 700` on it/,
			shop => chmodSync(path.join(shop, 'data'), 0o755)));
	test('finds a configuration that others may change', () =>
		finds(/conf: others may change it\. Run `chmod go-w` on it/,
			shop => chmodSync(path.join(shop, 'conf'), 0o770)));
	test('finds a missing folder', () =>
		finds(/mail: No such file or directory\. `palierctl init` makes what is missing/,
			shop => rmSync(path.join(shop, 'mail'), { recursive: true })));
	test('a shop with such a secret is refused by every command, and isn\'t damaged', () => {
		const shop = copyOf(demo);
		chmodSync(path.join(shop, 'secrets/signing'), 0o644);
		for (const words of [['verify'], ['journal'], ['session', 'open', 'premium@example.com']])
			fails(REFUSED, /others may read this secret/, palierctl(shop, ...words));
	});
});

describe('journal', () => {
	test('one customer\'s entries, the oldest first', () => {
		const [head, ...rows] = lines(succeeds(demo, 'journal', '--customer', 'Advanced@Example.com'));
		assert.match(head, /^AT +CUSTOMER NUMBER {2}ACTOR {2}WHAT$/);
		assert.match(rows[0], / 2 +1 +0 {2}customer added$/);
		assert.match(rows[1], / 2 +2 +0 {2}subscription 2 added: harmony\/advanced, 1 seat, 40\.00 EUR per month$/);
		assert.match(rows[2], / 2 +3 +0 {2}invoice \d{4}-\d{6} of 40\.00 EUR$/);
		assert.equal(rows.length, 3);
	});
	test('everybody\'s, customer by customer, with ids only', () => {
		const text = succeeds(demo, 'journal', '--json'), entries = objects(text);
		const [{ entries: all }] = objects(succeeds(demo, 'verify', '--json'));
		assert.equal(entries.length, all);
		const order = entries.map(each => each.customer * 1000 + each.number);
		assert.deepEqual(order, [...order].sort((a, b) => a - b));
		assert.doesNotMatch(text, /@|Moreau|argon/);
		assert.deepEqual(entries[1].added, { subscription: 1, product: 'harmony', edition: 'essentials',
			seats: 1, cycle: 'month', price: 2000, anchor: entries[1].added.anchor });
		assert.equal(entries[2].invoice.gross, 2000);
	});
	test('of an empty shop there is nothing', () =>
		assert.equal(succeeds(live, 'journal', '--json'), ''));
	test('an unknown customer is refused', () =>
		fails(REFUSED, /nobody@example\.com: no customer has this address/,
			palierctl(demo, 'journal', '--customer', 'nobody@example.com')));
});

describe('verify', () => {
	test('a sound shop is quiet, and the sums are told', () => {
		const [sums] = objects(succeeds(demo, 'verify', '--json'));
		assert.equal(sums.customers, 35);
		assert.equal(sums.subscriptions, 48);
		assert.equal(sums.findings, 0);
		assert.equal(sums.count, sums.entries);
		assert.equal(sums.mark, sums.entries);
		assert.equal(sums.entries, 35 + 48 + sums.invoices);
		assert.equal(sums.mails, 0);
		assert.match(succeeds(demo, 'verify'),
			/^35 customers, 48 subscriptions, \d+ invoices, \d+ journal entries; 0 mails, 0 of them waiting; [^\n]+\nthe shop holds what its journal says\n$/);
		assert.match(succeeds(live, 'verify'), /^0 customers, /);
	});
	test('2,000 demo customers are sound, quietly and within seconds', () => {
		const shop = place('large');
		succeeds(shop, 'init', '--kind', 'demo');
		succeeds(shop, 'demo', '--customers', 2000);
		const began = Date.now();
		const [sums] = objects(succeeds(shop, 'verify', '--json'));
		assert.equal(sums.customers, 2005);
		assert.equal(sums.findings, 0);
		assert.ok(Date.now() - began < 5000);
	});

	test('customers may come and go on meanwhile', async () => {
		const shop = copyOf(demo);
		const filling = spawn(program, ['--shop', shop, 'demo', '--customers', '3000'],
			{ stdio: 'ignore' });
		const ended = new Promise(resolve => filling.on('exit', resolve));
		let runs = 0, status = null;
		ended.then(code => (status = code));
		while (status === null && runs < 200) {
			succeeds(shop, 'verify');
			runs++;
			await new Promise(resolve => setImmediate(resolve));
		}
		assert.equal(await ended, DONE);
		assert.ok(runs > 1, `${runs} runs`);
	});
	test('on a terminal a bar says how far it is, and goes away', () => {
		const command = `${program} --shop ${copyOf(demo)} verify`;
		const done = run(['-qec', command, '/dev/null'], { program: 'script' });
		assert.match(done.stdout, /\rcustomers verified \[[.#]{30}\] \d+ of 35/);
		assert.match(done.stdout, /\r\x1b\[K35 customers, /);
	});

	function findings(shop) {
		const done = palierctl(shop, 'verify', '--json');
		assert.equal(done.status, DAMAGED, done.stdout + done.stderr);
		const said = objects(done.stdout), sums = said.pop();
		assert.equal(sums.findings, said.length);
		assert.match(done.stderr, /lost its end/.test(done.stdout) && said.length === 1
			? /has lost its last entries, and nothing else\. Restore the last backup; without one/
			: new RegExp(`^palierctl: ${shop} is damaged: ${said.length} ` +
				`findings?\\. Restore the last backup\\.\\n$`));
		return said.map(each => each.finding);
	}
	const year = '\\d{4}';
	const spoilt = [
		['price', ['Subscription 2 of customer 2 isn\'t what the journal says\\.']],
		['total', [`Invoice ${year}-000002: its lines don't sum to its total\\.`,
			`Invoice ${year}-000002 isn't what the journal says\\.`]],
		['due', [`Invoice ${year}-000002 isn't what the journal says\\.`]],
		['invoice', ['Customer 2 has 0 invoices; by the journal it is 1\\.',
			`can't be found; the first is ${year}-000002\\.`]],
		['entry', ['Customer 2: the chain is broken at entry 2\\.',
			'Customer 2: the record speaks of 3 entries, the journal has 2\\.',
			'The journal holds \\d+ entries, but the store counts \\d+\\.']],
		['last-entry', ['Customer 2: the record speaks of 3 entries, the journal has 2\\.',
			'Customer 2 has 1 invoices; by the journal it is 0\\.', 'isn\'t what the journal says',
			'The journal holds']],
		['last-hash', ['Customer 2: the last entry isn\'t the one that the record ends with\\.']],
		['mark', ['The store counts \\d+ entries, but \\d+ were promised: it has lost its end\\.']],
		['counter', [`Of the \\d+ invoice numbers given in ${year}, 1 can't be found`]],
		['customer-counter', ['Counter customer stands at 34; the last one there is has number 35\\.']],
		['subscription-counter', ['Counter subscription stands at 49; the last one there is has number 48\\.']],
		['catalogue', ['Counter catalogue stands at 1; the last one there is has number 0\\.']],
		['customer', ['The journal holds', 'Table emails has 35 records; by the customers\' books it is 34',
			'Table subscriptions', 'Table owners', 'Table invoices', 'Table journal_entries',
			'can\'t be found']],
		['number', ['Customer 2: the record says that its number is 1\\.',
			'Customer 2 isn\'t found by the address for mail\\.']],
		['count', ['Customer 2: the record speaks of 1152921504606846976 entries, the journal has 3\\.']],
		['email', ['Customer 2 isn\'t found by the address for mail\\.', 'Table emails']],
		['owner', ['Subscription 2 of customer 2 isn\'t found by its number\\.', 'Table owners']],
		['orphan', ['Table subscriptions has 49 records; by the customers\' books it is 48\\.']],
		['outbox', ['Table outbox_entries can\'t be read on behind its first 0 records\\.']],
		['mail', ['Mail 9 waits though it has left\\.', 'Mail 9: the last number given is 0\\.',
			'Mail 9: the last number given is 0\\.']],
		['lock', ['Customer 2 is locked; by the journal it is unlocked\\.']],
		['record', ['The customer behind number 1 can\'t be read\\.',
			'Table customers can\'t be read on']],
	];
	for (const [kind, sentences] of spoilt)
		test(`finds what is spoilt: ${kind}`, () => {
			const shop = copyOf(demo);
			const done = run([shop, kind], { program: damage });
			assert.equal(done.status, 0, done.stderr);
			const found = findings(shop);
			assert.equal(found.length, sentences.length, found.join('\n'));
			sentences.forEach((sentence, i) => assert.match(found[i], new RegExp(sentence)));
		});
	test('a store that has lost its end takes no more writes, and says so', () => {
		const shop = copyOf(demo);
		assert.equal(run([shop, 'mark'], { program: damage }).status, 0);
		for (const words of [['session', 'open', 'premium@example.com'], ['demo', '--customers', 31],
			['catalog', 'publish']])
			fails(DAMAGED, /the store lost its last entries and takes no more\. Restore the last backup/,
				palierctl(shop, ...words));
	});
	test('what is left of such a store is accepted, and it goes on', () => {
		const shop = copyOf(demo), spoil = () =>
			assert.equal(run([shop, 'mark'], { program: damage }).status, 0);
		const journal = succeeds(shop, 'journal', '--json');
		const entries = objects(journal).length;
		spoil();
		assert.match(succeeds(shop, 'verify', '--accept'), new RegExp(
			`\naccepted: the shop goes on from the ${entries} entries it has; 5 that were promised are missing\n$`));
		assert.equal(succeeds(shop, 'journal', '--json'), journal);
		assert.equal(objects(succeeds(shop, 'verify', '--json')).at(-1).mark, entries);
		succeeds(shop, 'demo', '--customers', 31);
		succeeds(shop, 'verify');
		spoil();
		assert.deepEqual(objects(succeeds(shop, 'verify', '--accept', '--json')).at(-1),
			{ accepted: objects(succeeds(shop, 'journal', '--json')).length, missing: 5 });
	});
	function acceptFails(shop, status, sentence) {
		const done = palierctl(shop, 'verify', '--accept');
		assert.equal(done.status, status, done.stdout + done.stderr);
		assert.match(done.stderr, sentence);
		assert.doesNotMatch(done.stdout, /accepted/);
	}
	test('a sound shop has nothing to accept, and a damaged one keeps its mark', () => {
		const shop = copyOf(demo), mark = () => readFileSync(path.join(shop, 'data/mark'));
		acceptFails(shop, REFUSED, /misses no entries, so there is nothing to accept/);
		for (const kind of ['price', 'mark'])
			assert.equal(run([shop, kind], { program: damage }).status, 0);
		const before = mark();
		acceptFails(shop, DAMAGED, /has findings that can't be accepted\. Restore the last backup/);
		assert.deepEqual(mark(), before);
		fails(DAMAGED, /takes no more/, palierctl(shop, 'demo', '--customers', 31));
	});
	test('a price that isn\'t the journal\'s can\'t be accepted', () => {
		const shop = copyOf(demo);
		assert.equal(run([shop, 'price'], { program: damage }).status, 0);
		acceptFails(shop, DAMAGED, /has findings that can't be accepted/);
	});
	test('a page that was altered on the disk', () => {
		const shop = copyOf(demo), data = path.join(shop, 'data');
		// A copy as a backup is: without the regions, which hold pages of their own.
		for (const name of readdirSync(data))
			if (name.startsWith('__db') || name.startsWith('gate.'))
				rmSync(path.join(data, name));
		const sound = copyOf(shop);
		assert.equal(objects(succeeds(sound, 'verify', '--json')).at(-1).findings, 0);
		const file = path.join(data, 'customers.db'), size = statSync(file).size;
		const handle = openSync(file, 'r+');
		writeSync(handle, Buffer.alloc(8, 0x55), 0, 8, size - 1000);
		closeSync(handle);
		fails(DAMAGED, /data: the store can't be opened \(broken\)/, palierctl(shop, 'verify'));
	});
});

describe('as root', { skip: !isRoot && 'only root can give a shop away' }, () => {
	const ids = { uid: 65534, gid: 65534 }; // nobody
	const files = directory => [directory, ...readdirSync(directory, { recursive: true })
		.map(name => path.join(directory, name))];

	// Where nobody can't reach the build folder, the shop lies elsewhere.
	function reachable(directory) {
		return spawnSync('test', ['-r', directory], ids).status === 0 ? directory : '/tmp';
	}

	test('every file of a shop belongs to the shop\'s owner', () => {
		chmodSync(folder, 0o755);
		const above = mkdtempSync(path.join(reachable(folder), 'given-'));
		const shop = path.join(above, 'shop');
		try {
			chmodSync(above, 0o755);
			mkdirSync(shop, { mode: 0o700 });
			chownSync(shop, ids.uid, ids.gid);
			const reached = reachable(path.join(root, 'conf')) !== '/tmp';
			const samples = reached ? [] : ['--conf', path.join(above, 'conf')];
			if (!reached)
				cpSync(path.join(root, 'conf'), path.join(above, 'conf'), { recursive: true });
			succeeds(shop, 'init', ...samples);
			succeeds(shop, 'demo', '--customers', 3);
			succeeds(shop, 'clock', 'advance', '1d');
			succeeds(shop, 'session', 'open', 'premium@example.com');
			succeeds(shop, 'catalog', 'publish');
			succeeds(shop, 'journal');
			succeeds(shop, 'verify');
			succeeds(shop, 'config', 'check');
			for (const file of files(shop)) {
				const { uid, gid } = statSync(file);
				assert.deepEqual({ uid, gid }, ids, file);
			}
		} finally {
			rmSync(above, { recursive: true, force: true });
		}
	});
	test('a folder that isn\'t the owner\'s is found', () => {
		const shop = copyOf(live);
		chownSync(path.join(shop, 'mail'), ids.uid, ids.gid);
		const done = palierctl(shop, 'config', 'check');
		assert.equal(done.status, REFUSED);
		assert.match(done.stderr, /mail: belongs to user 65534, and the shop to user 0\. .*`chown`/);
	});
});
