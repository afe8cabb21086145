// Amounts, rates, days and times as our pages write them, against ICU (which Node formats with): ten
// thousand random values for each language and currency.  Where we differ on purpose, the
// expectation says so: a real minus, « 1er », and a day that doesn't part from its month.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(new URL('../..', import.meta.url).pathname);
const build = path.resolve(root, process.env.BUILD ?? 'build');
const COUNT = 10000;
const regions = { fr: 'fr-FR', en: 'en-US' };

// Numbers of every length, small ones as often as large ones; the same ones in every run.
let state = 20261125n;
function random(bits) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
  return Number(state >> BigInt(64 - bits));
}
const anyLength = (most, sign = true) => {
  const value = random(1 + random(6) % most);
  return sign && value > 0 && random(1) ? -value : value;
};

const written = lines =>
  execFileSync(path.join(build, 'tests/support/format_tool'), { input: lines.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 26 })
    .trimEnd().split('\n');

function compare(kind, language, values, more, expected) {
  const found = written(values.map(value => [kind, language, value, ...more].join(' ')));
  assert.equal(found.length, values.length);
  values.forEach((value, i) => assert.equal(found[i], expected(value), `${kind} ${value} in ${language}`));
  assert.ok(new Set(found).size > values.length / 20, 'the values differ');
}

const minus = text => text.replace('-', '\u2212');

for (const [language, region] of Object.entries(regions)) {
  for (const currency of ['EUR', 'USD', 'CAD'])
    test(`${COUNT} amounts of ${currency} in ${language} are ICU's`, () => {
      const icu = new Intl.NumberFormat(region, { style: 'currency', currency });
      // Up to 43 bits: a hundred times that is exact in ICU's doubles.
      compare('money', language, Array.from({ length: COUNT }, () => anyLength(43)), [currency],
        minor => minus(icu.format(minor / 100)));
    });

  test(`${COUNT} days in ${language} are ICU's`, () => {
    const icu = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeZone: 'UTC' });
    compare('day', language, Array.from({ length: COUNT }, () => random(16)), [], number => {
      const text = icu.format(new Date(number * 86400000));
      return language === 'fr' ? text.replace(/^1 /, '1er ').replace(' ', '\u00a0') : text;
    });
  });

  test(`${COUNT} rates in ${language} are ICU's`, () => {
    const icu = new Intl.NumberFormat(region, { style: 'percent', maximumFractionDigits: 2 });
    compare('rate', language, Array.from({ length: COUNT }, () => anyLength(20, false)), [],
      // CLDR moved from one no-break space to the other; ours is the wider.
      hundredths => icu.format(hundredths / 10000).replace(/\u202f%/, '\u00a0%'));
  });

  test(`${COUNT} times in ${language} are ICU's`, () => {
    const icu = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Paris' });
    // Which space stands where changed between ICU's versions: here the words alone count.
    const plain = text => text.replace(/\s/gu, ' ').replace(/^1 (?=[a-zé])/, '1er ');
    const values = Array.from({ length: COUNT }, () => random(32));
    const found = written(values.map(value => `instant ${language} ${value}`));
    values.forEach((value, i) => assert.equal(plain(found[i]), plain(icu.format(new Date(value * 1000)))));
  });
}
