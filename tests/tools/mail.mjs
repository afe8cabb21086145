// Mails leave a shop: as files without a mail server, else over SMTP to smtp-server's peer, which
// refuses, drops the connection at each step, wants TLS and passwords.  What arrived is read by
// mailparser and compared with `palierctl mail list`.  BUILD names the build folder.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync,
	writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');

let folder; // of this run
let empty;  // a demo shop whose copies the tests work on
let certificate, key;

// ---- shops ----------------------------------------------------------------------------------

// Not the kind that waits: the peer answers from this very process.
function run(program, words, env = {}) {
	return new Promise(resolve => {
		const child = spawn(path.join(build, program), words.map(String),
			{ cwd: root, env: { ...process.env, SSL_CERT_FILE: '', ...env } });
		const done = { stdout: '', stderr: '', child };
		child.stdout.on('data', text => (done.stdout += text));
		child.stderr.on('data', text => (done.stderr += text));
		child.once('error', error => resolve({ ...done, status: -1, stderr: error.message }));
		child.once('close', (status, signal) => resolve({ ...done, status, signal }));
		run.last = child;
	});
}

class Shop {
	constructor(directory) {
		this.directory = directory;
	}
	palierctl(...words) {
		return run('bin/palierctl', ['--shop', this.directory, ...words], this.env);
	}
	async does(...words) {
		const done = await this.palierctl(...words);
		assert.equal(done.status, 0, `${words.join(' ')}: ${done.stderr}`);
		return done.stdout;
	}
	async settle() {
		return JSON.parse(await this.does('settle', '--json'));
	}
	async list(state) {
		const text = await this.does('mail', 'list', '--json', ...state ? ['--state', state] : []);
		return text.split('\n').filter(Boolean).map(line => JSON.parse(line));
	}
	async fill(...words) {
		const done = await run('tests/support/mails', [this.directory, ...words]);
		assert.equal(done.status, 0, done.stderr);
	}
	// Tickets of strangers; # in the address is the number.
	tickets(count, changed = {}) {
		const { kind, language, name, email, subject, text } = { kind: 'ticket-opened', language: 'en',
			name: 'Ada', email: 'u#@example.org', subject: 'A question', text: 'Why?', ...changed };
		return this.fill('ticket', count, kind, language, name, email, subject, text);
	}
}

let count = 0;
function copyOf(shop) {
	const copy = path.join(folder, `shop-${++count}`);
	assert.equal(spawnSync('cp', ['-a', '--sparse=always', shop, copy]).status, 0);
	return copy;
}

// A fresh shop; given a peer, one that sends there.
function open(peer, { security = 'none', user = '', host = '127.0.0.1' } = {}) {
	const shop = new Shop(copyOf(empty));
	if (peer) {
		const file = path.join(shop.directory, 'conf/site.cfg');
		const text = readFileSync(file, 'utf8');
		const [begin, end] = [text.indexOf('mail = {'), text.indexOf('};', text.indexOf('mail = {'))];
		writeFileSync(file, `${text.slice(0, begin)}mail = { host = "${host}"; port = ${peer.port}; ` +
			`security = "${security}"; user = "${user}"; ${text.slice(end)}`);
	}
	return shop;
}

function writePassword(shop, password, mode = 0o600) {
	const file = path.join(shop.directory, 'secrets/mail');
	writeFileSync(file, password + '\n');
	chmodSync(file, mode);
}

