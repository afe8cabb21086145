// What make bench makes of its figures, and that it runs: with few customers, once, and as short as
// can be.  What it says of the goals then means nothing.
//   make && make bench-programs && node --test tests/tools/bench.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { fits, median, middle, rate } from '../bench/arithmetic.mjs';
import { build, root } from '../support/shop.mjs';

test('the median is the value in the middle, or half-way between the two there', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 2, 4, 1000]), 7);
  assert.equal(median([]), null);
});

test('ratios are made within a round, and the middle one counts', () => {
  // The second round's machine is half as fast, for both; the third had a hiccup.
  const rounds = [{ page: [900, 1], hello: [1000, 1] }, { page: [440, 1], hello: [500, 1] }, { page: [100, 1], hello: [1000, 1] }]
    .map(one => Object.fromEntries(Object.entries(one).map(([name, [answers, seconds]]) => [name, { answers, seconds }])));
  assert.equal(middle(rounds, one => rate(one.page) / rate(one.hello)), 0.88);
});

test('a round without a figure doesn’t count', () => {
  assert.equal(middle([{ a: 1 }, { a: null }, { a: 3 }], one => one.a), 2);
  assert.equal(middle([{ a: null }], one => one.a), null);
});

test('a limit is kept by what equals it, unless it must stay below', () => {
  assert.equal(fits(20, { most: 20 }), true);
  assert.equal(fits(20.1, { most: 20 }), false);
  assert.equal(fits(0.8, { least: 0.8 }), true);
  assert.equal(fits(0.79, { least: 0.8 }), false);
  assert.equal(fits(1000, { below: 1000 }), false);
  assert.equal(fits(null, { most: 20 }), null);
});

// Three ports in a row that nobody has.
async function freePorts() {
  const listen = port => new Promise(resolve => {
    const server = net.createServer().once('error', () => resolve(null)).listen(port, '127.0.0.1', () => resolve(server));
  });
  for (let port = 18000 + process.pid % 10000; port < 40000; port += 3) {
    const servers = await Promise.all([port, port + 1, port + 2].map(listen));
    servers.forEach(server => server?.close());
    if (servers.every(server => server)) return port;
  }
  throw new Error('no three ports are free');
}

async function bench(settings) {
  const child = spawn(process.execPath, ['tests/bench/bench.mjs'],
    { cwd: root, env: { ...process.env, BUILD: build, ROUNDS: '1', SCALE: '200', BRIEF: '1', POOL: '8', PROFILE: '', ...settings } });
  let output = '', errors = '';
  child.stdout.on('data', piece => { output += piece; });
  child.stderr.on('data', piece => { errors += piece; });
  const status = await new Promise(resolve => child.once('close', resolve));
  return { status, output, errors };
}

test('it measures every goal but those that are for longer runs', { skip: process.env.SANITIZE && 'it measures what visitors get' }, async () => {
  const { status, output, errors } = await bench({ PORT: await freePorts() });
  assert.equal(status, 0, errors);
  const { goals, rounds, stall, record } = JSON.parse(readFileSync(path.join(build, 'bench.json'), 'utf8'));
  assert.deepEqual(goals.filter(({ met }) => met === null).map(({ name }) => name), ['page_slowest', 'page_rate_to_small']);
  for (const { what, met } of goals)
    assert.match(output, new RegExp(`^${what.replace(/[/+]/g, '\\$&')} .* (${met === null ? 'not measured in this run' : met ? 'met' : 'NOT MET'})$`, 'm'));
  const [{ hello, page, upgrades, logins }] = rounds;
  for (const [name, one] of Object.entries({ hello, page, upgrades, logins })) {
    assert.ok(one.answers > 0, `${name}: ${one.answers} answers`);
    assert.equal(one.bad, 0, name);
    assert.ok(one.p50 > 0 && one.p50 <= one.p99 && one.p99 <= one.max, `${name}: ${one.p50}, ${one.p99}, ${one.max}`);
  }
  assert.ok(record > 500 && record < 50000, `${record} bytes of log an upgrade`);
  assert.ok(stall.kills > 0 && stall.restarts > 0);
});

test('a port that is taken is named, with the remedy', async () => {
  const port = await freePorts();
  const server = net.createServer().listen(port + 1, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { status, errors } = await bench({ PORT: port });
  server.close();
  assert.equal(status, 1);
  assert.match(errors, new RegExp(`something else listens on port ${port + 1}\\. Take others: make bench PORT=`));
});

test('a tool that is missing is named, with the remedy', async () => {
  const folder = path.join(build, 'without-wrk');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  symlinkSync('/bin/sh', path.join(folder, 'sh'));
  const { status, errors } = await bench({ PATH: folder });
  rmSync(folder, { recursive: true });
  assert.equal(status, 1);
  assert.match(errors, /wrk is missing\. Install it with: lib\/tools\/packages\.sh bench/);
});

test('a setting that is no number is named', async () => {
  assert.match((await bench({ ROUNDS: 'many' })).errors, /ROUNDS is "many"; it must be a number from 1 to 100/);
});
