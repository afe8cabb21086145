// Encodes random forms with Node's own FormData and takes them apart with the program
// tests/support/parts.  BUILD names the build folder, SEED the random numbers.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = path.resolve(root, process.env.BUILD ?? 'build', 'tests/support/parts');
const seed = Number(process.env.SEED ?? 20260511);

// Mulberry32: the same forms every time.
let state = seed;
function random(bound) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % bound;
}

const pieces = ['"', '\\', '%22', '%0D', '%', ';', '=', ' ', '\t', '\r', '\n', '\r\n', '--', '\r\n--', '/', "'", 'é',
  'e\u0301', '€', '😀', 'a', 'Z', '9', 'name="x"', '; filename="y"', 'Content-Disposition:', '\x7f', '\ufeff'];

function text() {
  let made = '';
  for (let i = random(8); i > 0; i--) made += pieces[random(pieces.length)];
  return made;
}

const bytes = () => Uint8Array.from({ length: random(5) === 0 ? 0 : random(300) }, () => random(256));

const hex = what => Buffer.from(what).toString('hex');

async function line(form) {
  const response = new Response(form);
  return `${hex(response.headers.get('content-type'))} ${hex(new Uint8Array(await response.arrayBuffer()))}\n`;
}

async function takeApart(forms) {
  const input = (await Promise.all(forms.map(line))).join('');
  const run = spawnSync(program, { input, encoding: 'latin1', maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, run.stderr || String(run.error));
  return run.stdout.split('\n').slice(0, -1);
}

// Line ends of names and values are CRLF on the wire; and whoever calls a field "%22" can't be told
// from one who calls it a quote.
const lines = one => one.replace(/\r\n|\r|\n/g, '\r\n');
const named = one => one.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');

test('what FormData writes is read back', async () => {
  const forms = [], wanted = [];
  for (let i = 0; i < 4000; i++) {
    const form = new FormData(), parts = [];
    for (let j = random(6); j > 0; j--) {
      const name = text();
      if (random(2)) {
        const value = text();
        form.append(name, value);
        parts.push(`${hex(named(lines(name)))}=${hex(lines(value))}`);
      } else {
        // Node leaves out an empty filename, which browsers don't.
        const content = bytes(), filename = text() || 'a.png';
        form.append(name, new Blob([content], { type: random(2) ? 'image/png' : '' }), filename);
        parts.push(`${hex(named(lines(name)))}:${hex(named(filename))}=${hex(content)}`);
      }
    }
    forms.push(form);
    wanted.push(parts.join(' '));
  }
  (await takeApart(forms)).forEach((got, i) =>
    assert.equal(got, wanted[i], `seed ${seed}: ${JSON.stringify([...forms[i]].map(([name, value]) => [name, value.name ?? value]))}`));
});

test('a file of a megabyte comes through', async () => {
  const content = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * i) >> 7);
  const form = new FormData();
  form.append('files', new Blob([content]), 'Été "à la plage".png');
  assert.deepEqual(await takeApart([form]),
    [`${hex('files')}:${hex('Été "à la plage".png')}=${hex(content)}`]);
});