before(() => {
	mkdirSync(build, { recursive: true });
	folder = mkdtempSync(path.join(build, 'mail-'));
	empty = path.join(folder, 'empty');
	for (const words of [['init', '--kind', 'demo'], ['demo']])
		assert.equal(spawnSync(path.join(build, 'bin/palierctl'), ['--shop', empty, ...words]).status, 0);
	certificate = path.join(folder, 'certificate.pem');
	key = path.join(folder, 'key.pem');
	assert.equal(spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
		'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
		'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate]).status, 0);
});
after(() => rmSync(folder, { recursive: true, force: true }));

// ---- the peer -------------------------------------------------------------------------------

const reply = code => Object.assign(new Error(code >= 500 ? 'no such box' : 'come back later'),
	{ responseCode: code });

// fault(step, recipient): undefined, 451, 550, or 'drop'.  steps: greeting, mail, rcpt, data, body,
// after (the peer has taken the mail), end (it has read the mail, and refuses it).
class Peer {
	static async open(options = {}) {
		const peer = new Peer();
		peer.fault = options.fault ?? (() => undefined);
		peer.taken = [];      // { id, to, bytes, answered, secure, user }
		peer.connections = 0; // that were greeted
		peer.server = new SMTPServer({ logger: false, disabledCommands: ['AUTH'], authOptional: true,
			hideSTARTTLS: true, disableReverseLookup: true, ...options.server,
			onConnect: (session, done) => peer.greet(session, done),
			onMailFrom: (address, session, done) => peer.at('mail', session, done),
			onRcptTo: (address, session, done) => peer.at('rcpt', session, done, address.address),
			onData: (stream, session, done) => peer.read(stream, session, done),
		});
		peer.server.on('error', () => {}); // who hangs up is what is tested
		await new Promise(resolve => peer.server.listen(0, '127.0.0.1', resolve));
		peer.port = peer.server.server.address().port;
		return peer;
	}
	close() {
		for (const one of this.server.connections) one._socket.destroy();
		return new Promise(resolve => this.server.close(resolve));
	}
	connection(session) {
		return [...this.server.connections].find(one => one.session?.id === session.id || one.id === session.id);
	}
	drop(session) {
		this.connection(session)?._socket.destroy();
	}
	greet(session, done) {
		this.connections++;
		const connection = this.connection(session);
		const usual = connection.handler_DATA.bind(connection);
		connection.handler_DATA = (...rest) => {
			if (this.fault('data', this.to(connection.session)) === 'drop') connection._socket.destroy();
			else usual(...rest);
		};
		this.at('greeting', session, done);
	}
	to(session) {
		return session.envelope?.rcptTo?.[0]?.address;
	}
	at(step, session, done, to = this.to(session)) {
		const fault = this.fault(step, to);
		if (fault === 'drop') this.drop(session);
		else done(fault ? reply(fault) : undefined);
	}
	read(stream, session, done) {
		const pieces = [], to = this.to(session);
		let dropped = false;
		stream.on('data', piece => {
			pieces.push(piece);
			dropped ||= this.fault('body', to) === 'drop';
			if (dropped) this.drop(session);
		});
		stream.on('end', () => {
			const bytes = Buffer.concat(pieces).toString('latin1');
			if (dropped) return;
			const refusal = this.fault('end', to);
			if (refusal) return void done(reply(refusal));
			const answered = this.fault('after', to) !== 'drop';
			this.taken.push({ id: /^Message-ID: (.*)\r$/m.exec(bytes)[1], to, bytes, answered,
				from: session.envelope.mailFrom.address, secure: session.secure, user: session.user });
			if (answered) done();
			else this.drop(session);
		});
	}
}

// Goes wrong at that step, for as long as it is asked to.
const always = (step, fault) => asked => (asked === step ? fault : undefined);

async function withPeer(options, work) {
	const peer = await Peer.open(options);
	try {
		await work(peer);
	} finally {
		await peer.close();
	}
}

// ---- without a mail server ------------------------------------------------------------------

describe('without a mail server', () => {
	const mails = shop => readdirSync(path.join(shop.directory, 'mail')).sort();

	test('each mail becomes a file, for its owner alone, and counts as sent', async () => {
		const shop = open();
		await shop.tickets(2);
		assert.deepEqual(await shop.settle(), { sent: 2, postponed: 0, given_up: 0, busy: false });
		assert.deepEqual(mails(shop), ['1-ticket-opened.eml', '2-ticket-opened.eml']);
		assert.equal(statSync(path.join(shop.directory, 'mail/1-ticket-opened.eml')).mode & 0o777, 0o600);
		assert.deepEqual((await shop.list()).map(mail => [mail.mail, mail.state, mail.answer]),
			[[1, 'sent', 'mail/1-ticket-opened.eml'], [2, 'sent', 'mail/2-ticket-opened.eml']]);
	});
	test('a file that can not be written is tried again later', async () => {
		const shop = open();
		await shop.tickets(1);
		const file = path.join(shop.directory, 'mail');
		rmSync(file, { recursive: true });
		assert.equal((await shop.settle()).postponed, 1);
		assert.match((await shop.list())[0].answer, /^mail\/1-ticket-opened\.eml: can't be written \(No such file/);
		mkdirSync(file);
		await shop.does('clock', 'advance', '15m');
		assert.equal((await shop.settle()).sent, 1);
	});
	test('a lock that can not be opened is named in the log, and the store is not blamed', async () => {
		const shop = open(), lock = path.join(shop.directory, 'data/delivery');
		await shop.tickets(1);
		mkdirSync(lock);
		const done = await shop.palierctl('settle');
		assert.equal(done.status, 1);
		assert.match(done.stderr, /Try again in a minute; \S+palier\.log says why/);
		assert.doesNotMatch(done.stderr, /damaged|backup/);
		assert.match(readFileSync(path.join(shop.directory, 'log/palier.log'), 'utf8'),
			/delivery refused file=\S+\/data\/delivery reason="Is a directory" remedy="/);
		rmdirSync(lock);
		assert.equal((await shop.settle()).sent, 1);
	});
	test('an upgrade is told in French, with its invoice', async () => {
		const shop = open();
		await shop.fill('upgrade', 'essentials@example.com');
		await shop.settle();
		const [{ invoice }] = await shop.list();
		const mail = await simpleParser(readFileSync(path.join(shop.directory, 'mail', mails(shop)[0])));
		assert.equal(mail.subject, 'Vous avez maintenant Harmony Advanced');
		assert.equal(mail.to.value[0].address, 'essentials@example.com');
		assert.equal(mail.from.value[0].name, 'Harmony');
		assert.equal(mail.from.value[0].address, 'bonjour@example.com');
		assert.equal(mail.replyTo.value[0].address, 'bonjour@example.com');
		assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
		assert.equal(mail.headers.get('content-language'), 'fr');
		assert.ok(Math.abs(mail.date - Date.now()) < 60000);
		assert.match(mail.text, /Le \d+(?:er)?\u00a0\S+ \d{4}, votre abonnement à Harmony est passé de Essentials à Advanced\./);
		assert.match(mail.text, /Le prochain renouvellement a lieu le \d+(?:er)?\u00a0\S+ \d{4}, pour 40,00\u00a0€\./);
		assert.match(mail.text, /vous payez [\d,]+\u00a0€\./);
		assert.match(mail.text, new RegExp(`^http://127.0.0.1:8080/invoices/${invoice}$`, 'm'));
		assert.match(mail.html, new RegExp(`<html lang="fr">[^]*<a href="http://127.0.0.1:8080/invoices/${invoice}">`));
	});
	test('a ticket is told in English and in French, whatever its letters', async () => {
		const shop = open();
		const text = 'Première ligne\n.\nFrom here: <script>alert(1)</script> 💐\n' + 'mot '.repeat(400);
		const told = { name: 'Zoé « Zéphyrine » de la Très-Longue-Maison-des-Œuvres', text,
			subject: 'Pourquoi 2 < 3 ? ' + 'é'.repeat(60) };
		await shop.tickets(1, { ...told, language: 'en' });
		await shop.tickets(1, { ...told, language: 'fr', kind: 'ticket-new' });
		await shop.settle();
		const [english, french] = await Promise.all(mails(shop).map(name =>
			simpleParser(readFileSync(path.join(shop.directory, 'mail', name)))));
		assert.equal(english.subject, `We have your message: ${told.subject}`);
		assert.equal(french.subject, `Nouveau ticket 2\u00a0: ${told.subject}`);
		assert.equal(english.to.value[0].name, told.name);
		assert.equal(french.to.value[0].address, 'bonjour@example.com');
		for (const line of text.split('\n'))
			for (const mail of [english, french])
				assert.ok(mail.text.includes(`> ${line}\n`), line.slice(0, 40));
		assert.ok(english.html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
		assert.match(english.text, /http:\/\/127\.0\.0\.1:8080\/support\/1\?key=[\w-]{43}$/m);
		assert.match(french.text, /http:\/\/127\.0\.0\.1:8080\/admin\/tickets\/2$/m);
	});
	test('a line end in a name or a subject makes no header', async () => {
		const shop = open();
		await shop.tickets(1, { name: 'Ada\r\nBcc: evil@example.org', subject: 'Hi\r\nX-Evil: 1\r\n\r\nbody' });
		await shop.settle();
		const mail = await simpleParser(readFileSync(path.join(shop.directory, 'mail', mails(shop)[0])));
		assert.equal(mail.headers.has('bcc'), false);
		assert.equal(mail.headers.has('x-evil'), false);
		assert.equal(mail.to.value.length, 1);
	});
});

// ---- over SMTP ------------------------------------------------------------------------------

describe('over SMTP', () => {
	test('many mails go over one connection', () => withPeer({}, async peer => {
		const shop = open(peer);
		await shop.tickets(20);
		assert.equal((await shop.settle()).sent, 20);
		assert.equal(peer.connections, 1);
		assert.deepEqual(peer.taken.map(one => one.to), Array.from({ length: 20 }, (_, i) => `u${i + 1}@example.org`));
		assert.equal(new Set(peer.taken.map(one => one.id)).size, 20);
		assert.equal(peer.taken[0].from, 'bonjour@example.com');
		assert.match((await shop.list())[0].answer, /^250 /);
		assert.equal((await simpleParser(peer.taken[0].bytes)).subject, 'We have your message: A question');
	}));

	for (const step of ['mail', 'rcpt', 'end'])
		test(`451 at ${step}: tried again after 15 minutes`, () => withPeer({ fault: always(step, 451) }, async peer => {
			const shop = open(peer);
			await shop.tickets(2);
			assert.equal((await shop.settle()).postponed, 2);
			const [mail] = await shop.list();
			assert.deepEqual([mail.state, mail.tries, mail.answer], ['waiting', 1, '451 come back later']);
			peer.fault = () => undefined;
			assert.equal((await shop.settle()).sent, 0);
			await shop.does('clock', 'advance', '15m');
			assert.equal((await shop.settle()).sent, 2);
			assert.equal(peer.taken.length, 2);
		}));
	for (const step of ['mail', 'rcpt', 'end'])
		test(`550 at ${step}: given up at once, and the next ones leave`, () => {
			const fault = (asked, to) => (asked === step && (!to || to.startsWith('u2@')) ? 550 : undefined);
			return withPeer({ fault }, async peer => {
				const shop = open(peer);
				await shop.tickets(3);
				const { sent, given_up } = await shop.settle();
				const lost = await shop.list('given-up');
				assert.deepEqual([sent, given_up], step === 'mail' ? [0, 3] : [2, 1]);
				assert.equal(lost[0].answer, '550 no such box');
				assert.equal(peer.taken.length, sent);
			});
		});
	for (const step of ['greeting', 'mail', 'rcpt', 'data', 'body'])
		test(`a connection dropped at ${step}: nothing is lost or sent twice`, () =>
			withPeer({ fault: always(step, 'drop') }, async peer => {
				const shop = open(peer);
				await shop.tickets(2);
				assert.equal((await shop.settle()).postponed, 2);
				assert.equal(peer.taken.length, 0);
				assert.notEqual((await shop.list())[0].answer, '');
				peer.fault = () => undefined;
				await shop.does('clock', 'advance', '15m');
				assert.equal((await shop.settle()).sent, 2);
				assert.equal(peer.taken.length, 2);
			}));
	test('a connection dropped before the last answer: sent again under the same Message-ID', () =>
		withPeer({ fault: always('after', 'drop') }, async peer => {
			const shop = open(peer);
			await shop.tickets(1);
			assert.equal((await shop.settle()).postponed, 1);
			peer.fault = () => undefined;
			await shop.does('clock', 'advance', '15m');
			assert.equal((await shop.settle()).sent, 1);
			assert.equal(peer.taken.length, 2);
			assert.equal(peer.taken[0].id, peer.taken[1].id);
			assert.equal(peer.taken[0].bytes, peer.taken[1].bytes);
		}));
	test('a server that is not there is asked once, not once a mail', async () => {
		const peer = await Peer.open();
		await peer.close();
		const shop = open(peer);
		await shop.tickets(30);
		const start = Date.now();
		assert.equal((await shop.settle()).postponed, 30);
		assert.ok(Date.now() - start < 5000);
		assert.match((await shop.list())[29].answer, /connect/i);
	});
	test('an address that would be a command is never handed on', () => withPeer({}, async peer => {
		const shop = open(peer);
		for (const email of ['a@b.cd>\r\nRCPT TO:<evil@example.org', 'a b@c.de', '<a@b.cd>', 'a@b.cd\n', ''])
			await shop.tickets(1, { email });
		assert.equal((await shop.settle()).given_up, 5);
		assert.equal(peer.connections, 0);
		assert.equal((await shop.list())[0].answer, 'No mail can be sent to its address.');
	}));
	test('mail retry sends at once what waits, and by number what was given up', () =>
		withPeer({ fault: (step, to) => (step !== 'rcpt' ? undefined : to.startsWith('u1@') ? 550 : 451) },
			async peer => {
				const shop = open(peer);
				await shop.tickets(3);
				await shop.settle();
				peer.fault = () => undefined;
				assert.equal(JSON.parse(await shop.does('mail', 'retry', '--json')).sent, 2);
				assert.equal(JSON.parse(await shop.does('mail', 'retry', 1, '--json')).sent, 1);
				const again = await shop.palierctl('mail', 'retry', 1);
				assert.deepEqual([again.status, again.stderr], [1, 'palierctl: mail 1 was sent already.\n']);
				assert.match((await shop.palierctl('mail', 'retry', 9)).stderr, /there is no mail 9\./);
				assert.equal((await shop.palierctl('mail', 'retry', 'all')).status, 2);
				assert.equal(peer.taken.length, 3);
			}));
});

describe('TLS and passwords', () => {
	const secured = () => ({ hideSTARTTLS: false, key: readFileSync(key), cert: readFileSync(certificate) });

	test('STARTTLS with a trusted certificate', () => withPeer({ server: secured() }, async peer => {
		const shop = open(peer, { security: 'starttls' });
		shop.env = { SSL_CERT_FILE: certificate };
		await shop.tickets(1);
		assert.equal((await shop.settle()).sent, 1);
		assert.equal(peer.taken[0].secure, true);
	}));
	test('STARTTLS with a certificate that nobody vouches for: nothing is sent', () =>
		withPeer({ server: secured() }, async peer => {
			const shop = open(peer, { security: 'starttls' });
			await shop.tickets(1);
			assert.equal((await shop.settle()).postponed, 1);
			assert.match((await shop.list())[0].answer, /certificate/);
			assert.equal(peer.taken.length, 0);
		}));
	test('a server without STARTTLS gets nothing in the clear', () => withPeer({}, async peer => {
		const shop = open(peer, { security: 'starttls' });
		await shop.tickets(1);
		assert.equal((await shop.settle()).postponed, 1);
		assert.equal(peer.taken.length, 0);
	}));
	test('TLS from the first byte on', () => withPeer({ server: { ...secured(), secure: true } }, async peer => {
		const shop = open(peer, { security: 'tls' });
		shop.env = { SSL_CERT_FILE: certificate };
		await shop.tickets(1);
		assert.equal((await shop.settle()).sent, 1);
	}));

	const asking = () => ({ ...secured(), disabledCommands: [], authOptional: false,
		onAuth: ({ username, password }, session, done) => (username === 'shop' && password === 'right'
			? done(null, { user: username }) : done(reply(535))) });

	test('the right password', () => withPeer({ server: asking() }, async peer => {
		const shop = open(peer, { security: 'starttls', user: 'shop' });
		shop.env = { SSL_CERT_FILE: certificate };
		writePassword(shop, 'right');
		await shop.tickets(2);
		assert.equal((await shop.settle()).sent, 2);
		assert.equal(peer.taken[0].user, 'shop');
		assert.equal(peer.taken[0].secure, true);
	}));
	test('a wrong password is tried once, and no mail is given up for it', () =>
		withPeer({ server: asking() }, async peer => {
			const shop = open(peer, { security: 'starttls', user: 'shop' });
			shop.env = { SSL_CERT_FILE: certificate };
			writePassword(shop, 'wrong');
			await shop.tickets(3);
			assert.equal((await shop.settle()).postponed, 3);
			assert.equal(peer.connections, 1);
			assert.match((await shop.list())[2].answer, /^535 /);
			assert.ok(!readFileSync(path.join(shop.directory, 'log/palier.log'), 'utf8').includes('wrong'));
		}));
	test('a password that is missing or that others may read is refused with the remedy', () =>
		withPeer({ server: asking() }, async peer => {
			const shop = open(peer, { security: 'starttls', user: 'shop' });
			await shop.tickets(1);
			let done = await shop.palierctl('settle');
			assert.equal(done.status, 1);
			assert.match(done.stderr, /secrets\/mail: can't be read\. Write .* `chmod 600` on it\.\n$/);
			// A page starts it too, and nobody sees what that one says.
			assert.match(readFileSync(path.join(shop.directory, 'log/palier.log'), 'utf8'),
				/ mail server refused reason="[^"]*secrets\/mail: can't be read\./);
			writePassword(shop, 'right', 0o640);
			done = await shop.palierctl('settle');
			assert.match(done.stderr, /secrets\/mail: others may read this secret\. Run `chmod 600` on it\.\n$/);
			writePassword(shop, '');
			done = await shop.palierctl('settle');
			assert.match(done.stderr, /secrets\/mail: is empty\./);
			assert.equal((await shop.list())[0].tries, 0);
		}));
});

// ---- nothing is lost --------------------------------------------------------------------------

// What the peer has, against what the shop says.
function compare(peer, mails) {
	const byId = new Map();
	for (const one of peer.taken) byId.set(one.to, [...(byId.get(one.to) ?? []), one]);
	const sent = mails.filter(mail => mail.state === 'sent');
	for (const { ticket } of sent)
		assert.ok(byId.get(`u${ticket}@example.org`)?.some(one => one.answered), `mail of ticket ${ticket} is lost`);
	for (const [to, copies] of byId) {
		assert.equal(new Set(copies.map(one => one.id)).size, 1, `${to} under two Message-IDs`);
		// All but the last broke off after the peer had taken it.
		assert.ok(copies.slice(0, -1).every(one => !one.answered), `${to} was sent twice`);
	}
	assert.equal(new Set(peer.taken.map(one => one.id)).size, byId.size, 'one Message-ID for two mails');
	return { sent: sent.length, twice: [...byId.values()].filter(copies => copies.length > 1).length };
}

test('500 mails with faults at random: none lost, none twice but where the answer was', () => {
	let seed = 20260511;
	const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
	const faults = { mail: ['drop', 451], rcpt: ['drop', 451, 550], data: ['drop'], body: ['drop'],
		end: [451, 550], after: ['drop'], greeting: ['drop'] };
	const fault = step => {
		if (random() > 0.1) return undefined;
		const list = faults[step];
		const chosen = list[Math.floor(random() * list.length)];
		return chosen === 550 && random() > 0.1 ? 451 : chosen;
	};
	return withPeer({ fault }, async peer => {
		const shop = open(peer);
		await shop.tickets(500);
		await shop.settle();
		for (const wait of ['15m', '30m', '2h', '12h', '24h']) {
			if (wait === '12h') peer.fault = () => undefined; // else some would be given up in the end
			await shop.does('clock', 'advance', wait);
			await shop.settle();
		}
		const mails = await shop.list();
		assert.equal(mails.length, 500);
		assert.equal(new Set(mails.map(mail => mail.mail)).size, 500);
		const { sent, twice } = compare(peer, mails);
		const given = mails.filter(mail => mail.state === 'given-up');
		assert.equal(sent + given.length, 500);
		assert.ok(given.every(mail => /^550 /.test(mail.answer)), JSON.stringify(given.find(mail => !/^550/.test(mail.answer))));
		assert.ok(given.length > 0 && twice > 0 && sent > 450, `${sent} sent, ${twice} twice, ${given.length} given up`);
	});
});

test('settle killed at any moment: none lost, twice only what the peer had just taken', () =>
	withPeer({}, async peer => {
		const shop = open(peer);
		await shop.tickets(60);
		for (let kills = 1; kills <= 8; kills++) {
			const running = shop.palierctl('settle'), wanted = peer.taken.length + kills % 3 + 1;
			while (peer.taken.length < wanted && run.last.exitCode === null)
				await new Promise(resolve => setTimeout(resolve, kills % 2));
			run.last.kill('SIGKILL');
			await running;
		}
		await shop.settle();
		const mails = await shop.list();
		assert.deepEqual([...new Set(mails.map(mail => mail.state))], ['sent']);
		assert.equal(mails.length, 60);
		const to = new Map();
		for (const one of peer.taken) to.set(one.to, [...(to.get(one.to) ?? []), one.id]);
		assert.equal(to.size, 60);
		for (const ids of to.values()) assert.equal(new Set(ids).size, 1);
		assert.ok(peer.taken.length <= 60 + 8, `${peer.taken.length} taken`);
		assert.equal((await shop.palierctl('verify')).status, 0);
	}));

test('two that settle at once send nothing twice', () => withPeer({}, async peer => {
	const shop = open(peer);
	await shop.tickets(40);
	const done = await Promise.all(Array.from({ length: 4 }, () => shop.settle()));
	assert.equal(done.reduce((sum, one) => sum + one.sent, 0), 40);
	assert.equal(peer.taken.length, 40);
}));
