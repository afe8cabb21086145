// What is made of palierctl's table of commands: its help, its manual page, and what bash completes,
// in a real bash.  BUILD names the build folder.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const program = path.join(build, 'bin/palierctl');
const page = path.join(build, 'share/palierctl.1');
const script = path.join(build, 'share/palierctl.bash');

let folder; // of this run

function run(file, words, options = {}) {
	const done = spawnSync(file, words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
	assert.equal(done.error, undefined);
	return done;
}
function says(...words) {
	const done = run(program, words);
	assert.equal(done.status, 0, done.stderr);
	assert.equal(done.stderr, '');
	return done.stdout;
}
// "init", "catalog check", …: as help lists them.
const commands = says('--help').split('\n').map(line => /^ {2}([a-z]+(?: [a-z]+)?) {2,}\S/.exec(line)?.[1])
	.filter(Boolean);
const groups = [...new Set(commands.filter(words => words.includes(' ')).map(words => words.split(' ')[0]))];

before(() => {
	mkdirSync(build, { recursive: true });
	folder = mkdtempSync(path.join(build, 'manual-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('help', () => {
	test('alone, or for a command or a group, says what --help says', () => {
		assert.ok(commands.length > 20 && groups.length > 4);
		for (const words of ['', ...commands, ...groups]) {
			const list = words.split(' ').filter(Boolean);
			assert.equal(says('help', ...list), says(...list, '--help'), words);
		}
	});
	test('for what there isn\'t is wrong usage', () => {
		for (const [words, sentence] of [[['bogus'], /there is no command "bogus"\. See `palierctl --help`/],
			[['catalog', 'bogus'], /there is no command "catalog bogus"/],
			[['a', 'b', 'c'], /"c" is one argument too many\. See `palierctl help --help`/],
			[['--as', 'html'], /--as is "html"; it must be one of text\|man\|bash/],
			[['verify', '--as', 'man'], /--as man is about every command\. Leave "verify" out\./]]) {
			const done = run(program, ['help', ...words]);
			assert.equal(done.status, 2);
			assert.match(done.stderr, sentence);
			assert.equal(done.stdout, '');
		}
	});
});

describe('the manual page', () => {
	const shown = () => run('groff', ['-man', '-Tutf8', '-P-cbou', '-rLL=200n', page]).stdout;

	test('is what the command makes', () => assert.equal(readFileSync(page, 'utf8'), says('help', '--as', 'man')));
	test('is roff without a fault', () => {
		const done = run('groff', ['-man', '-Tutf8', '-ww', '-b', '-z', page]);
		assert.equal(done.status, 0);
		assert.equal(done.stderr, '');
	});
	test('has no line that other tools would call too long, and plain ASCII alone', () => {
		for (const line of readFileSync(page, 'latin1').split('\n').filter(each => !each.startsWith('palierctl ')))
			assert.match(line.replace(/\\f[BIR]/g, '').replaceAll('\\-', '-'), /^[ -~]{0,80}$/);
	});
	test('shows every command, with its usage and its example', () => {
		const text = shown();
		for (const words of commands) {
			const help = says(...words.split(' '), '--help');
			const usage = /^usage: (.*)$/m.exec(help)[1], example = /\nExample:\n {2}(.*)\n$/.exec(help)[1];
			assert.ok(text.includes(`\n   ${words}\n       ${usage}\n`), usage);
			assert.ok(text.includes(example), example);
		}
	});
	test('shows every option, what it does, and the exit statuses', () => {
		const text = shown().replace(/\s+/g, ' ');
		for (const words of commands)
			for (const [, option, does] of says(...words.split(' '), '--help').matchAll(/^ {2}(--\S+)(?: \S+)? +(.*)$/gm)) {
				assert.ok(text.includes(option), option);
				assert.ok(text.includes(does.slice(1)), does);
			}
		for (const sentence of ['0 Done.', '1 Refused, or not found.', '2 Wrong usage.', '3 The shop is damaged.'])
			assert.ok(text.includes(sentence), sentence);
	});
	test('keeps what roff would take for its own', () => {
		const text = shown();
		assert.match(text, /\[--kind live\|demo\|test\]/);
		assert.match(text, /EMAIL…/);
		assert.match(text, /\$PALIER_SHOP/);
		assert.match(text, /catalogue's/);
	});
});

describe('bash', () => {
	// What it would offer for the last word; "=" is a word of its own, as readline has it.
	function offers(...words) {
		const done = run('bash', ['--norc', '-c', `source "$1"; shift
			COMP_WORDS=(palierctl "$@") COMP_CWORD=$#
			complete -p palierctl >/dev/null && _palierctl && printf '%s\\n' "\${COMPREPLY[@]}"`, 'bash', script, ...words],
		{ cwd: folder });
		assert.equal(done.status, 0, done.stderr);
		assert.equal(done.stderr, '');
		return done.stdout.split('\n').filter(Boolean).sort();
	}
	before(() => {
		mkdirSync(path.join(folder, 'shops/one'), { recursive: true });
		writeFileSync(path.join(folder, 'shop list'), '');
		writeFileSync(path.join(folder, 'new.cfg'), '');
	});

	test('is given what the command makes, and nothing to complain of', () => {
		assert.equal(readFileSync(script, 'utf8'), says('help', '--as', 'bash'));
		assert.equal(run('bash', ['-n', script]).stderr, '');
	});
	test('offers every first word, and every command of a group', () => {
		const first = [...new Set(commands.map(words => words.split(' ')[0]))].sort();
		assert.deepEqual(offers(''), first);
		for (const group of groups)
			assert.deepEqual(offers(group, ''), commands.filter(words => words.startsWith(`${group} `))
				.map(words => words.split(' ')[1]).sort(), group);
	});
	test('offers every option of every command', () => {
		for (const words of commands) {
			const help = says(...words.split(' '), '--help');
			assert.deepEqual(offers(...words.split(' '), '--'),
				[...help.matchAll(/^ {2}(--\S+)/gm)].map(match => match[1]).sort(), words);
		}
	});
	const cases = [
		['a beginning', ['cat'], ['catalog']],
		['several with one beginning', ['c'], ['catalog', 'clock', 'config', 'customer']],
		['nothing for what nobody knows', ['bogus', ''], []],
		['the second word', ['catalog', 'p'], ['preview', 'publish']],
		['words behind an option', ['--json', 'ver'], ['verify']],
		['words behind a shop', ['--shop', 'shops', 'clock', 's'], ['set', 'show']],
		['words behind --shop=', ['--shop', '=', 'shops', 'clock', 's'], ['set', 'show']],
		['folders for a shop', ['--shop', 's'], ['shops']],
		['folders below', ['verify', '--shop', 'shops/'], ['shops/one']],
		['folders behind --shop=', ['--shop', '=', 's'], ['shops']],
		['folders right behind the =', ['--shop', '='], ['shops']],
		['the values of an option', ['schedule', '--cycle', ''], ['month', 'year']],
		['a value\'s beginning', ['schedule', '--count', '12', '--cycle', 'y'], ['year']],
		['a value behind =', ['init', '--kind', '=', 'd'], ['demo']],
		['nothing for a value of one\'s own', ['journal', '--customer', ''], []],
		['nothing for a number', ['demo', '--customers', '1'], []],
		['files for a file', ['catalog', 'publish', 'n'], ['new.cfg']],
		['files with spaces', ['import', 'sh'], ['shop list', 'shops']],
		['files to write', ['import', 'new.cfg', '--refused', 'new'], ['new.cfg']],
		['nothing for an address', ['session', 'open', 'a'], []],
		['commands to be helped with', ['help', 'verif'], ['verify']],
		['an option\'s beginning', ['import', '--d'], ['--dry-run']],
		['the global options before a command', ['--'], ['--help', '--json', '--shop']],
	];
	for (const [name, words, wanted] of cases)
		test(`offers ${name}: ${words.join(' ')}`, () => assert.deepEqual(offers(...words), [...new Set(wanted)].sort()));

	test('completes on a terminal, when the tabulator is pressed', () => {
		const typed = ['palierctl() { printf "<%s>" "$@"; echo; }', `source ${script}`,
			'palierctl verif\t--acc\t', 'palierctl catalog pub\t--shop sho\tone', 'palierctl import ne\t', 'exit', '']
			.join('\n');
		const done = run('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'],
			{ cwd: folder, input: typed, env: { ...process.env, TERM: 'dumb', PS1: '$ ', INPUTRC: '/dev/null' } });
		assert.match(done.stdout, /^<verify><--accept>\r?$/m);
		assert.match(done.stdout, /^<catalog><publish><--shop><shops\/one>\r?$/m);
		assert.match(done.stdout, /^<import><new\.cfg>\r?$/m);
	});
});

test('make install lays both out where man and bash look', () => {
	const environment = { ...process.env };
	for (const name of ['MAKEFLAGS', 'MFLAGS', 'MAKELEVEL'])
		delete environment[name];
	const done = run('make', ['-s', 'install', `DESTDIR=${folder}`, 'PREFIX=/usr', `SANITIZE=${process.env.SANITIZE ?? ''}`],
		{ env: environment });
	assert.equal(done.status, 0, done.stderr);
	for (const [file, from] of [['man/man1/palierctl.1', page], ['bash-completion/completions/palierctl', script]]) {
		const laid = path.join(folder, 'usr/share', file);
		assert.deepEqual(readFileSync(laid), readFileSync(from));
		assert.equal(statSync(laid).mode & 0o777, 0o644);
	}
});
