// Decodes random forms with the program tests/support/pairs and with Node's URLSearchParams:
// the two must agree on every one.  BUILD names the build folder, SEED the random numbers.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = path.resolve(root, process.env.BUILD ?? 'build', 'tests/support/pairs');
const seed = Number(process.env.SEED ?? 20260511);

// Mulberry32: the same forms every time.
let state = seed;
function random(bound) {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) % bound;
}

const pieces = ['&', '&&', '=', '==', '+', '%', '%%', '%2', '%2B', '%2b', '%26', '%3D', '%00',
	'%zz', '%C3%A9', '%c3', '%ff', '%E2%82%AC', '%ef%bb%bf', '%F0%9F%98%80', 'a', 'B', '7', ' ',
	';', '?', '#', '/', '\\', '\r\n', '\0', '\x7f', '"', 'é', '€', '😀', '\ufeff', 'name',
	'value', '-_.~*!'];

function form() {
	let text = '';
	for (let i = random(24); i > 0; i--)
		text += pieces[random(pieces.length)];
	return text;
}

// ignoreBOM keeps the mark, as "UTF-8 decode without BOM" of the standard does.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const text = hex => decoder.decode(Buffer.from(hex, 'hex'));

function decode(forms) {
	const input = forms.map(one => Buffer.from(one).toString('hex') + '\n').join('');
	const run = spawnSync(program, { input, encoding: 'latin1', maxBuffer: 1 << 28 });
	assert.equal(run.status, 0, run.stderr || String(run.error));
	const lines = run.stdout.split('\n').slice(0, -1);
	assert.equal(lines.length, forms.length);
	return lines.map(line => line === '' ? [] :
		line.split(' ').map(pair => pair.split('=').map(text)));
}

// URLSearchParams drops a leading '?', which a body doesn't have: an empty pair keeps it.  Node
// 20 mistakes raw letters beyond ASCII beside malformed UTF-8, so the judge gets them encoded,
// which means the same.
const judge = one =>
	[...new URLSearchParams('&' + one.replace(/[^\0-\x7f]+/g, encodeURIComponent))];

test('forms are decoded as the URL standard says', () => {
	const forms = Array.from({ length: 20000 }, form);
	decode(forms).forEach((pairs, i) =>
		assert.deepEqual(pairs, judge(forms[i]), `seed ${seed}: ${JSON.stringify(forms[i])}`));
});

test('so are bytes that no browser sends', () => {
	const forms = Array.from({ length: 20000 }, () => Buffer.from(Array.from({ length: random(40) },
		() => random(2) ? random(256) : '&=+%%29afAF\0'.charCodeAt(random(12)))));
	const encode = byte => '%' + byte.charCodeAt(0).toString(16);
	decode(forms).forEach((pairs, i) => {
		const written = forms[i].toString('latin1');
		assert.deepEqual(pairs, judge(written.replace(/[^\0-\x7f]/g, encode)),
			`seed ${seed}: ${JSON.stringify(written)}`);
	});
});

test('what URLSearchParams writes is read back', () => {
	const written = Array.from({ length: 5000 }, () =>
		Array.from({ length: random(6) }, () => [form(), form()]));
	const forms = written.map(pairs => new URLSearchParams(pairs).toString());
	decode(forms).forEach((pairs, i) => assert.deepEqual(pairs, written[i]));
});
